import assert from "node:assert/strict";
import { billOf } from "../../cost/bill";
import { budgetViolations, overruns } from "../../cost/budget";
import { costJson } from "../../cost/json";
import { costLines } from "../../cost/report";
import { isBroken, report } from "../../preview/report";
import type { Preview } from "../../preview/preview";
import { platform } from "../support/platform";

const withBudget = (preview: Preview, budget: Preview["settings"]["budget"]): Preview => {
    const settings = { ...preview.settings, budget };
    const violations = budgetViolations({ ...preview, settings }, billOf(preview), preview.environment);
    return { ...preview, settings, violations: [...preview.violations, ...violations] };
};

describe("a budget", function () {
    this.timeout(120_000);

    it("is kept by dev and prod, with some room but not much", async () => {
        for (const environment of ["dev", "prod"] as const) {
            const preview = await platform(environment, "unknown");
            const { total } = billOf(preview);
            const { monthlyDollars } = preview.settings.budget;
            assert.deepEqual(overruns(preview, billOf(preview)), []);
            assert.ok(monthlyDollars !== undefined && monthlyDollars < 1.2 * total.expected, environment);
        }
    });

    it("that the expected month exceeds forbids the update, and says by how much, of what, and what to do", async () => {
        const broken = withBudget(await platform("dev", "unknown"), {
            monthlyDollars: 500,
            cellMonthlyDollars: 400,
        });
        assert.ok(isBroken(broken));
        const [environment, cell] = broken.violations.slice(-2);
        assert.equal(
            environment?.message,
            "dev is expected to cost $568 a month, $68 (14 %) more than its budget of $500; most of it: " +
                "Fargate $115, Aurora $109, CloudFront $71",
        );
        assert.equal(
            cell?.message,
            "cell us-east-1-c1 is expected to cost $423 a month, $23 (6 %) more than its budget of $400; most of " +
                "it: Fargate $115, Aurora $109, RDS Proxy $66",
        );
        assert.match(cell.remediation, /raise medease-platform:budget\.cellMonthlyDollars to at least 423\./);
        assert.match(report(broken), /mandatory {2}budget \/ environment-keeps-its-budget/);
    });

    it("of the environment is not judged by one of its cells", async () => {
        const preview = await platform("prod", "unknown");
        const [stack] = preview.stacks;
        assert.ok(stack !== undefined);
        const one = { ...preview, stacks: [stack] };
        const settings = { ...preview.settings, budget: { monthlyDollars: 1 } };
        assert.deepEqual(overruns({ ...one, settings }, billOf(one)), []);
    });

    it("is no bound where nobody set it", async () => {
        const preview = await platform("dev", "unknown");
        const settings = { ...preview.settings, budget: {} };
        assert.deepEqual(overruns({ ...preview, settings }, billOf(preview)), []);
    });
});

describe("the cost in a preview", function () {
    this.timeout(120_000);

    it("fits into 80 columns and some twenty lines, with prod's cells, edge and total", async () => {
        const lines = costLines(await platform("prod", "unknown"));
        assert.ok(lines.length <= 25, `${lines.length} lines`);
        assert.deepEqual(
            lines.filter((line) => line.length > 80),
            [],
        );
        const text = lines.join("\n");
        for (const part of [
            /^cost a month in US dollars +floor +expected +ceiling +per 1,000$/m,
            /^ {2}us-east-1-c1, 3 alike, each +[\d,]+ +[\d,]+ +[\d,]+ +\d+\.\d\d$/m,
            /^ {2}edge +/m,
            /^ {2}total +/m,
            /estimates/,
            /set them under\s+assumptions/,
            /no\s+figure for us-west-2/,
        ])
            assert.match(text, part);
    });

    it("says in plain words what the total lacks", async () => {
        const dev = await platform("dev", "unknown");
        const stacks = dev.stacks.map(({ name, resources }) => ({
            name,
            resources: resources.map((one) =>
                one.type === "pulumi:providers:aws"
                    ? { ...one, inputs: { ...one.inputs, region: "ca-central-1" } }
                    : one,
            ),
        }));
        const text = costLines({ ...dev, stacks })
            .join(" ")
            .replace(/\s+/g, " ");
        assert.match(text, /incomplete, without .* and \d+ more in ca-central-1: add the prices to/);
    });

    it("is whole for machines: items with prices and sources, assumptions, savings, budget", async () => {
        const preview = await platform("dev", "unknown");
        const json = costJson(preview) as Record<string, unknown> & {
            readonly total: { readonly expected: number };
            readonly items: readonly { readonly cost: { readonly expected: number } }[];
            readonly prices: Record<string, { readonly sources: readonly { readonly where: string }[] }>;
            readonly assumptions: readonly { readonly name: string; readonly percent: number }[];
            readonly savings: readonly { readonly key: string }[];
        };
        const sum = json.items.reduce((total, { cost }) => total + cost.expected, 0);
        assert.equal(sum.toFixed(2), json.total.expected.toFixed(2));
        for (const [key, { sources }] of Object.entries(json.prices))
            assert.ok(sources.length > 0 && sources.every(({ where }) => where.startsWith("https")), key);
        assert.equal(json.assumptions[0]?.name, "requestsPerThousandUsers");
        assert.deepEqual(
            json.savings.map(({ key }) => key),
            ["spot", "computeSavingsPlan", "reservedAurora", "reservedCache"],
        );
    });
});
