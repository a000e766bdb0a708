import assert from "node:assert/strict";
import fc from "fast-check";
import { memoryOf } from "../../stacks/connection-checks";
import { readSettings, SettingsError } from "../../stacks/settings";
import { acuLimits } from "../../strategy/acu";
import { connectionsCarriedBy } from "../../strategy/connections";
import { lawBounds, planPlatform } from "../../strategy/plan";
import { cellEntry, configWith } from "../support/config";
import { refuses, toCell } from "../support/refusals";

const tooSmall =
    "cells[0].database.maxAcu: got 1, whose 2 GiB carry 189 connections; " +
    "expected memory for 200 connections: 100 of the proxy, and as many of everything else; " +
    "raise it to 1.5, or remove it for the plan's own";

refuses(
    "a database too small for its connections (E36)",
    [
        [{ database: { kind: "serverless", minAcu: 0.5, maxAcu: 1 } }, tooSmall],
        [
            { tasks: { min: 1, max: 51 }, database: { kind: "serverless", minAcu: 0.5, maxAcu: 1 } },
            "cells[0].tasks.min: got 1; expected a whole number from 2 to 50; raise it to 2",
            "cells[0].tasks.max: got 51; expected a whole number from 2 to 50; lower it to 50, or add a cell",
            tooSmall,
        ],
    ],
    toCell,
);

/** Every class that the settings take, by families and sizes that AWS has had. */
const classes = [
    ...["t3", "t4g"].flatMap((family) => ["medium", "large"].map((size) => `db.${family}.${size}`)),
    ...["r4", "r5", "r6g", "r6gd", "r6i", "r7g", "r7i", "r8g", "x2g", "x2iedn"].flatMap((family) =>
        ["large", "xlarge", ...[2, 4, 8, 12, 16, 24, 32, 48].map((times) => `${times}xlarge`)].map(
            (size) => `db.${family}.${size}`,
        ),
    ),
];
const steps = (from: number): number[] =>
    Array.from({ length: (acuLimits.max - from) / acuLimits.step + 1 }, (_, n) => from + n * acuLimits.step);

const tasks = fc
    .tuple(fc.integer(lawBounds.tasks), fc.integer(lawBounds.tasks))
    .map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) }));
const databases = fc.oneof(
    fc.constantFrom(...classes).map((instanceClass) => ({ kind: "provisioned", instanceClass })),
    fc
        .tuple(fc.constantFrom(...steps(acuLimits.min)), fc.constantFrom(...steps(acuLimits.leastMax)))
        .map(([minAcu, maxAcu]) => ({ kind: "serverless", minAcu, maxAcu })),
);

describe("the connection budget of every setting that is taken", () => {
    it("fits the database's memory, and leaves the alarm above what the proxy may open", () => {
        let taken = 0;
        fc.assert(
            fc.property(tasks, databases, fc.constantFrom(1, 2, 3, 4), (bounds, database, phase) => {
                const cells = [1, 2].map((index) => cellEntry(index, { tasks: bounds, database }));
                let plan;
                try {
                    plan = planPlatform(readSettings(configWith({ phase, users: 1, cells })));
                } catch (error) {
                    assert.ok(error instanceof SettingsError);
                    return;
                }
                for (const cell of plan.cells) {
                    const { databaseMax, fromProxy, alarmAt } = cell.connections;
                    assert.ok(connectionsCarriedBy(memoryOf(cell.database) ?? 0) >= databaseMax);
                    assert.ok(fromProxy < alarmAt && alarmAt < databaseMax);
                    taken += 1;
                }
            }),
            { numRuns: 500, seed: 1 },
        );
        assert.ok(taken > 500, `only ${taken} cells were taken`);
    });

    it("is met by every class: no instance of any is too small", () => {
        for (const instanceClass of classes) {
            const memory = memoryOf({ kind: "provisioned", instanceClass });
            assert.ok(memory !== undefined && connectionsCarriedBy(memory) >= 400, instanceClass);
        }
    });
});
