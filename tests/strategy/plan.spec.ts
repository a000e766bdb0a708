import assert from "node:assert/strict";
import fc from "fast-check";
import { overlaps, parseCidr } from "../../strategy/address-plan";
import { serviceLaw, usersPerCell, type Phase } from "../../strategy/law";
import {
    capacityOf,
    connectionBudget,
    planPlatform,
    tasksFor,
    usersCarriedBy,
    workersFor,
    type PlatformPlan,
} from "../../strategy/plan";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith } from "../support/config";

/** Plan of an environment whose cells have nothing but their defaults. */
function planOf(users: number, phase: Phase, cells: number, changes = {}): PlatformPlan {
    return planPlatform(
        readSettings(
            configWith({
                users,
                phase,
                cells: Array.from({ length: cells }, (_, index) => cellEntry(index + 1, changes)),
            }),
        ),
    );
}

/** Cells that hold these users in phase 4, with one to spare. */
const cellsFor = (users: number): number => Math.ceil(users / usersPerCell) + 1;

const total = (plan: PlatformPlan): number => plan.cells.reduce((sum, { tasks }) => sum + tasks.expected, 0);

describe("planPlatform", () => {
    for (const { users, phase, tasks, readers, database, shards, natGateways } of [
        {
            users: 1_000,
            phase: 1,
            tasks: 2,
            readers: { min: 1, max: 5, expected: 1 },
            database: { kind: "provisioned", instanceClass: "db.t4g.medium" },
            shards: 1,
            natGateways: 1,
        },
        {
            users: 10_000,
            phase: 2,
            tasks: 5,
            readers: { min: 2, max: 5, expected: 2 },
            database: { kind: "provisioned", instanceClass: "db.r6g.large" },
            shards: 3,
            natGateways: 3,
        },
        {
            users: 20_001,
            phase: 2,
            tasks: 11,
            readers: { min: 2, max: 5, expected: 3 },
            database: { kind: "provisioned", instanceClass: "db.r6g.large" },
            shards: 3,
            natGateways: 3,
        },
        {
            users: 50_000,
            phase: 2,
            tasks: 25,
            readers: { min: 2, max: 5, expected: 5 },
            database: { kind: "provisioned", instanceClass: "db.r6g.large" },
            shards: 3,
            natGateways: 3,
        },
        {
            users: 100_000,
            phase: 3,
            tasks: 50,
            readers: { min: 3, max: 5, expected: 5 },
            database: { kind: "serverless", minAcu: 10, maxAcu: 53.5 },
            shards: 5,
            natGateways: 3,
        },
    ] as const) {
        it(`sizes one cell in phase ${phase} for ${users} users`, () => {
            const [cell, ...others] = planOf(users, phase, 1).cells;
            assert.equal(others.length, 0);
            assert.ok(cell !== undefined);
            assert.equal(cell.users, users);
            assert.deepEqual(cell.tasks, { min: 2, max: 50, spotPercent: 20, floors: [], expected: tasks });
            assert.deepEqual(cell.readers, readers);
            assert.deepEqual(cell.database, database);
            assert.equal(cell.cache.shards, shards);
            assert.equal(cell.cache.replicasPerShard, 1);
            assert.equal(cell.natGateways, natGateways);
        });
    }

    it("sizes eleven cells in phase 4 for 1000000 users, with one to spare", () => {
        const plan = planOf(1_000_000, 4, 11);
        assert.equal(plan.capacityUsers, 1_100_000);
        assert.equal(plan.cells.length, 11);
        for (const cell of plan.cells) {
            assert.equal(cell.users, 90_910);
            assert.equal(cell.capacityUsers, 100_000);
            assert.deepEqual(cell.tasks, { min: 2, max: 50, spotPercent: 20, floors: [], expected: 46 });
            assert.deepEqual(cell.readers, { min: 3, max: 5, expected: 5 });
            assert.deepEqual(cell.database, { kind: "provisioned", instanceClass: "db.r6g.2xlarge" });
            assert.deepEqual(cell.cache, {
                nodeType: "cache.r6g.large",
                shards: 5,
                replicasPerShard: 1,
                maxShards: 10,
                maxReplicasPerShard: 2,
            });
        }
    });

    it("spreads users by what each cell can carry", () => {
        const { cells } = planPlatform(
            readSettings(
                configWith({
                    users: 75_000,
                    phase: 2,
                    cells: [cellEntry(1), cellEntry(2, { tasks: { max: 25 } })],
                }),
            ),
        );
        assert.deepEqual(
            cells.map(({ users }) => users),
            [50_000, 25_000],
        );
    });

    it("never leaves the bounds, whatever the users", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 1_000_000 }),
                fc.integer({ min: 2, max: 50 }),
                fc.integer({ min: 2, max: 50 }),
                (users, a, b) => {
                    const tasks = { min: Math.min(a, b), max: Math.max(a, b) };
                    const capacity = usersCarriedBy(tasks.max);
                    const plan = planOf(users, 2, Math.ceil(users / capacity), { tasks });
                    for (const cell of plan.cells) {
                        assert.ok(cell.users <= cell.capacityUsers && cell.capacityUsers <= usersPerCell);
                        assert.ok(cell.tasks.expected >= tasks.min && cell.tasks.expected <= tasks.max);
                        assert.ok(cell.readers.expected >= 2 && cell.readers.expected <= 5);
                    }
                },
            ),
            { numRuns: 50 },
        );
    });

    it("carries every user: the expected tasks are enough", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 1_000_000 }), (users) => {
                const plan = planOf(users, 4, cellsFor(users));
                assert.ok(
                    plan.cells.reduce((sum, cell) => sum + usersCarriedBy(cell.tasks.expected), 0) >= users,
                );
            }),
            { numRuns: 50 },
        );
    });

    it("never shrinks when users rise", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 900_000 }),
                fc.integer({ min: 0, max: 100_000 }),
                (users, more) => {
                    const cells = cellsFor(users + more);
                    const [before, after] = [planOf(users, 4, cells), planOf(users + more, 4, cells)];
                    before.cells.forEach((cell, index) => {
                        assert.ok(cell.tasks.expected <= (after.cells[index]?.tasks.expected ?? 0));
                        assert.ok(cell.readers.expected <= (after.cells[index]?.readers.expected ?? 0));
                    });
                },
            ),
            { numRuns: 50 },
        );
    });

    it("grows linearly beyond one cell: users and cells together leave every cell's size as it is", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: usersPerCell }),
                fc.integer({ min: 2, max: 20 }),
                (users, times) => {
                    const one = planOf(users, 2, 1);
                    const many = planOf(users * times, 2, times);
                    assert.equal(total(many), times * total(one));
                    for (const cell of many.cells) {
                        assert.deepEqual(
                            { ...cell, name: "", addresses: "", maintenanceDay: "" },
                            { ...one.cells[0], name: "", addresses: "", maintenanceDay: "" },
                        );
                    }
                },
            ),
            { numRuns: 50 },
        );
    });

    it("lets no two subnets of an environment overlap", () => {
        const blocks = planOf(1_000_000, 4, 11).cells.flatMap(({ addresses }) =>
            addresses.zones.flatMap((zone) => [zone.private, zone.public, zone.data].map(parseCidr)),
        );
        assert.equal(blocks.length, 11 * 3 * 3);
        blocks.forEach((block, index) => {
            for (const other of blocks.slice(index + 1)) {
                assert.ok(block !== undefined && other !== undefined && !overlaps(block, other));
            }
        });
    });
});

