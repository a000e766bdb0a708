import assert from "node:assert/strict";
import { kpi } from "../../strategy/law";
import { burnPercent, burnRates, errorBudgetPercent } from "../../strategy/slo";

describe("the service level objectives", () => {
    it("leave the budgets that the key performance indicators leave", () => {
        assert.deepEqual(errorBudgetPercent, { availability: 0.1, latency: 5 });
        assert.equal(errorBudgetPercent.availability, kpi.serverErrorPercent);
    });

    it("tell at these rates, over these windows", () => {
        assert.deepEqual(
            burnRates.map(({ name, severity, rate, longSeconds, shortSeconds }) => {
                return [name, severity, rate, longSeconds / 60, shortSeconds / 60];
            }),
            [
                ["fast", "page", 14.4, 60, 5],
                ["slow", "page", 6, 360, 30],
                ["steady", "ticket", 3, 1440, 120],
            ],
        );
    });

    it("say how much of 30 days' budget a full long window takes", () => {
        for (const { rate, longSeconds, budgetSpentPercent } of burnRates) {
            assert.equal(Math.round((rate * longSeconds * 100) / (30 * 86_400)), budgetSpentPercent);
        }
    });

    it("have short windows of a twelfth", () => {
        for (const { longSeconds, shortSeconds } of burnRates) assert.equal(longSeconds / shortSeconds, 12);
    });

    it("multiply budget and rate without inventing decimals", () => {
        const [fast, slow, steady] = burnRates;
        assert.deepEqual(
            [fast, slow, steady].map((burn) => burnPercent(0.1, burn)),
            [1.44, 0.6, 0.3],
        );
        assert.deepEqual(
            [fast, slow, steady].map((burn) => burnPercent(5, burn)),
            [72, 30, 15],
        );
    });
});
