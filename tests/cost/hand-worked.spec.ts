import assert from "node:assert/strict";
import { billOf, costOf, type Bill } from "../../cost/bill";
import { platform } from "../support/platform";

/** An item of prod worked out by hand, in US dollars a month to the cent. */
interface HandWorked {
    readonly cell?: string;
    readonly region?: string;
    readonly service: string;
    readonly what: string;
    readonly floor: number;
    readonly expected: number;
    readonly ceiling: number;
}

// A cell of prod holds 1,000,000 x 100,000 / 1,100,000 = 90,910 users (rounded up), who are there for 35 % of the
// month's 730 hours = 2,628,000 seconds. They send 90,910 x 50 / 1,000 = 4,545.5 requests a second: in a month
// 4,545.5 x 2,628,000 x 0.35 = 4,180,950,900 requests. Its maximum carries 100,000 users all month: 5,000 a second,
// 13,140,000,000 requests. Where the quantity follows from neither, the three months are alike.
const cell = "us-east-1-c1";
const handWorked: readonly HandWorked[] = [
    {
        // 3..50 tasks of 2 vCPU, 46 of them for 90,910 users (90,910 / 10,000 x 5 = 45.5): on average
        // 0.35 x 46 + 0.65 x 3 = 18.05. Floor 3 x 2 x 730 = 4,380 vCPU-hours x 0.03238 = 141.82; expected
        // 18.05 x 1,460 = 26,353 x 0.03238 = 853.31; ceiling 50 x 1,460 = 73,000 x 0.03238 = 2,363.74.
        cell,
        service: "Fargate",
        what: "task vCPU-hours",
        floor: 141.82,
        expected: 853.31,
        ceiling: 2_363.74,
    },
    {
        // 2..10 workers of 4 GB, ten for 46 tasks (46 / 5 = 9.2): 0.35 x 10 + 0.65 x 2 = 4.8 on average.
        // 2 x 4 x 730 = 5,840 GB-hours x 0.00356 = 20.79; 4.8 x 2,920 = 14,016 -> 49.90; 10 x 2,920 = 29,200 -> 103.95.
        cell,
        service: "Fargate",
        what: "worker GB-hours",
        floor: 20.79,
        expected: 49.9,
        ceiling: 103.95,
    },
    {
        // A writer and three readers, db.r6g.2xlarge: 4 x 730 = 2,920 hours x 1.038 = 3,030.96.
        cell,
        service: "Aurora",
        what: "instance-hours",
        floor: 3_030.96,
        expected: 3_030.96,
        ceiling: 3_030.96,
    },
    {
        // Up to two readers more, both while the users are there (one for each 10,000 of them, five at most):
        // 0.35 x 2 x 730 = 511 hours x 1.038 = 530.42; at the maximum 1,460 x 1.038 = 1,515.48.
        cell,
        service: "Aurora",
        what: "hours of added readers",
        floor: 0,
        expected: 530.42,
        ceiling: 1_515.48,
    },
    {
        // 10 GB for 1,000 users: 90.91 x 10 = 909.1 GB x 0.10 = 90.91; 1,000 GB -> 100.
        cell,
        service: "Aurora",
        what: "storage",
        floor: 90.91,
        expected: 90.91,
        ceiling: 100,
    },
    {
        // One I/O for five requests: 836.19018 million x 0.20 = 167.24; 2,628 million x 0.20 = 525.60.
        cell,
        service: "Aurora",
        what: "I/O",
        floor: 0,
        expected: 167.24,
        ceiling: 525.6,
    },
    {
        // 35 whole copies in us-west-2: 35 x 909.1 = 31,818.5 GB x 0.021 = 668.19; 35 x 1,000 x 0.021 = 735.
        cell,
        region: "us-west-2",
        service: "Backups",
        what: "copies in another region",
        floor: 668.19,
        expected: 668.19,
        ceiling: 735,
    },
    {
        // The proxy by the vCPU behind it: 4 instances of 8, 32 x 730 = 23,360 hours x 0.015 = 350.40; with 0.7 readers
        // more on average (4.7 x 8 x 730 = 27,448) 411.72; with both 6 x 8 x 730 = 35,040 -> 525.60.
        cell,
        service: "RDS Proxy",
        what: "vCPU-hours",
        floor: 350.4,
        expected: 411.72,
        ceiling: 525.6,
    },
    {
        // 5 shards of two nodes: 10 x 730 = 7,300 hours x 0.1648 = 1,203.04; at the maximum ten of three, 30 x 730 =
        // 21,900 -> 3,609.12.
        cell,
        service: "Cache",
        what: "node-hours",
        floor: 1_203.04,
        expected: 1_203.04,
        ceiling: 3_609.12,
    },
    {
        // The load balancer's busiest dimension is data: 40 % of the bandwidth (500 GB for 10,000 users in an ordinary
        // month: 4,545.5 x 0.4 = 1,818.2 GB) and 1 kB that each request brings (4,180.9509 GB) are 5,999.1509 GB, an
        // LCU-hour each: x 0.008 = 47.99. Connections need fewer: 4,180,950,900 / 50 / 2,628,000 = 31.82 a second,
        // 1.27 LCU against 8.22. At the maximum 5,000 x 0.4 / 0.35 + 13,140 = 18,854.2857 GB -> 150.83.
        cell,
        service: "Load balancer",
        what: "LCU-hours",
        floor: 0,
        expected: 47.99,
        ceiling: 150.83,
    },
    {
        // Every request of the three Irish cells and the site's 0.2 beside it: 3 x 4,180,950,900 x 1.2 =
        // 15,051,423,240 requests x 0.012 / 10,000 = 18,061.71; 3 x 13,140,000,000 x 1.2 -> 56,764.80.
        region: "eu-west-1",
        service: "CloudFront",
        what: "HTTPS requests",
        floor: 0,
        expected: 18_061.71,
        ceiling: 56_764.8,
    },
    {
        // Eight target-tracking policies (three of the service, one of the workers, one of the readers, three of the
        // cache) make two alarms each. The workers' is over two metrics, what waits and what runs:
        // (7 x 1 + 1 x 2) x 2 = 18 x 0.10 = 1.80.
        cell,
        service: "Alarms",
        what: "alarms of autoscaling",
        floor: 1.8,
        expected: 1.8,
        ceiling: 1.8,
    },
];

function worked(bill: Bill, { cell, region, service, what }: HandWorked): string {
    const items = bill.items.filter(
        (item) =>
            item.cell === cell &&
            item.service === service &&
            item.what === what &&
            (region === undefined || item.region === region),
    );
    const cents = (of: "floor" | "expected" | "ceiling"): string =>
        items.reduce((sum, item) => sum + costOf(item)[of], 0).toFixed(2);
    return `${cents("floor")} ${cents("expected")} ${cents("ceiling")}`;
}

describe("prod's bill, worked out by hand", function () {
    this.timeout(120_000);

    for (const item of handWorked) {
        it(`agrees to the cent: ${item.service}, ${item.what}`, async () => {
            const bill = billOf(await platform("prod", "unknown"));
            const { floor, expected, ceiling } = item;
            assert.equal(
                worked(bill, item),
                `${floor.toFixed(2)} ${expected.toFixed(2)} ${ceiling.toFixed(2)}`,
            );
        });
    }

    it("counts at least twelve items", () => {
        assert.ok(handWorked.length >= 12);
    });
});
