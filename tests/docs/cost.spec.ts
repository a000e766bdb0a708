import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Bill } from "../../cost/bill";
import { linearity } from "../../cost/linearity";
import { costPage } from "../../cost/page";
import { breakdown, lineDollars, strategySizes } from "../../cost/strategy";
import { strategyBill } from "../../cost/strategy-bills";
import { costBreakdownTenThousandUsers, growth } from "../../strategy/law";
import { platform, repository } from "../support/platform";

const file = join(repository, "docs", "cost.md");

describe("docs/cost.md", function () {
    this.timeout(120_000);
    const sizes: Bill[] = [];

    before(async () => {
        for (const size of strategySizes) sizes.push(await strategyBill(size));
    });

    it("is what the code says: run `npm run cost:docs`", async () => {
        const page = costPage({ sizes, linear: linearity(await platform("prod", "unknown")) });
        assert.equal(readFileSync(file, "utf8"), page);
    });

    it("sets ours beside each size that the strategy prices, and leaves no service out of the breakdown", () => {
        assert.deepEqual(
            strategySizes.map(({ users, dollars }) => [users, dollars]),
            growth.map(({ users, monthlyDollars }) => [users, monthlyDollars]),
        );
        const [, tenThousand] = sizes;
        assert.ok(tenThousand !== undefined);
        const lines = breakdown.reduce((sum, line) => sum + lineDollars(tenThousand, line), 0);
        assert.equal(lines.toFixed(2), tenThousand.total.expected.toFixed(2));
        assert.deepEqual(
            breakdown.flatMap(({ dollars }) => dollars ?? []),
            Object.values(costBreakdownTenThousandUsers),
        );
    });

    it("keeps the cost of 1,000 users within 5 % from 100,000 users to 1,000,000, in full cells of one region", async () => {
        const points = linearity(await platform("prod", "unknown"));
        assert.deepEqual(
            points.map(({ users }) => users),
            Array.from({ length: 10 }, (_, index) => (index + 1) * 100_000),
        );
        const each = points.map(({ perThousandUsers }) => perThousandUsers);
        const [least, most] = [Math.min(...each), Math.max(...each)];
        assert.ok(most / least < 1.05, `from ${least.toFixed(2)} to ${most.toFixed(2)} for 1,000 users`);
    });
});
