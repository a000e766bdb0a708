import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import type { DashboardBody } from "./dashboard-body";
import { dashboardMistakes } from "./dashboard-limits";

/** What a caller decides about a {@link Dashboard}. */
export interface DashboardArgs {
    /**
     * Physical name. It is unique over every region of the account, so it holds environment and cell; changing
     * it replaces the dashboard.
     */
    readonly dashboardName: string;
    readonly body: DashboardBody;
}

/**
 * Name of an environment's dashboard, or of one of its cells': the stacks' own names, so that neither two cells nor
 * two environments of one account can share one.
 */
export function dashboardNameOf(environment: string, cell?: string): string {
    return cell === undefined ? environment : `${environment}-${cell}`;
}

/** Where a person opens it; the console shows any region's metrics from any region. */
export function dashboardUrl(dashboardName: string): string {
    return `https://console.aws.amazon.com/cloudwatch/home#dashboards:name=${dashboardName}`;
}

/** What CloudWatch would refuse of the name; undefined when nothing is wrong (API reference, PutDashboard). */
export function dashboardNameMistake(name: string): string | undefined {
    if (/^[A-Za-z0-9_-]{1,255}$/.test(name)) return undefined;
    return `dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got "${name}"`;
}

/**
 * A dashboard of CloudWatch, and the pure shape of it checked before anything is sent. Each costs 3 dollars a
 * month beyond the account's first three (CloudWatch pricing).
 */
export class Dashboard extends pulumi.ComponentResource {
    public readonly dashboardName: pulumi.Output<string>;

    constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:observability:Dashboard", name, {}, opts);
        const nameMistake = dashboardNameMistake(args.dashboardName);
        const mistakes = [
            ...(nameMistake === undefined ? [] : [nameMistake]),
            ...dashboardMistakes(args.body),
        ];
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const board = new cloudwatch.Dashboard(
            `${name}-board`,
            { dashboardName: args.dashboardName, dashboardBody: pulumi.jsonStringify(args.body) },
            { parent: this },
        );

        this.dashboardName = board.dashboardName;
        this.registerOutputs({ dashboardName: this.dashboardName });
    }
}
