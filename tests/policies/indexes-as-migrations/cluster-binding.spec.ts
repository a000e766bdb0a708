import assert from "node:assert/strict";
import { directoriesOf, readBundle } from "../../../policies/indexes-as-migrations/bundle";
import { clusterIsBoundToMigrations } from "../../../policies/indexes-as-migrations/cluster-binding";
import type { GraphResource } from "../../../policies/rule";
import {
    appliedTo,
    clean,
    doubts,
    judge,
    output,
    refusals,
    resource,
    type Verdict,
} from "../../support/stack-graph";
import { directoryWith, soundFiles } from "./fixture";

const migrationsDir = directoryWith(soundFiles);
const bundle = readBundle(directoriesOf({ migrationsDir }));
const { checksum } = bundle;

const cluster = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql", databaseName: "a" });
const instance = resource("aws:rds/clusterInstance:ClusterInstance", "db-1", {
    clusterIdentifier: output(cluster, "id"),
    engine: "aurora-postgresql",
});

/** A command that runs migrations once these are there. */
const run = (
    properties: Readonly<Record<string, unknown>>,
    ...dependsOn: readonly GraphResource[]
): GraphResource =>
    resource("command:local:Command", "migrate", { create: "goose up", ...properties }, { dependsOn });

const about = (...others: readonly GraphResource[]): Promise<Verdict> =>
    judge(clusterIsBoundToMigrations, [cluster, instance, ...others], { migrationsDir });

const unbound = (reason: string): Verdict =>
    refusals(`db: ${reason}, so nothing brings it to the migrations' schema`);

describe("cluster-is-bound-to-migrations", () => {
    it("passes a run that carries the lock's checksum, however it waits for the cluster", async () => {
        assert.deepEqual(await about(run({ triggers: [checksum] }, cluster)), clean);
        assert.deepEqual(await about(run({ triggers: [checksum] }, instance)), clean);
        assert.deepEqual(await about(run({ triggers: [checksum, output(cluster, "endpoint")] })), clean);
        const input = JSON.stringify({ bundle: checksum });
        const invocation = resource("aws:lambda/invocation:Invocation", "i", {
            input,
            functionName: output(instance, "id"),
        });
        assert.deepEqual(await about(invocation), clean);
    });

    it("passes a run that names every file beside a checksum", async () => {
        const triggers = Object.fromEntries(bundle.migrations.map(({ file }) => [file, "a".repeat(64)]));
        assert.deepEqual(await about(run({ triggers }, cluster)), clean);
        const [first] = Object.entries(triggers);
        assert.ok(first !== undefined);
        assert.deepEqual(
            await about(run({ triggers: Object.fromEntries([first]) }, cluster)),
            refusals(`db: migrate carries the checksum of other migrations; these have ${checksum}`),
        );
    });

    it("refuses a cluster that no run waits for", async () => {
        assert.deepEqual(await about(), unbound("no run of migrations waits for it"));
        assert.deepEqual(
            await about(run({ triggers: [checksum] })),
            unbound("no run of migrations waits for it"),
        );
    });

    it("refuses a run that new migrations would not start again", async () => {
        assert.deepEqual(
            await about(run({ triggers: ["v1"] }, cluster)),
            unbound("migrate waits for it and carries no checksum"),
        );
        assert.deepEqual(
            await about(run({ triggers: ["0".repeat(64)] }, cluster)),
            refusals(`db: migrate carries the checksum of other migrations; these have ${checksum}`),
        );
    });

    it("asks each cluster for a run of its own", async () => {
        const other = resource("aws:rds/cluster:Cluster", "other", { engine: "aurora-postgresql" });
        const first = run({ triggers: [checksum] }, cluster);
        const waits = resource(
            "command:local:Command",
            "later",
            { create: "x" },
            { dependsOn: [first, other] },
        );
        assert.deepEqual(
            await about(other, first, waits),
            refusals(
                "other: later waits for it and carries no checksum, so nothing brings it to the migrations' schema",
            ),
        );
    });

    it("does not apply to what holds no schema of its own, nor where a pipeline runs the migrations", async () => {
        const judged = (one: GraphResource, config = {}): Promise<Verdict> =>
            judge(clusterIsBoundToMigrations, [one], { migrationsDir, ...config });
        assert.deepEqual(await judged(resource("aws:s3/bucket:Bucket", "b")), clean);
        assert.deepEqual(
            await judged(resource("aws:rds/cluster:Cluster", "m", { engine: "aurora-mysql" })),
            clean,
        );
        const follower = resource("aws:rds/cluster:Cluster", "f", {
            engine: "aurora-postgresql",
            globalClusterIdentifier: "global",
        });
        assert.deepEqual(await judged(follower), clean);
        assert.deepEqual(await judged(cluster, { migratedElsewhere: true }), clean);
    });

    it("cannot decide on triggers that are not known yet", async () => {
        const bucket = resource("aws:s3/bucketObject:BucketObject", "o");
        assert.deepEqual(
            await about(run({ triggers: appliedTo(bucket) }, cluster)),
            doubts(
                "db: migrate waits for it, and it is not known before the update whether it carries the migrations' checksum",
            ),
        );
    });
});
