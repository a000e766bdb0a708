import { acuLimits } from "../../strategy/acu";
import assert from "node:assert/strict";
import {
    backupDayLimits,
    databaseMistakes,
    instanceDiskGiB,
    instanceMemoryGiB,
    type DatabaseShape,
} from "../../components/database-capacity";

const shape = (over: Partial<DatabaseShape> = {}): DatabaseShape => ({
    identifier: "prod-eu-west-1-c1",
    capacity: { kind: "provisioned", instanceClass: "db.r6g.large" },
    readers: { min: 2, max: 5 },
    backupRetentionDays: 35,
    ...over,
});

const acu = (minAcu: number, maxAcu: number): Partial<DatabaseShape> => ({
    capacity: { kind: "serverless", minAcu, maxAcu },
});

describe("databaseMistakes", () => {
    it("finds nothing wrong with what AWS and the law accept", () => {
        const fine: readonly Partial<DatabaseShape>[] = [
            {},
            { readers: { min: 1, max: 1 } },
            { readers: { min: 5, max: 5 } },
            { backupRetentionDays: 1 },
            { capacity: { kind: "provisioned", instanceClass: "db.t4g.medium" } },
            acu(0.5, 1),
            acu(2, 64),
            acu(8.5, 256),
        ];
        for (const over of fine) assert.deepEqual(databaseMistakes(shape(over)), []);
    });

    const refusals: readonly (readonly [string, Partial<DatabaseShape>, readonly string[]])[] = [
        [
            "no reader",
            { readers: { min: 0, max: 3 } },
            [
                "readers.min must be a whole number from 1 to 5, got 0; without a reader a failed writer is an outage of minutes",
            ],
        ],
        [
            "more readers than the law",
            { readers: { min: 1, max: 6 } },
            [
                "readers.max must be a whole number from 1 to 5, got 6; beyond it take a larger class or another cell",
            ],
        ],
        [
            "half a reader",
            { readers: { min: 1.5, max: 2 } },
            [
                "readers.min must be a whole number from 1 to 5, got 1.5; without a reader a failed writer is an outage of minutes",
            ],
        ],
        [
            "readers the wrong way round",
            { readers: { min: 4, max: 2 } },
            ["readers.min must not exceed readers.max, got 4 and 2; raise one or lower the other"],
        ],
        [
            "a pausing database",
            acu(0, 8),
            [
                "capacity.minAcu must be a multiple of 0.5 from 0.5 to 256, got 0; at 0 the database pauses and takes longer to wake than the 2000 ms that a pool waits",
            ],
        ],
        [
            "steps that AWS does not have",
            acu(0.75, 8),
            [
                "capacity.minAcu must be a multiple of 0.5 from 0.5 to 256, got 0.75; at 0 the database pauses and takes longer to wake than the 2000 ms that a pool waits",
            ],
        ],
        [
            "more capacity than AWS has",
            acu(2, 256.5),
            [
                "capacity.maxAcu must be a multiple of 0.5 from 1 to 256, got 256.5; one unit is about 2 GiB of memory",
            ],
        ],
        [
            "half a unit at most",
            acu(0.5, 0.5),
            [
                "capacity.maxAcu must be a multiple of 0.5 from 1 to 256, got 0.5; one unit is about 2 GiB of memory",
            ],
        ],
        [
            "capacity the wrong way round",
            acu(16, 8),
            ["capacity.minAcu must not exceed capacity.maxAcu, got 16 and 8; raise one or lower the other"],
        ],
        [
            "a class of something else",
            { capacity: { kind: "provisioned", instanceClass: "cache.r6g.large" } },
            [
                'capacity.instanceClass must be a class of Aurora such as db.r6g.large, got "cache.r6g.large"; for db.serverless ask for kind "serverless" and its ACU bounds',
            ],
        ],
        [
            "serverless by the back door",
            { capacity: { kind: "provisioned", instanceClass: "db.serverless" } },
            [
                'capacity.instanceClass must be a class of Aurora such as db.r6g.large, got "db.serverless"; for db.serverless ask for kind "serverless" and its ACU bounds',
            ],
        ],
        [
            "no backups",
            { backupRetentionDays: 0 },
            [
                "backupRetentionDays must be a whole number from 1 to 35, got 0; keep backups longer with AWS Backup",
            ],
        ],
        [
            "backups for longer than AWS keeps them",
            { backupRetentionDays: 36 },
            [
                "backupRetentionDays must be a whole number from 1 to 35, got 36; keep backups longer with AWS Backup",
            ],
        ],
    ];
    for (const [what, over, expected] of refusals) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(databaseMistakes(shape(over)), expected);
        });
    }

    it("leaves room for the longest identifier of an instance", () => {
        assert.deepEqual(databaseMistakes(shape({ identifier: "a".repeat(45) })), []);
        assert.match(
            databaseMistakes(shape({ identifier: "a".repeat(46) })).join(),
            /identifier must be at most 45 characters \("-database-reader-5" is put behind it\)/,
        );
    });

    it("reports every mistake at once", () => {
        const wrong = shape({ identifier: "Prod", readers: { min: 0, max: 9 }, ...acu(0, 300) });

        assert.equal(databaseMistakes(wrong).length, 5);
    });

    it("knows AWS's limits", () => {
        assert.deepEqual(acuLimits, { step: 0.5, min: 0.5, leastMax: 1, max: 256 });
        assert.deepEqual(backupDayLimits, { min: 1, max: 35 });
    });
});

describe("instanceMemoryGiB", () => {
    it("knows the memory of Aurora's classes", () => {
        const memory = {
            "db.t3.medium": 4,
            "db.t4g.medium": 4,
            "db.t4g.large": 8,
            "db.r5.large": 16,
            "db.r6g.large": 16,
            "db.r6g.xlarge": 32,
            "db.r6g.2xlarge": 64,
            "db.r7g.16xlarge": 512,
            "db.r6gd.xlarge": 32,
            "db.x2g.large": 32,
            "db.x2g.16xlarge": 1024,
        };
        for (const [instanceClass, gib] of Object.entries(memory)) {
            assert.equal(instanceMemoryGiB(instanceClass), gib, instanceClass);
        }
    });

    it("knows nothing about what is no class of Aurora", () => {
        for (const text of ["db.serverless", "db.m5.large", "r6g.large", "db.r6g", "db.r6g.huge", ""]) {
            assert.equal(instanceMemoryGiB(text), undefined, text);
        }
    });
});

describe("instanceDiskGiB", () => {
    // "Temporary storage limits for Aurora PostgreSQL", Aurora user guide.
    for (const [instanceClass, gib] of [
        ["db.t3.medium", 7.5],
        ["db.t4g.medium", 8.13],
        ["db.t4g.large", 16.5],
        ["db.r5.large", 31],
        ["db.r6g.large", 32],
        ["db.r6g.2xlarge", 126],
        ["db.r8g.48xlarge", 3072],
        ["db.x2g.large", 67],
        ["db.x2g.16xlarge", 1829],
    ] as const) {
        it(`is what AWS gives ${instanceClass}, to within an eighth`, () => {
            const memoryGiB = instanceMemoryGiB(instanceClass);
            assert.ok(memoryGiB !== undefined);
            assert.ok(Math.abs(instanceDiskGiB(memoryGiB) / gib - 1) < 1 / 8);
        });
    }
});
