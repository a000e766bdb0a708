import assert from "node:assert/strict";
import type { Preview } from "../../preview/preview";
import type { Registration } from "../../preview/registration";
import { unwrapSecrets } from "../../preview/wire";
import { withOtherSettings } from "../support/other-settings";
import { readsText } from "../support/platform";

/** A stack whose first cell has a secondary in us-west-2, and whatever else its database needs for one. */
function withSecondary(stack: string, database: object, knownOutputs: boolean): Promise<Preview> {
    return withOtherSettings(stack, {
        cells: ([first, ...others]) => [{ ...first, globalSecondary: "us-west-2", database }, ...others],
        knownOutputs,
    });
}

const variants = [
    ["dev", { kind: "provisioned", instanceClass: "db.r6g.large" }],
    ["prod-us-east-1-c1", { kind: "provisioned", instanceClass: "db.r6g.2xlarge" }],
    ["prod-us-east-1-c1", { kind: "serverless", minAcu: 8, maxAcu: 64 }],
] as const;

const regionOf = ({ provider }: Registration): string | undefined => provider?.split("::").at(-2);
const cloud = ({ stacks }: Preview): readonly Registration[] =>
    stacks.flatMap(({ resources }) => resources).filter(({ type }) => type.startsWith("aws:"));

describe("the platform where a cell has a secondary", function () {
    this.timeout(60_000);

    for (const [stack, database] of variants) {
        for (const known of [false, true]) {
            const title = `${stack}, ${database.kind}, ${known ? "known" : "unknown"} outputs`;
            it(`breaks no rule, and leaves none undecided but what is read in text that is yet to come: ${title}`, async () => {
                const preview = await withSecondary(stack, database, known);
                assert.deepEqual(
                    preview.violations
                        .filter(({ rule, undecided }) => known || !undecided || !readsText.includes(rule))
                        .map(({ rule, message }) => `${rule}: ${message}`),
                    [],
                );
                const [global, ...more] = cloud(preview).filter(({ type }) => type.includes("globalCluster"));
                assert.ok(global !== undefined && more.length === 0);
                assert.ok(!("storageEncrypted" in global.inputs), "AWS takes it from the primary (CT062)");
            });
        }
    }

    it("manages no master password of a database that has one (E6)", async () => {
        const preview = await withSecondary("prod-us-east-1-c1", {}, true);
        const clusters = cloud(preview).filter(({ type }) => type === "aws:rds/cluster:Cluster");
        assert.equal(clusters.length, 2);
        for (const { name, inputs } of clusters) assert.ok(!("manageMasterUserPassword" in inputs), name);
        const runner = cloud(preview).find(({ type }) => type === "aws:lambda/function:Function");
        // The cell's signing keys are another secret.
        const secret = cloud(preview).find(
            ({ type, name }) => type === "aws:secretsmanager/secret:Secret" && !name.includes("token-keys"),
        );
        assert.ok(secret !== undefined);
        assert.ok(
            runner?.propertyDependencies.environment?.includes(secret.urn),
            "the runner of the migrations signs in with the secret",
        );
    });

    it("shows the password to nobody", async () => {
        const preview = await withSecondary("prod-us-east-1-c1", {}, true);
        for (const { name, inputs } of cloud(preview)) {
            for (const property of ["masterPassword", "secretString"]) {
                const value = inputs[property];
                assert.ok(value === undefined || typeof value === "object", `${name} ${property} is plain`);
            }
            const { masterPassword, secretString, ...others } = unwrapSecrets(inputs);
            assert.ok(!JSON.stringify(others).includes("x".repeat(40)), `${name} holds the password`);
            assert.equal(masterPassword === undefined || secretString === undefined, true);
        }
    });

    it("puts the secondary's parts into its region, and nothing else (A8, A24)", async () => {
        const preview = await withSecondary("prod-us-east-1-c1", {}, true);
        for (const resource of cloud(preview)) {
            const isThere =
                (resource.name.startsWith("us-east-1-c1-secondary-") &&
                    !resource.type.includes("globalCluster")) ||
                resource.name.startsWith("us-east-1-c1-backup-copy-");
            assert.equal(regionOf(resource), isThere ? "us-west-2" : "us-east-1", resource.urn);
        }
    });

    it("lets nothing refer to the other region but what replicates (A9)", async () => {
        const preview = await withSecondary("prod-us-east-1-c1", {}, true);
        const byUrn = new Map(cloud(preview).map((resource) => [resource.urn, resource]));
        const across = [...byUrn.values()].flatMap((resource) =>
            Object.values(resource.propertyDependencies)
                .flat()
                .flatMap((urn) => byUrn.get(urn) ?? [])
                .filter((other) => regionOf(other) !== regionOf(resource))
                .filter(() => !resource.name.includes("-backup-"))
                .map((other) => `${resource.type} -> ${other.type}`),
        );
        assert.deepEqual([...new Set(across)].sort(), [
            "aws:rds/cluster:Cluster -> aws:rds/cluster:Cluster",
            "aws:rds/cluster:Cluster -> aws:rds/globalCluster:GlobalCluster",
            "aws:secretsmanager/secret:Secret -> aws:kms/key:Key",
        ]);
    });

    it("tells of every alarm there a topic there (J6)", async () => {
        const preview = await withSecondary("prod-us-east-1-c1", {}, true);
        const alarms = cloud(preview).filter(
            ({ type, name }) => type.includes("metricAlarm") && name.startsWith("us-east-1-c1-secondary-"),
        );
        assert.ok(alarms.length >= 3);
        assert.ok(
            alarms.some(({ name }) => name.endsWith("-delivery")),
            "the topic there is watched there",
        );
        for (const { name, inputs } of alarms) {
            assert.match(JSON.stringify(inputs.alarmActions), /^\["arn:aws:sns:us-west-2:/, name);
        }
    });
});
