import assert from "node:assert/strict";
import { overlaps, parseCidr } from "../../strategy/address-plan";
import { judge } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import type { StackPreview } from "../../preview/preview";
import type { Registration } from "../../preview/registration";
import { unwrapSecrets } from "../../preview/wire";
import { toNode } from "../controls/control";
import { namings, physicalName } from "../controls/physical-names";
import { withOtherSettings } from "../support/other-settings";
import { platform } from "../support/platform";

/** Names that AWS is given and that the lengths of physical-names.ts are not about. */
const otherNames: Readonly<Record<string, string>> = {
    "aws:backup/plan:Plan": "name",
    "aws:backup/vault:Vault": "name",
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": "alarmName",
    "aws:cloudwatch/dashboard:Dashboard": "dashboardName",
    "aws:ecs/taskDefinition:TaskDefinition": "family",
    "aws:kms/alias:Alias": "name",
    "aws:lb/loadBalancer:LoadBalancer": "name",
    "aws:lb/targetGroup:TargetGroup": "name",
    "aws:secretsmanager/secret:Secret": "name",
    "aws:sqs/queue:Queue": "name",
};

/**
 * What a resource is called in AWS, with its type. Regions are left out: names of roles and buckets are the account's, and
 * a cell may move to a region where another is.
 */
function namesOf(stack: string, resource: Registration): readonly string[] {
    const node = toNode(stack, resource);
    const properties = [
        ...namings.filter(({ type }) => type === resource.type).map(({ property = "name" }) => property),
        otherNames[resource.type] ?? [],
    ].flat();
    return properties.map((property) => `${resource.type} ${physicalName(node, property)}`);
}

/** Identifiers that AWS gave, as far as the stand-in makes them of the resource's own name. */
function arnsOf({ state }: Registration): readonly string[] {
    const { arn } = unwrapSecrets(state);
    return typeof arn === "string" ? [arn] : [];
}

/** Values that more than one stack has, each with the stacks. */
function sharedBetween(
    stacks: readonly StackPreview[],
    valuesOf: (stack: string, resource: Registration) => readonly string[],
): readonly string[] {
    const owners = new Map<string, Set<string>>();
    for (const { name, resources } of stacks) {
        for (const value of resources.flatMap((resource) => valuesOf(name, resource))) {
            owners.set(value, (owners.get(value) ?? new Set()).add(name));
        }
    }
    return [...owners]
        .filter(([, names]) => names.size > 1)
        .map(([value, names]) => `${value}: ${[...names].join(", ")}`);
}

/** Every text inside a value. */
function texts(value: unknown): readonly string[] {
    if (typeof value === "string") return [value];
    if (typeof value !== "object" || value === null) return [];
    return Object.values(value).flatMap(texts);
}

/** Resources of a cell's stack whose inputs quote the name of another cell. */
function quotesOf({ name, resources }: StackPreview, cellNames: readonly string[]): readonly string[] {
    const own = name.replace(/^prod-/, "");
    return resources.flatMap((resource) => {
        const quoted = texts(unwrapSecrets(resource.inputs)).flatMap(
            (text) => text.match(/[a-z]{2}-[a-z]+-\d-c\d+/g) ?? [],
        );
        return quoted
            .filter((cell) => cell !== own && cellNames.includes(cell))
            .map((cell) => `${resource.name} of ${own} quotes ${cell}`);
    });
}