describe("tasksFor", () => {
    it("is five for each 10,000 users, rounded up, without losing one to floating point", () => {
        for (let tasks = 1; tasks <= 500; tasks++) {
            assert.equal(tasksFor(tasks * 2_000), tasks);
            assert.equal(tasksFor(tasks * 2_000 + 1), tasks + 1);
        }
    });
});

describe("usersCarriedBy", () => {
    it("is 2,000 for each task, and never more than a cell", () => {
        for (let tasks = 1; tasks <= serviceLaw.maxTasks; tasks++) {
            assert.equal(usersCarriedBy(tasks), tasks * 2_000);
        }
        assert.equal(usersCarriedBy(serviceLaw.maxTasks + 1), usersPerCell);
    });
});

describe("capacityOf", () => {
    it("adds what each cell carries", () => {
        assert.equal(
            capacityOf([{ tasks: { min: 2, max: 50 } }, { tasks: { min: 2, max: 10 } }]),
            100_000 + 20_000,
        );
        assert.equal(capacityOf([]), 0);
    });
});

describe("workersFor", () => {
    it("is two workers at the least, and one for each five tasks at the most", () => {
        assert.deepEqual(workersFor({ min: 3, max: 50 }), { min: 2, max: 10 });
        assert.deepEqual(workersFor({ min: 2, max: 11 }), { min: 2, max: 3 });
        assert.deepEqual(workersFor({ min: 2, max: 2 }), { min: 2, max: 2 });
    });

    it("counts the workers' pools among those that end at the proxy", () => {
        const [cell] = planOf(10_000, 4, 2).cells;
        assert.ok(cell !== undefined);
        assert.deepEqual(cell.workers, { min: 2, max: 10 });
        assert.equal(cell.connections.fromTasks, (50 + 10) * 20);
        assert.equal(planOf(10_000, 2, 1).cells[0]?.connections.fromTasks, 50 * 20);
    });
});

describe("connectionBudget", () => {
    it("lets a full cell's pools end at the proxy, which holds the law's 100 to the database", () => {
        assert.deepEqual(connectionBudget(50), {
            fromTasks: 1_000,
            fromProxy: 100,
            databaseMax: 200,
            proxyPercent: 50,
            alarmAt: 160,
        });
    });
});
