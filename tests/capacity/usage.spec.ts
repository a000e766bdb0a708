import assert from "node:assert/strict";
import fc from "fast-check";
import { assume, assumptionNames, assumptions, type Assumption } from "../../capacity/assumptions";
import { cellLoad, loadFactors, requestsPerSecond } from "../../capacity/load";
import { averageOf, presenceIn, type Scenario } from "../../capacity/scenario";
import { cellUsage, edgeUsage, hoursPerMonth, type CellUsage } from "../../capacity/usage";
import { growth, loadTests } from "../../strategy/law";
import { planPlatform } from "../../strategy/plan";
import { readSettings } from "../../stacks/settings";
import { configWith } from "../support/config";

const assumed = assume();

const users = fc.integer({ min: 1, max: 1_000_000 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("the assumptions", () => {
    it("lie within the bounds that the settings are held to, and name unit and source", () => {
        for (const name of assumptionNames) {
            const { value, min, max, unit, source }: Assumption = assumptions[name];
            assert.ok(min <= value && value <= max, `${name}: ${value} is not within ${min} to ${max}`);
            assert.ok(unit !== "" && source.length > 20, `${name} says neither its unit nor its source`);
        }
    });

    it("give way to what the settings say, one by one", () => {
        assert.deepEqual(assume({ busyPercent: 50 }), { ...assumed, busyPercent: 50 });
    });
});

describe("the load of users", () => {
    it("is the strategy's own table", () => {
        for (const { users, requestsPerSecond: expected } of growth)
            assert.equal(requestsPerSecond(users, assumed), expected);
    });

    it("keeps the strategy's ratio between its tests", () => {
        const { normal, peak, stress } = loadTests;
        assert.equal(peak.users / normal.users, loadFactors.peak);
        assert.equal(stress.users / normal.users, loadFactors.stress);
    });

    it("is carried whole by a full cell when normal, and by a fifth of it at the peak", () => {
        const [cell] = planPlatform(readSettings(configWith({ users: 100_000 }))).cells;
        assert.ok(cell !== undefined);
        assert.deepEqual(cellLoad(cell, "normal", assumed), {
            load: "normal",
            requestsPerSecond: 5_000,
            tasksNeeded: 50,
            carriedPercent: 100,
        });
        assert.equal(cellLoad(cell, "peak", assumed).carriedPercent, 20);
    });
});

describe("the usage of a month", () => {
    it("of 10,000 users is the strategy's bandwidth and data", () => {
        const presence = { users: 10_000, share: assumed.busyPercent / 100 };
        assert.equal(Math.round(edgeUsage(presence, assumed).gigabytes), 500);
        assert.equal(cellUsage(presence, assumed).databaseGigabytes, 100);
        // 500 requests a second for 35 % of 730 hours.
        assert.equal(Math.round(cellUsage(presence, assumed).requests), 500 * 3_600 * 0.35 * hoursPerMonth);
    });

    it("keeps the data of users who are not there, and does nothing else for them", () => {
        const { databaseGigabytes, cacheGigabytes, databaseGigabytesChangedPerDay, ...work } = cellUsage(
            { users: 10_000, share: 0 },
            assumed,
        );
        assert.deepEqual([databaseGigabytes, cacheGigabytes, databaseGigabytesChangedPerDay], [100, 2, 1]);
        assert.deepEqual([...new Set(Object.values(work))], [0]);
    });

    it("never falls when users come or stay longer", () => {
        fc.assert(
            fc.property(users, users, share, share, (a, b, c, d) => {
                const less = { users: Math.min(a, b), share: Math.min(c, d) };
                const more = { users: Math.max(a, b), share: Math.max(c, d) };
                for (const usage of [cellUsage, edgeUsage]) {
                    const large = new Map(Object.entries(usage(more, assumed)));
                    for (const [key, value] of Object.entries(usage(less, assumed)))
                        assert.ok(value <= (large.get(key) ?? 0), key);
                }
            }),
        );
    });
});

describe("the three months of a bill", () => {
    it("are ordered, whoever is there", () => {
        fc.assert(
            fc.property(users, users, (a, b) => {
                const presence = presenceIn({ users: a, capacityUsers: b }, assumed);
                const of = (scenario: Scenario): CellUsage => cellUsage(presence[scenario], assumed);
                assert.ok(of("floor").requests <= of("expected").requests);
                assert.ok(of("expected").requests <= of("ceiling").requests);
                assert.ok(of("floor").databaseGigabytes <= of("ceiling").databaseGigabytes);
            }),
        );
    });

    it("stand at the minimum for the part of the month in which nobody is there", () => {
        assert.deepEqual(averageOf({ min: 3, expected: 46, max: 50 }, assume({ busyPercent: 50 })), {
            floor: 3,
            expected: 24.5,
            ceiling: 50,
        });
    });
});