describe("the cells of prod", function () {
    this.timeout(60_000);

    async function cellStacks(): Promise<{ stacks: readonly StackPreview[]; names: readonly string[] }> {
        const { stacks, plan } = await platform("prod", "known");
        const names = plan.cells.map(({ name }) => name);
        const found = stacks.filter(({ name }) => names.includes(name.replace(/^prod-/, "")));
        assert.equal(found.length, 11);
        return { stacks: found, names };
    }

    it("have no name in AWS in common (CT001, CT003)", async () => {
        const { stacks } = await cellStacks();
        const all = stacks.flatMap(({ name, resources }) => resources.flatMap((one) => namesOf(name, one)));
        for (const kind of [
            "iam/role:",
            "iam/policy:",
            "logs",
            "kms/alias:",
            "metricAlarm:",
            "compositeAlarm:",
            "s3/bucket:",
        ]) {
            assert.ok(all.filter((name) => name.includes(kind)).length >= 11, `no ${kind} is compared`);
        }
        assert.deepEqual(sharedBetween(stacks, namesOf), []);
    });

    it("have no ARN in common", async () => {
        const { stacks } = await cellStacks();
        assert.deepEqual(
            sharedBetween(stacks, (_, resource) => arnsOf(resource)),
            [],
        );
    });

    it("have no address in common", async () => {
        const { stacks } = await cellStacks();
        const blocks = stacks.flatMap(({ name, resources }) =>
            resources
                .filter(({ type }) => type === "aws:ec2/vpc:Vpc" || type === "aws:ec2/subnet:Subnet")
                .map(({ inputs }) => ({ name, block: parseCidr(String(inputs.cidrBlock)) })),
        );
        assert.equal(blocks.length, 11 * 10); // a network and its nine subnets
        const clashes = blocks.flatMap((one, index) =>
            blocks
                .slice(index + 1)
                .filter((other) => other.name !== one.name)
                .filter(
                    ({ block }) =>
                        block === undefined || one.block === undefined || overlaps(one.block, block),
                )
                .map((other) => `${one.name} and ${other.name}`),
        );
        assert.deepEqual(clashes, []);
    });

    it("quote no other cell in any input", async () => {
        const { stacks, names } = await cellStacks();
        assert.deepEqual(
            stacks.flatMap((stack) => quotesOf(stack, names)),
            [],
        );
    });

    it("read no other stack", async () => {
        const { stacks } = await platform("prod", "known");
        const readers = stacks
            .filter(({ resources }) => resources.some(({ type }) => type === "pulumi:pulumi:StackReference"))
            .map(({ name }) => name);
        assert.deepEqual(readers, ["prod"]); // the edge, which reads all of them
    });

    it("would be found to share what is made the same", async () => {
        const { stacks, names } = await cellStacks();
        const [first, second] = stacks;
        assert.ok(first !== undefined && second !== undefined);
        const copied = { ...second, resources: first.resources };
        assert.ok(sharedBetween([first, copied], namesOf).length > 50);
        assert.ok(sharedBetween([first, copied], (_, resource) => arnsOf(resource)).length > 50);
        assert.ok(quotesOf(copied, names).length > 50);
    });
});

/** dev with a second cell beside its own: two cells that one program makes. */
async function twoCells(): Promise<StackPreview> {
    const preview = await withOtherSettings("dev", {
        cells: (cells) => [...cells, { name: "us-east-1-c2", region: "us-east-1", cidr: "10.1.0.0/16" }],
        knownOutputs: false,
    });
    // What is read inside text that is yet to come (tests/platform/own-rules.spec.ts) is not this test's business.
    const decided = preview.violations.filter(({ undecided }) => !undecided);
    assert.deepEqual(decided, []);
    const [stack] = preview.stacks;
    assert.ok(stack !== undefined);
    return stack;
}

describe("two cells of one stack", function () {
    this.timeout(60_000);

    /** What the packs say once a property of one resource comes from another. */
    async function rewired(
        property: string,
        user: string,
        source: (name: string) => boolean,
    ): Promise<readonly string[]> {
        const { resources } = await twoCells();
        const from = resources.find(({ name }) => source(name));
        assert.ok(from !== undefined);
        const changed = resources.map((resource) =>
            resource.name === user
                ? {
                      ...resource,
                      propertyDependencies: { ...resource.propertyDependencies, [property]: [from.urn] },
                  }
                : resource,
        );
        const found = await judge(loadPacks(), "dev", changed);
        return found
            .filter(({ pack }) => pack === "cell-isolation")
            .map(({ rule, message }) => `${rule}: ${message}`);
    }

    it("keep the rules of isolation, and break them when one takes the other's key", async () => {
        assert.deepEqual(
            await rewired(
                "kmsKeyId",
                "us-east-1-c2-database-cluster",
                (name) => name === "us-east-1-c1-key-key",
            ),
            [
                "cell-refers-to-no-other: belongs to cell us-east-1-c2 and takes kmsKeyId from us-east-1-c1-key-key of cell " +
                    "us-east-1-c1; a cell must take from itself and from what belongs to none [us-east-1-c2-database-cluster]",
            ],
        );
    });
});
