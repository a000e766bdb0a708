import assert from "node:assert/strict";
import { scenarios } from "../../capacity/scenario";
import { costOf, type Bill } from "../../cost/bill";
import { billOfConfig } from "../../cost/strategy-bills";
import { cellEntry, configWith } from "../support/config";

const cost = (bill: Bill, service: string, what: string): string => {
    const items = bill.items.filter((item) => item.service === service && item.what === what);
    return scenarios
        .map((scenario) => items.reduce((sum, item) => sum + costOf(item)[scenario], 0).toFixed(2))
        .join(" ");
};

describe("the bill of every phase", function () {
    this.timeout(60_000);

    for (const phase of [1, 2, 3, 4]) {
        it(`is whole and in order: phase ${phase}`, async () => {
            // Phase 4 wants a cell to spare.
            const cells = phase === 4 ? [cellEntry(1), cellEntry(2)] : [cellEntry(1)];
            const bill = await billOfConfig(configWith({ phase, users: 20_000, cells }));
            const { floor, expected, ceiling } = bill.total;
            assert.ok(0 < floor && floor < expected && expected < ceiling);
            for (const { quantity, what } of bill.items)
                assert.ok(quantity.floor <= quantity.expected && quantity.expected <= quantity.ceiling, what);
            assert.deepEqual([bill.missing, bill.unpriced], [[], []]);
        });
    }

    it("takes ACU for a serverless database and for its proxy, and each region's own price", async () => {
        const database = { kind: "serverless", minAcu: 4, maxAcu: 64 };
        const bill = await billOfConfig(
            configWith({
                phase: 3,
                users: 50_000,
                cells: [cellEntry(1, { region: "eu-west-1", name: "eu-west-1-c1", database })],
            }),
        );
        // A writer and three readers. 50,000 users need 20 ACU: 0.35 x 20 + 0.65 x 4 = 9.6 on average.
        // 4 x 4 x 730 x 0.14 = 1,635.20; 4 x 9.6 x 730 x 0.14 = 3,924.48; 4 x 64 x 730 x 0.14 = 26,163.20.
        assert.equal(cost(bill, "Aurora", "ACU-hours"), "1635.20 3924.48 26163.20");
        const proxy = bill.items.find(({ priceKey }) => priceKey === "rds.proxy.acuHour");
        assert.equal(proxy?.quantity.floor, 4 * 4 * 730);
        assert.match(proxy.estimate ?? "", /ratio of rds\.proxy\.vcpuHour/);
    });

    it("counts a secondary where it is: its hours, its storage and the writes that reach it", async () => {
        const cell = {
            globalSecondary: "us-west-2",
            database: { kind: "provisioned", instanceClass: "db.r6g.large" },
        };
        const config = configWith({ phase: 2, users: 10_000, cells: [cellEntry(1, cell)] });
        const bill = await billOfConfig(config);
        const there = bill.items.filter(({ region, cell: of }) => region === "us-west-2" && of !== undefined);
        const whats = new Set(there.map(({ service, what }) => `${service}: ${what}`));
        for (const what of ["Aurora: instance-hours", "Aurora: storage", "Aurora: replicated writes"])
            assert.ok(whats.has(what), what);
        assert.ok(!whats.has("Traffic: between zones"), "nobody works there");
        assert.deepEqual([bill.missing, bill.unpriced], [[], []]);
    });

    it("raises the floor by the hours in which a higher minimum holds", async () => {
        const tasks = {
            min: 2,
            max: 50,
            floors: [
                { days: "weekdays", from: "07:00", until: "19:00", timezone: "America/New_York", min: 12 },
            ],
        };
        const plain = await billOfConfig(configWith());
        const raised = await billOfConfig(configWith({ cells: [cellEntry(1, { tasks })] }));
        const hours = (bill: Bill): number =>
            bill.items.find(({ what }) => what === "task vCPU-hours")?.quantity.floor ?? 0;
        // Five days of seven, half of each: 10 tasks more for 5 / 14 of the month, 2 vCPU each.
        assert.equal((hours(raised) - hours(plain)).toFixed(3), ((10 * 2 * 730 * 5) / 14).toFixed(3));
    });

    it("says what a class costs that nobody has read, or that it does not know", async () => {
        const database = { kind: "provisioned", instanceClass: "db.x2g.large" };
        const bill = await billOfConfig(configWith({ cells: [cellEntry(1, { database })] }));
        assert.deepEqual(bill.missing, [
            {
                priceKey: "aurora.pg.standard.db.x2g.large.hour",
                region: "us-east-1",
                what: "Aurora: instance-hours",
            },
            {
                priceKey: "aurora.pg.standard.db.x2g.large.hour",
                region: "us-east-1",
                what: "Aurora: hours of added readers",
            },
        ]);
    });
});
