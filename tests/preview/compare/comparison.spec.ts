import assert from "node:assert/strict";
import type { ResourceChange } from "../../../preview/compare/change";
import { compare } from "../../../preview/compare/comparison";
import type { ResourceDocument } from "../../../preview/document";
import { documentOf, findingOf, resourceOf, type Wanted } from "../../support/preview-document";

const [vpcType, subnetType, clusterType, serviceType, keyType] = [
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:rds/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:kms/key:Key",
];
const unknown = { $unknown: true };

function changes(
    before: readonly ResourceDocument[],
    after: readonly ResourceDocument[],
): readonly ResourceChange[] {
    return compare(documentOf(before), documentOf(after)).changes;
}

/** The one change between two versions of a resource. */
function change(type: string, before: Wanted, after: Wanted): ResourceChange | undefined {
    const found = changes([resourceOf(type, "one", before)], [resourceOf(type, "one", after)]);
    assert.ok(found.length <= 1);
    return found[0];
}

describe("compare", () => {
    it("counts what was added and removed, and tells nothing of what is equal", () => {
        const [kept, old, fresh] = ["kept", "old", "fresh"].map((name) => resourceOf(serviceType, name));
        assert.ok(kept && old && fresh);
        const comparison = compare(documentOf([kept, old]), documentOf([fresh, { ...kept }]));
        assert.deepEqual(
            comparison.changes.map(({ kind, name }) => `${kind} ${name}`),
            ["add fresh", "remove old"],
        );
        assert.deepEqual(comparison.counts, {
            add: 1,
            remove: 1,
            change: 0,
            replace: 0,
            follow: 0,
            rename: 0,
        });
    });

    it("changes in place what AWS can change, property by property", () => {
        const found = change(
            serviceType,
            { inputs: { deploymentMaximumPercent: 200 } },
            { inputs: { deploymentMaximumPercent: 150 } },
        );
        assert.equal(found?.kind, "change");
        assert.deepEqual(found.properties, [{ path: "deploymentMaximumPercent", before: 200, after: 150 }]);
    });

    it("replaces what AWS cannot change, and says by what", () => {
        const found = change(
            vpcType,
            { inputs: { cidrBlock: "10.0.0.0/16" } },
            { inputs: { cidrBlock: "10.1.0.0/16" } },
        );
        assert.equal(found?.kind, "replace");
        assert.deepEqual(found.because, [{ what: "cidrBlock" }]);
        assert.ok(found.stateful);
    });

    it("leaves out what the engine is told to ignore, down to nothing", () => {
        const ignored = { options: { ignoreChanges: ["desiredCount", "tags.owner"] } };
        const at = (desiredCount: number, owner: string): Wanted => ({
            ...ignored,
            inputs: { desiredCount, tags: { owner } },
        });
        assert.equal(change(serviceType, at(2, "a"), at(4, "b")), undefined);
    });

    it("replaces by replaceOnChanges, at a place inside too", () => {
        const at = (port: number): Wanted => ({
            inputs: { endpoint: { port } },
            options: { replaceOnChanges: ["endpoint"] },
        });
        assert.equal(change("aws:cloudfront/vpcOrigin:VpcOrigin", at(80), at(443))?.kind, "replace");
    });

    it("replaces what moves to another provider, and what is used by a provider of another region", () => {
        const provider = (name: string): string =>
            `urn:pulumi:prod-a::shop::pulumi:providers:aws::${name}::id`;
        const moved = change(keyType, { provider: provider("eu") }, { provider: provider("us") });
        assert.equal(moved?.kind, "replace");
        assert.match(moved.because[0]?.what ?? "", /its provider, eu → us/);
        assert.equal(
            change(
                keyType,
                { provider: provider("eu") },
                { provider: provider("eu").replace("::id", "::new") },
            ),
            undefined,
            "another id of the same provider is none",
        );
        const at = (region: string): readonly ResourceDocument[] => [
            resourceOf("pulumi:providers:aws", "eu", { inputs: { region } }),
            resourceOf(keyType, "key", { provider: provider("eu") }),
        ];
        assert.deepEqual(
            changes(at("eu-west-1"), at("eu-west-2")).map(({ kind, name }) => [kind, name]),
            [
                ["replace", "eu"],
                ["follow", "key"],
            ],
        );
    });

    it("knows a renamed resource by its alias, and still tells what differs", () => {
        const old = resourceOf(keyType, "old", { inputs: { enableKeyRotation: false } });
        const renamed = (inputs: object): ResourceDocument =>
            resourceOf(keyType, "new", { inputs: { ...inputs }, options: { aliases: ["urn:x", old.urn] } });
        const [same, different] = [{ enableKeyRotation: false }, { enableKeyRotation: true }].map((inputs) =>
            changes([old], [renamed(inputs)]),
        );
        assert.deepEqual(
            same?.map(({ kind, formerUrn }) => [kind, formerUrn]),
            [["rename", old.urn]],
        );
        assert.deepEqual(
            different?.map(({ kind, properties }) => [kind, properties.length]),
            [["change", 1]],
        );
    });

    it("takes no alias for a rename whose former resource is still there", () => {
        const old = resourceOf(keyType, "old");
        const fresh = resourceOf(keyType, "new", { options: { aliases: [old.urn] } });
        assert.deepEqual(
            changes([old], [old, fresh]).map(({ kind }) => kind),
            ["add"],
        );
    });

    it("says of a resource under another parent that it is made anew, and which alias keeps it", () => {
        const component = resourceOf("shop:data:Store", "store");
        const old = resourceOf(keyType, "key", { options: { protect: true } });
        const moved = resourceOf(keyType, "key", { parent: component.urn, options: { protect: true } });
        const found = changes([component, old], [component, moved]);
        assert.deepEqual(
            found.map(({ kind, because }) => [kind, because[0]?.what]),
            [["replace", "its parent"]],
        );
        assert.ok(found[0]?.notes.some((note) => note.includes(`aliases: ["${old.urn}"]`)));
        assert.ok(found[0]?.notes.includes("protected: the update fails rather than remove it"));
    });

    it("says what may follow a replaced resource, down the chain, and what only depends on it does not", () => {
        const vpc = (cidrBlock: string): ResourceDocument =>
            resourceOf(vpcType, "vpc", { inputs: { cidrBlock } });
        const subnet = resourceOf(subnetType, "subnet", {
            inputs: { vpcId: unknown },
            propertyDependencies: { vpcId: [vpc("").urn] },
        });
        const nat = resourceOf("aws:ec2/natGateway:NatGateway", "nat", {
            inputs: { subnetId: unknown },
            propertyDependencies: { subnetId: [subnet.urn] },
        });
        const tagged = resourceOf(vpcType, "other", {
            inputs: { tags: { of: unknown } },
            dependencies: [vpc("").urn],
            propertyDependencies: { tags: [vpc("").urn] },
        });
        const known = resourceOf(subnetType, "known", {
            inputs: { vpcId: "vpc-1" },
            propertyDependencies: { vpcId: [vpc("").urn] },
        });
        const others = [nat, tagged, subnet, known];
        const found = changes([vpc("10.0.0.0/16"), ...others], [vpc("10.1.0.0/16"), ...others]);
        assert.deepEqual(
            found.map(({ kind, name, because }) => [kind, name, because]),
            [
                ["replace", "vpc", [{ what: "cidrBlock" }]],
                ["follow", "subnet", [{ what: "vpcId", from: ["vpc"] }]],
                ["follow", "nat", [{ what: "subnetId", from: ["subnet"] }]],
            ],
        );
    });

    it("says whose replacement fails: what is protected before and after, and only that", () => {
        const at = (databaseName: string, protect: boolean): Wanted => ({
            inputs: { databaseName },
            options: { protect },
        });
        const notes = (before: boolean, after: boolean): readonly string[] =>
            change(clusterType, at("a", before), at("b", after))?.notes ?? [];
        assert.deepEqual(notes(true, true), ["protected: the update fails rather than replace it"]);
        assert.deepEqual(notes(true, false), [], "the engine takes it off and replaces in one update");
        assert.deepEqual(notes(false, true), []);
    });

    it("tells when a resource is no longer protected", () => {
        const found = change(keyType, { options: { protect: true } }, { options: { protect: false } });
        assert.deepEqual(found?.properties, [{ path: "options.protect", before: true, after: false }]);
    });

    it("says 'may' where a value that forces a replacement is known after the update only", () => {
        const found = change(
            clusterType,
            { inputs: { kmsKeyId: "arn:aws:kms:eu:1:key/a" } },
            { inputs: { kmsKeyId: unknown } },
        );
        assert.equal(found?.kind, "follow");
    });

    it("tells an unknown value that comes from another resource now", () => {
        const [a, b] = ["a", "b"].map((name) => resourceOf(keyType, name));
        assert.ok(a && b);
        const cluster = ({ urn }: ResourceDocument): ResourceDocument =>
            resourceOf(clusterType, "database", {
                inputs: { kmsKeyId: unknown },
                propertyDependencies: { kmsKeyId: [urn] },
            });
        const found = changes([a, b, cluster(a)], [a, b, cluster(b)]);
        assert.deepEqual(
            found.map(({ kind, properties }) => [kind, properties]),
            [
                [
                    "follow",
                    [
                        {
                            path: "kmsKeyId",
                            before: { $unknown: true, from: ["a"] },
                            after: { $unknown: true, from: ["b"] },
                        },
                    ],
                ],
            ],
        );
        const renamed = resourceOf(keyType, "c", { options: { aliases: [a.urn] } });
        assert.deepEqual(
            changes([a, cluster(a)], [renamed, cluster(renamed)]).map(({ kind }) => kind),
            ["rename"],
            "a renamed source is the same source",
        );
    });
});

