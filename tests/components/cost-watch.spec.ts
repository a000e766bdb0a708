import assert from "node:assert/strict";
import { CostWatch, type CostWatchArgs } from "../../components/cost-watch";
import { anomalyThreshold, budgetLaw } from "../../strategy/budget";
import { cellEntry, configWith, settingsErrorOf } from "../support/config";
import { platform } from "../support/platform";
import { make, type MadeResources } from "../support/recording";

const budgetType = "aws:budgets/budget:Budget";
const monitorType = "aws:costexplorer/anomalyMonitor:AnomalyMonitor";
const subscriptionType = "aws:costexplorer/anomalySubscription:AnomalySubscription";

const watch = (over: Partial<CostWatchArgs> = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new CostWatch(
                "c1-cost",
                {
                    billingName: "prod-c1",
                    tag: { key: "cell", value: "c1" },
                    monthlyDollars: 9_000,
                    emails: ["oncall@example.com"],
                    ...over,
                },
                { provider },
            ),
    );

describe("CostWatch", () => {
    it("makes a budget, a monitor and who is told of it, and nothing else", async () => {
        const made = await watch();
        assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${budgetType} c1-cost-budget`,
            `${monitorType} c1-cost-monitor`,
            `${subscriptionType} c1-cost-subscription`,
            "platform:observability:CostWatch c1-cost",
        ]);
        assert.deepEqual(made.orphansOf("platform:observability:CostWatch"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("counts what carries the tag, by the month, and tells early, late and by forecast", async () => {
        const { inputs } = (await watch()).only(budgetType);
        const { notifications, ...rest } = inputs;
        assert.deepEqual(rest, {
            name: "prod-c1",
            budgetType: "COST",
            timeUnit: "MONTHLY",
            limitAmount: "9000",
            limitUnit: "USD",
            costFilters: [{ name: "TagKeyValue", values: ["user:cell$c1"] }],
        });
        assert.deepEqual(
            (notifications as Record<string, unknown>[]).map((one) => [
                one.notificationType,
                one.comparisonOperator,
                one.threshold,
                one.thresholdType,
                one.subscriberEmailAddresses,
            ]),
            [
                ["ACTUAL", "GREATER_THAN", 80, "PERCENTAGE", ["oncall@example.com"]],
                ["ACTUAL", "GREATER_THAN", 100, "PERCENTAGE", ["oncall@example.com"]],
                ["FORECASTED", "GREATER_THAN", 100, "PERCENTAGE", ["oncall@example.com"]],
            ],
        );
    });

    it("watches the tag for what is unusual, and tells from a twentieth of the budget on", async () => {
        const made = await watch();
        // Word by word as AWS gives it back, or every update replaces the monitor.
        assert.equal(
            made.only(monitorType).inputs.monitorSpecification,
            '{"And":null,"CostCategories":null,"Dimensions":null,"Not":null,"Or":null,' +
                '"Tags":{"Key":"cell","MatchOptions":null,"Values":["c1"]}}',
        );
        const { thresholdExpression, subscribers, frequency } = made.only(subscriptionType).inputs;
        assert.deepEqual(thresholdExpression, {
            dimension: {
                key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                matchOptions: ["GREATER_THAN_OR_EQUAL"],
                values: ["450"],
            },
        });
        assert.deepEqual(
            [frequency, subscribers],
            ["DAILY", [{ type: "EMAIL", address: "oncall@example.com" }]],
        );
    });

    it("has no budget where none was set, and still watches", async () => {
        const made = await make(
            (provider) =>
                new CostWatch(
                    "cost",
                    {
                        billingName: "dev",
                        tag: { key: "environment", value: "dev" },
                        emails: ["a@example.com"],
                    },
                    { provider },
                ),
        );
        assert.deepEqual(made.ofType(budgetType), []);
        assert.equal(made.ofType(monitorType).length, 1);
        assert.equal(anomalyThreshold(undefined), budgetLaw.anomalyDollars);
        assert.equal(anomalyThreshold(1), 1);
    });

    it("refuses nobody, and more than a budget tells", async () => {
        for (const emails of [[], Array.from({ length: 11 }, (_, index) => `a${index}@example.com`)])
            await assert.rejects(
                () => watch({ emails }),
                new RegExp(`emails must be 1 to 10 addresses, .*got ${emails.length}`),
            );
    });
});

describe("who is told what prod costs", function () {
    this.timeout(60_000);

    it("is told cell by cell, by a tag that everything of the cell carries, and of the whole", async () => {
        const { stacks } = await platform("prod", "unknown");
        for (const { name, resources } of stacks) {
            const monitors = resources.filter(({ type }) => type === monitorType);
            assert.equal(monitors.length, 1, name);
            const { Tags } = JSON.parse(monitors[0]?.inputs.monitorSpecification as string) as {
                readonly Tags: { readonly Key: string; readonly Values: readonly [string] };
            };
            const providers = resources.filter(({ type }) => type === "pulumi:providers:aws");
            assert.ok(providers.length > 0, name);
            for (const { inputs } of providers) {
                const { tags } = JSON.parse(inputs.defaultTags as string) as {
                    readonly tags: Readonly<Record<string, string>>;
                };
                assert.equal(tags[Tags.Key], Tags.Values[0], name);
            }
        }
    });

    it("are no more than AWS takes", () => {
        const alarmEmails = Array.from({ length: 11 }, (_, index) => `a${index}@example.com`);
        assert.match(
            settingsErrorOf(configWith({ alarmEmails, cells: [cellEntry()] })).message,
            /alarmEmails: got a list of 11; expected at most 10\s+addresses, which is what AWS Budgets takes; name a mailing list/,
        );
    });
});
