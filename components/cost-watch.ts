import * as budgets from "@pulumi/aws/budgets";
import * as costexplorer from "@pulumi/aws/costexplorer";
import * as pulumi from "@pulumi/pulumi";
import { anomalyThreshold, budgetLaw } from "../strategy/budget";

/** What a caller decides about {@link CostWatch}. */
export interface CostWatchArgs {
    /** Name of the budget and of the monitor in the account's billing console, e.g. "prod-eu-west-1-c1". */
    readonly billingName: string;
    /** Tag that everything of it carries; it must be activated once as a cost allocation tag (docs/cost.md). */
    readonly tag: { readonly key: string; readonly value: string };
    /** US dollars that a month may cost. @default no budget: only what is unusual is told */
    readonly monthlyDollars?: number;
    /** Who is told, by e-mail; at most {@link budgetLaw.mostEmails}. */
    readonly emails: readonly string[];
}

type Notification = NonNullable<pulumi.Unwrap<budgets.BudgetArgs["notifications"]>>[number];

function notifications(emails: readonly string[]): Notification[] {
    const above = (notificationType: "ACTUAL" | "FORECASTED", threshold: number): Notification => ({
        comparisonOperator: "GREATER_THAN",
        notificationType,
        threshold,
        thresholdType: "PERCENTAGE",
        subscriberEmailAddresses: [...emails],
    });
    return [
        ...budgetLaw.actualPercents.map((percent) => above("ACTUAL", percent)),
        above("FORECASTED", budgetLaw.forecastPercent),
    ];
}

/**
 * The expression as AWS gives it back, with everything that it leaves out. The provider compares texts: a shorter one would
 * replace the monitor in every update.
 */
function monitorSpecification({ key, value }: CostWatchArgs["tag"]): string {
    return JSON.stringify({
        And: null,
        CostCategories: null,
        Dimensions: null,
        Not: null,
        Or: null,
        Tags: { Key: key, MatchOptions: null, Values: [value] },
    });
}

/**
 * Tells people by e-mail what a cell or an environment costs: when the month's budget is nearly or wholly spent, when it
 * will be, and when a cost is unlike those of the weeks before. Told by AWS's billing, some hours late: nothing that wakes
 * anybody.
 */
export class CostWatch extends pulumi.ComponentResource {
    constructor(name: string, args: CostWatchArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:observability:CostWatch", name, {}, opts);
        const { billingName, tag, monthlyDollars, emails } = args;
        if (emails.length === 0 || emails.length > budgetLaw.mostEmails) {
            throw new pulumi.ResourceError(
                `emails must be 1 to ${budgetLaw.mostEmails} addresses, which is what AWS Budgets takes, got ${emails.length}; name a list that others are behind`,
                this,
                true,
            );
        }
        const parent = { parent: this };
        if (monthlyDollars !== undefined) {
            new budgets.Budget(
                `${name}-budget`,
                {
                    name: billingName,
                    budgetType: "COST",
                    timeUnit: "MONTHLY",
                    limitAmount: String(monthlyDollars),
                    limitUnit: "USD",
                    costFilters: [{ name: "TagKeyValue", values: [`user:${tag.key}$${tag.value}`] }],
                    notifications: notifications(emails),
                },
                parent,
            );
        }
        const monitor = new costexplorer.AnomalyMonitor(
            `${name}-monitor`,
            {
                name: billingName,
                monitorType: "CUSTOM",
                monitorSpecification: monitorSpecification(tag),
            },
            parent,
        );
        new costexplorer.AnomalySubscription(
            `${name}-subscription`,
            {
                name: billingName,
                frequency: "DAILY",
                monitorArnLists: [monitor.arn],
                subscribers: emails.map((address) => ({ type: "EMAIL", address })),
                thresholdExpression: {
                    dimension: {
                        key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                        matchOptions: ["GREATER_THAN_OR_EQUAL"],
                        values: [String(anomalyThreshold(monthlyDollars))],
                    },
                },
            },
            parent,
        );
        this.registerOutputs({});
    }
}
