import assert from "node:assert/strict";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith, mistakesWith } from "../support/config";
import { refuses } from "../support/refusals";

const cells = (count: number): readonly unknown[] =>
    Array.from({ length: count }, (_, index) => cellEntry(index + 1));
refuses("more users than the cells hold", [
    [
        { users: 100_001 },
        "users: got 100001; expected at most 100000, which 1 cell of up to 100000 users holds; " +
            "1 cell is missing: add it",
    ],
    [
        { users: 1_000_000, phase: 2, cells: cells(3) },
        "users: got 1000000; expected at most 300000, which 3 cells of up to 100000 users hold; " +
            "7 cells are missing: add them",
    ],
    [
        { users: 1_000_000, phase: 4, cells: cells(10) },
        "users: got 1000000; expected at most 900000, which 10 cells of up to 100000 users hold " +
            "in phase 4 while one is evacuated; 1 cell is missing: add it",
    ],
    [
        { users: 1, phase: 4 },
        "users: got 1; expected at most 0, which 1 cell of up to 100000 users holds " +
            "in phase 4 while one is evacuated; 1 cell is missing: add it",
    ],
    [
        { users: 200_000, phase: 2, cells: [1, 2].map((index) => cellEntry(index, { tasks: { max: 25 } })) },
        "users: got 200000; expected at most 100000, which 2 cells of up to 100000 users hold; " +
            "1 cell is missing: add it, or raise tasks.max where it is below 50",
    ],
    [
        {
            users: 150_000,
            phase: 4,
            cells: [cellEntry(1), cellEntry(2), cellEntry(3, { tasks: { max: 20 } })],
        },
        "users: got 150000; expected at most 140000, which 3 cells of up to 100000 users hold " +
            "in phase 4 while one is evacuated; " +
            "1 cell is missing: add it, or raise tasks.max where it is below 50",
    ],
]);

describe("the number of missing cells", () => {
    for (const phase of [2, 4]) {
        for (const users of [1, 99_999, 250_000, 1_000_000, 1_234_567]) {
            it(`is what ${users} users want in phase ${phase}`, () => {
                const small = { tasks: { max: 10 } };
                const some = [cellEntry(1, small), cellEntry(2, small)];
                const [mistake = "0 cells are"] = ((): readonly string[] => {
                    try {
                        return mistakesWith({ users, phase, cells: some });
                    } catch {
                        return [];
                    }
                })();
                const missing = Number(/(\d+) cells? (is|are) (?=missing|$)|^0/.exec(mistake)?.[1] ?? 0);
                const added = Array.from({ length: missing }, (_, index) => cellEntry(index + 3));
                assert.equal(
                    readSettings(configWith({ users, phase, cells: [...some, ...added] })).users,
                    users,
                );
                if (missing > 0) {
                    const short = { users, phase, cells: [...some, ...added.slice(1)] };
                    assert.equal(mistakesWith(short).length, 1);
                }
            });
        }
    }
});