describe("findings in a comparison", () => {
    const policies = (before: object[], after: object[]): readonly [number, number] => {
        const { violations } = compare(
            documentOf([], { violations: before.map(findingOf) }),
            documentOf([], { violations: after.map(findingOf) }),
        );
        return [violations.new.length, violations.gone.length];
    };

    it("are new and gone by rule, resource and message", () => {
        assert.deepEqual(policies([{}], [{}]), [0, 0]);
        assert.deepEqual(policies([{}], [{ message: "other" }]), [1, 1]);
        assert.deepEqual(policies([], [{ urn: "urn:pulumi:a" }, {}]), [2, 0]);
    });

    it("are the same undecided ones with another list of resources, and new once they are decided", () => {
        const open = { undecided: true, enforcementLevel: "advisory" };
        assert.deepEqual(policies([{ ...open, message: "a" }], [{ ...open, message: "a, b" }]), [0, 0]);
        assert.deepEqual(policies([open], [{}]), [1, 1]);
    });
});

describe("numbers in a comparison", () => {
    const capacity = (users: number, tasks: number): object => ({
        users,
        capacityUsers: 100_000,
        cells: {
            a: {
                region: "eu-west-1",
                users,
                capacityUsers: 100_000,
                tasks: { min: 2, max: tasks, expected: 5 },
                readers: { min: 1, max: 5 },
                shards: { min: 1, max: 1 },
                replicasPerShard: { min: 1, max: 1 },
            },
        },
    });

    it("are those that differ, on both sides", () => {
        const section = compare(
            documentOf([], { capacity: capacity(1_000, 50) }),
            documentOf([], { capacity: capacity(1_000, 40) }),
        ).sections.find(({ title }) => title === "capacity");
        assert.deepEqual(section, {
            title: "capacity",
            measured: [{ key: "a.tasks.max", label: "a: tasks, most", unit: "tasks", before: 50, after: 40 }],
        });
    });

    it("are absent where a former preview does not hold them, and that is said", () => {
        const section = compare(documentOf([]), documentOf([], { capacity: capacity(1, 50) })).sections.find(
            ({ title }) => title === "capacity",
        );
        assert.deepEqual(section?.measured, []);
        assert.match(section.missing ?? "", /former preview does not say/);
    });
});
