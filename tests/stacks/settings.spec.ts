import assert from "node:assert/strict";
import fc from "fast-check";
import { planPlatform } from "../../strategy/plan";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith, mistakesWith, settingsErrorOf } from "../support/config";

/** The one cell of settings with these changes to it. */
function onlyCell(phase: number, changes: Readonly<Record<string, unknown>> = {}): unknown {
    const [cell, ...others] = readSettings(
        configWith({ phase, users: 50_000, cells: [cellEntry(1, changes)] }),
    ).cells;
    assert.equal(others.length, 0);
    return cell;
}

describe("readSettings", () => {
    it("fills in what the phase presets", () => {
        assert.deepEqual(onlyCell(2), {
            name: "us-east-1-c1",
            region: "us-east-1",
            cidr: "10.1.0.0/16",
            tasks: { min: 2, max: 50, spotPercent: 20, floors: [] },
            readers: { min: 2, max: 5 },
            database: { kind: "provisioned", instanceClass: "db.r6g.large" },
            cache: {
                nodeType: "cache.r6g.large",
                shards: 3,
                replicasPerShard: 1,
                maxShards: 6,
                maxReplicasPerShard: 2,
            },
        });
    });

    it("lets a cell replace each default by itself", () => {
        const { tasks, readers, database, cache } = readSettings(
            configWith({
                phase: 2,
                cells: [
                    cellEntry(1, {
                        tasks: { max: 10, spotPercent: 0 },
                        readers: { min: 3 },
                        database: { instanceClass: "db.r7g.4xlarge" },
                        cache: { shards: 7 },
                    }),
                ],
            }),
        ).cells[0] ?? { tasks: undefined, readers: undefined, database: undefined, cache: undefined };
        assert.deepEqual(tasks, { min: 2, max: 10, spotPercent: 0, floors: [] });
        assert.deepEqual(readers, { min: 3, max: 5 });
        assert.deepEqual(database, { kind: "provisioned", instanceClass: "db.r7g.4xlarge" });
        assert.deepEqual(cache, {
            nodeType: "cache.r6g.large",
            shards: 7,
            replicasPerShard: 1,
            maxShards: 14,
            maxReplicasPerShard: 2,
        });
    });

    it("lets a cell bound what autoscaling adds to its cache, and keep it from adding anything", () => {
        const boundsOf = (phase: number, cache: Readonly<Record<string, unknown>>): unknown => {
            const { cells } = readSettings(configWith({ phase, cells: [cellEntry(1, { cache })] }));
            return [cells[0]?.cache.maxShards, cells[0]?.cache.maxReplicasPerShard];
        };

        assert.deepEqual(boundsOf(2, { maxShards: 4, maxReplicasPerShard: 1 }), [4, 1]);
        assert.deepEqual(boundsOf(2, { maxShards: "3", maxReplicasPerShard: "5" }), [3, 5]);
        assert.deepEqual(boundsOf(1, {}), [1, 1]);
        assert.deepEqual(boundsOf(1, { maxShards: 1, maxReplicasPerShard: 1 }), [1, 1]);
    });

    it("gives cells of phase 4 a queue, with a worker for each five tasks", () => {
        const workersOf = (phase: number, changes = {}): unknown =>
            readSettings(configWith({ phase, cells: [1, 2].map((n) => cellEntry(n, changes)) })).cells[0]
                ?.workers;
        assert.deepEqual(workersOf(4), { min: 2, max: 10 });
        assert.deepEqual(workersOf(4, { tasks: { max: 12 } }), { min: 2, max: 3 });
        assert.deepEqual(workersOf(4, { tasks: { max: 5 } }), { min: 2, max: 2 });
        assert.deepEqual(workersOf(4, { workers: { max: 30 } }), { min: 2, max: 30 });
        for (const phase of [1, 2, 3]) assert.equal(workersOf(phase), undefined);
    });

    it("gives a cell of an earlier phase a queue where it asks for workers", () => {
        const cell = onlyCell(2, { workers: { min: 4 } }) as { workers?: unknown };
        assert.deepEqual(cell.workers, { min: 4, max: 10 });
    });

    it("sizes a serverless database by the users of its cell", () => {
        const { cells } = readSettings(
            configWith({ phase: 3, users: 100_000, cells: [1, 2].map((n) => cellEntry(n)) }),
        );
        assert.deepEqual(
            cells.map(({ database }) => database),
            [
                { kind: "serverless", minAcu: 5, maxAcu: 27 },
                { kind: "serverless", minAcu: 5, maxAcu: 27 },
            ],
        );
    });

    it("changes a database at once only where its cell says so, and plans it", () => {
        const settings = readSettings(
            configWith({
                phase: 2,
                cells: [cellEntry(1, { database: { applyImmediately: true } }), cellEntry(2)],
            }),
        );
        for (const cells of [settings.cells, planPlatform(settings).cells]) {
            assert.deepEqual(
                cells.map(({ databaseApplyImmediately }) => databaseApplyImmediately),
                [true, undefined],
            );
        }
    });

    it("lets a cell choose the other kind of database, with defaults of its own", () => {
        const provisioned = readSettings(
            configWith({ phase: 3, cells: [cellEntry(1, { database: { kind: "provisioned" } })] }),
        );
        assert.deepEqual(provisioned.cells[0]?.database, {
            kind: "provisioned",
            instanceClass: "db.r6g.xlarge",
        });
        const serverless = readSettings(
            configWith({ cells: [cellEntry(1, { database: { kind: "serverless", maxAcu: "8.5" } })] }),
        );
        assert.deepEqual(serverless.cells[0]?.database, { kind: "serverless", minAcu: 2, maxAcu: 8.5 });
    });

    it("reads numbers that the command line turned into text, at every level", () => {
        const settings = readSettings(
            configWith({
                users: "1000",
                phase: "1",
                cells: [
                    cellEntry(1, {
                        tasks: { min: "3", max: "40", spotPercent: "70" },
                        cache: { shards: "2" },
                    }),
                ],
            }),
        );
        assert.equal(settings.users, 1_000);
        assert.equal(settings.phase, 1);
        assert.deepEqual(settings.cells[0]?.tasks, { min: 3, max: 40, spotPercent: 70, floors: [] });
        assert.equal(settings.cells[0].cache.shards, 2);
    });

    it("takes no webhook for granted, and every one that is listed", () => {
        assert.deepEqual(readSettings(configWith()).alarmWebhooks, []);
        const alarmWebhooks = ["https://a.example.com/1", "https://b.example.com/2"];
        assert.deepEqual(readSettings(configWith({ alarmWebhooks })).alarmWebhooks, alarmWebhooks);
    });

    it("blocks by every rule of the web ACL, but for those that are to count", () => {
        assert.deepEqual(readSettings(configWith()).webAclCounted, []);
        assert.deepEqual(readSettings(configWith({ webAclCounted: ["common"] })).webAclCounted, ["common"]);
    });

    it("leaves other namespaces to others", () => {
        const settings = readSettings({
            ...configWith(),
            "aws:region": "mars",
            "pulumi:tags": "{",
            "medease:x": "1",
        });
        assert.equal(settings.users, 1_000);
    });

    it("reports every mistake at once, in the order of the file, fields and cross-checks together", () => {
        const paths = settingsErrorOf(
            configWith({
                users: "1e6x",
                domain: "app.other.com",
                image: undefined,
                colour: "red",
                cells: [
                    cellEntry(1, { region: "us-esat-1", tasks: { min: 9, max: 4 } }),
                    cellEntry(1, { cache: { shards: 0 } }),
                ],
            }),
        ).mistakes.map(({ path }) => path.replace("medease-platform:", ""));
        assert.deepEqual(paths, [
            "users",
            "domain",
            "image",
            "cells[0].region",
            "cells[0].tasks",
            "cells[1].cache.shards",
            "cells[1].name",
            "cells[1].cidr",
            "colour",
        ]);
    });

    it("does not follow one mistake with another that comes of it", () => {
        assert.equal(
            mistakesWith({ phase: 4, cells: [cellEntry(1, { readers: { min: "x", max: 2 } })] }).length,
            2,
        );
        assert.equal(
            mistakesWith({ cells: [cellEntry(1, { database: { kind: "serverles", minAcu: 4 } })] }).length,
            1,
        );
        assert.equal(
            mistakesWith({ users: 100_000, cells: [cellEntry(1, { tasks: { max: 60 } })] }).length,
            1,
        );
        assert.equal(mistakesWith({ users: 200_000, cells: [cellEntry(1), "cell"] }).length, 1);
        assert.equal(mistakesWith({ users: 1_000_000, phase: 5 }).length, 1);
        const serverless = [cellEntry(1, { database: { kind: "serverless", minAcu: 30 } })];
        assert.equal(mistakesWith({ users: "x", cells: serverless }).length, 1);
    });

    it("accepts what a person writes from the rules", () => {
        const users = fc.integer({ min: 1, max: 300_000 });
        fc.assert(
            fc.property(users, fc.constantFrom(1, 2, 3, 4), (count, phase) => {
                const cells = Array.from(
                    { length: Math.ceil(count / 100_000) + (phase === 4 ? 1 : 0) },
                    (_, index) => cellEntry(index),
                );
                assert.equal(
                    readSettings(configWith({ users: count, phase, cells })).cells.length,
                    cells.length,
                );
            }),
            { numRuns: 100 },
        );
    });
});
