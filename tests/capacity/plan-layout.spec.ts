import assert from "node:assert/strict";
import fc from "fast-check";
import { cellsFor, layoutFor, seatsFor, type CellEntry } from "../../capacity/plan/layout";
import { cellEntries } from "../../capacity/plan/what-if";
import { usersHeld } from "../../strategy/headroom";
import { environmentConfig } from "../support/config";

const prod = cellEntries(environmentConfig("prod"));

const cell = (name: string, region: string, second: number, max?: number): CellEntry => ({
    name,
    region,
    cidr: `10.${String(second)}.0.0/16`,
    ...(max === undefined ? {} : { tasks: { min: 2, max } }),
});

const held = (cells: readonly CellEntry[], headroom: 0 | 1): number =>
    usersHeld(
        cells.map(({ tasks }) => ({ tasks: { min: 2, max: tasks?.max ?? 50 } })),
        headroom,
    );

describe("the layout for a number of users", () => {
    it("takes full cells of 100,000 users and the headroom", () => {
        // 250,000 / 100,000 = 2.5, so three; and one that stands free.
        assert.equal(cellsFor(250_000, 1), 4);
        assert.equal(cellsFor(250_000, 0), 3);
        assert.equal(cellsFor(300_000, 0), 3);
        assert.equal(cellsFor(300_001, 0), 4);
    });

    it("keeps the regions' proportions: prod's 3, 3, 3, 2", () => {
        assert.deepEqual(seatsFor(4, [3, 3, 3, 2]), [1, 1, 1, 1]);
        assert.deepEqual(seatsFor(11, [3, 3, 3, 2]), [3, 3, 3, 2]);
        assert.deepEqual(seatsFor(22, [3, 3, 3, 2]), [6, 6, 6, 4]);
    });

    it("takes no cell from a region when there is one more", () => {
        fc.assert(
            fc.property(
                fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
                fc.nat(60),
                (weights, count) => {
                    const [less, more] = [seatsFor(count, weights), seatsFor(count + 1, weights)];
                    assert.ok(less.every((seats, index) => seats <= (more[index] ?? 0)));
                },
            ),
        );
    });

    it("keeps the first cells of each region, and names those that 250,000 users do not need", () => {
        const layout = layoutFor(250_000, 1, prod);
        assert.deepEqual(layout.kept, ["us-east-1-c1", "us-west-2-c1", "eu-west-1-c1", "ap-southeast-1-c1"]);
        assert.deepEqual(layout.added, []);
        assert.equal(layout.dropped.length, 7);
        assert.deepEqual(layout.raised, []);
    });

    it("adds a cell like its region's, with the next name and the next free network", () => {
        const { added, dropped } = layoutFor(1_200_000, 1, prod);
        assert.deepEqual(dropped, []);
        assert.deepEqual(added, [
            {
                name: "us-east-1-c4",
                region: "us-east-1",
                cidr: "10.19.0.0/16",
                tasks: { min: 3, max: 50 },
            },
            {
                name: "us-west-2-c4",
                region: "us-west-2",
                cidr: "10.35.0.0/16",
                tasks: { min: 3, max: 50 },
            },
        ]);
        const singapore = layoutFor(2_100_000, 1, prod).added.find(
            ({ region }) => region === "ap-southeast-1",
        );
        assert.equal(singapore?.backupRegion, "ap-southeast-2", "what its region's cells say is kept");
    });

    it("uses no name twice, though one in the middle is gone", () => {
        const cells = [cell("us-east-1-c1", "us-east-1", 1), cell("us-east-1-c7", "us-east-1", 2)];
        assert.deepEqual(
            layoutFor(300_000, 0, cells).added.map(({ name, cidr }) => [name, cidr]),
            [["us-east-1-c8", "10.3.0.0/16"]],
        );
    });

    it("raises the tasks of small cells only where the users need it", () => {
        const cells = [cell("a", "us-east-1", 1, 25), cell("b", "us-east-1", 2, 50)];
        assert.deepEqual(layoutFor(150_000, 0, cells).raised, []);
        assert.deepEqual(layoutFor(150_001, 0, cells).raised, ["a"]);
        assert.equal(held(layoutFor(150_001, 0, cells).cells, 0), 200_000);
    });

    it("holds the users with the headroom free, and never has fewer cells for more of them", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 5_000_000 }),
                fc.integer({ min: 0, max: 500_000 }),
                fc.constantFrom<0 | 1>(0, 1),
                (users, more, headroom) => {
                    const [one, other] = [
                        layoutFor(users, headroom, prod),
                        layoutFor(users + more, headroom, prod),
                    ];
                    assert.ok(held(one.cells, headroom) >= users);
                    assert.ok(one.cells.length <= other.cells.length);
                    const names = other.cells.map(({ name }) => name);
                    assert.ok(
                        one.cells.every(({ name }) => names.includes(name)),
                        "a cell moved",
                    );
                },
            ),
            { numRuns: 60 },
        );
    });

    it("says where the networks end", () => {
        assert.throws(() => layoutFor(30_000_000, 1, prod), /no network of 65,536 addresses is free/);
        assert.throws(() => layoutFor(1e12, 1, prod), /ask for fewer users/);
    });
});
