import assert from "node:assert/strict";
import { assume } from "../../capacity/assumptions";
import { readSettings } from "../../stacks/settings";
import { configWith } from "../support/config";
import { refuses, type Changes } from "../support/refusals";

const dollars = "expected a whole number of at least 1 (US dollars a month)";

refuses(
    "a budget",
    [
        [
            { monthlyDollars: 0 },
            `budget.monthlyDollars: got 0; ${dollars}; write what a month may cost, or remove it for no budget`,
        ],
        [
            { monthlyDollars: "5000 USD" },
            `budget.monthlyDollars: got "5000 USD"; ${dollars}; write digits only, e.g. 5000`,
        ],
        [{ cellMonthlyDollars: "5,000" }, `budget.cellMonthlyDollars: got "5,000"; ${dollars}; write 5000`],
        [
            { monthly: 5_000 },
            "budget.monthly: got an unknown key; expected monthlyDollars or cellMonthlyDollars; did you mean monthlyDollars?",
        ],
    ],
    (budget: Changes): Changes => ({ budget }),
);

refuses(
    "an assumption",
    [
        [
            { busyPercent: 101 },
            "assumptions.busyPercent: got 101; expected a number from 1 to 100 (% of a month); lower it to 100",
        ],
        [
            { logBytesPerRequest: "1 kB" },
            'assumptions.logBytesPerRequest: got "1 kB"; expected a number from 0 to 1000000 (bytes); write digits only, e.g. 200',
        ],
    ],
    (assumptions: Changes): Changes => ({ assumptions }),
);

refuses(
    "a granted quota",
    [
        [
            { "us-east-1": { "L-0000000": 5 } },
            "quotas.us-east-1.L-0000000: got an unknown key; expected the code of a quota in quotas/table.json that AWS raises, e.g. L-F678F1CE; remove it",
        ],
        [
            { "us-east-1": { "L-F678F1CE": -1 } },
            "quotas.us-east-1.L-F678F1CE: got -1; expected a whole number of at least 0 (as Service Quotas shows it); write what Service Quotas shows, or remove it for AWS's default",
        ],
        [
            { "us-esat-1": { "L-F678F1CE": 20 } },
            "quotas.us-esat-1: got an unknown key; expected a region, or global for a quota of the account; did you mean us-east-1?",
        ],
    ],
    (quotas: Changes): Changes => ({ quotas }),
);

describe("settings for cost and capacity", () => {
    it("take another kind of value for none of them", () => {
        assert.throws(
            () => readSettings(configWith({ budget: 5_000, assumptions: [] })),
            /budget: got 5000;\s+expected\s+monthlyDollars,\s+cellMonthlyDollars or both[^]*assumptions: got an empty list;\s+expected names/,
        );
    });

    it("name the assumption that was meant", () => {
        assert.throws(
            () => readSettings(configWith({ assumptions: { busyPercentage: 40 } })),
            /did you mean busyPercent\?/,
        );
    });

    it("have no budget and the table's assumptions where nothing is said", () => {
        const { budget, assumptions, quotas } = readSettings(configWith({}));
        assert.deepEqual([budget, assumptions, quotas], [{}, assume(), {}]);
    });

    it("take what is said, also as the text that the CLI makes of a number", () => {
        const { budget, assumptions, quotas } = readSettings(
            configWith({
                quotas: { global: { "L-FE177D64": "2000" } },
                budget: { monthlyDollars: "9000" },
                assumptions: { siteRequestsPerApiRequest: "0.5" },
            }),
        );
        assert.deepEqual(quotas, { global: { "L-FE177D64": 2_000 } });
        assert.deepEqual(budget, { monthlyDollars: 9_000 });
        assert.deepEqual(assumptions, assume({ siteRequestsPerApiRequest: 0.5 }));
    });
});
