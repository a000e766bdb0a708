import assert from "node:assert/strict";
import { taskBoundsMistakes } from "../../components/task-scaling";

describe("taskBoundsMistakes", () => {
    for (const tasks of [
        { min: 2, max: 50 },
        { min: 2, max: 2 },
        { min: 50, max: 50 },
    ]) {
        it(`takes ${tasks.min} to ${tasks.max}`, () => {
            assert.deepEqual(taskBoundsMistakes(tasks), []);
        });
    }

    for (const min of [1, 0, -1, 2.5, Number.NaN]) {
        it(`refuses a minimum of ${min}`, () => {
            assert.deepEqual(taskBoundsMistakes({ min, max: 20 }), [
                `tasks.min must be a whole number from 2 to 50, got ${min}; ` +
                    "with fewer than 2 the loss of one task is an outage",
            ]);
        });
    }

    for (const max of [51, Number.POSITIVE_INFINITY]) {
        it(`refuses a maximum of ${max}`, () => {
            assert.deepEqual(taskBoundsMistakes({ min: 2, max }), [
                `tasks.max must be a whole number from 2 to 50, got ${max}; a cell ends at 50, so add a cell`,
            ]);
        });
    }

    it("refuses a minimum above the maximum", () => {
        assert.deepEqual(taskBoundsMistakes({ min: 10, max: 5 }), [
            "tasks.min must not be above tasks.max, got 10 above 5; lower min or raise max",
        ]);
    });

    it("names the argument that the bounds came by", () => {
        assert.deepEqual(taskBoundsMistakes({ min: 1, max: 5 }, "workers"), [
            "workers.min must be a whole number from 2 to 50, got 1; " +
                "with fewer than 2 the loss of one task is an outage",
        ]);
    });
});
