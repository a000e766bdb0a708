import type * as pulumi from "@pulumi/pulumi";
import type { CellPlan } from "../strategy/plan";
import type { AlarmRule } from "./alarm-rule";
import { AlarmSet } from "./alarm-set";
import { burnRateAlarms } from "./burn-rate-alarms";
import { cacheAlarms } from "./cache-alarms";
import { cellDashboard } from "./cell-dashboard";
import { cellHealth } from "./cell-health";
import type { CellSignals } from "./cell-signals";
import { Dashboard, dashboardNameOf } from "./dashboard";
import { databaseAlarms } from "./database-alarms";
import { loadBalancerAlarms } from "./load-balancer-alarms";
import { serviceAlarms } from "./service-alarms";

/** What a cell's alarms are made from before its service is. */
export interface FirstAlarmsArgs {
    readonly plan: CellPlan;
    readonly environment: string;
    readonly signals: Pick<CellSignals, "loadBalancer" | "targetGroup">;
    /** Told by every alarm. */
    readonly topicArn: pulumi.Input<string>;
    readonly runbookUrl?: string;
}

/** The alarms on a cell's load balancer, which exist before the service: they take its rollouts back. */
export function makeFirstAlarms(
    name: string,
    { plan, environment, signals, topicArn, runbookUrl }: FirstAlarmsArgs,
    opts: pulumi.ComponentResourceOptions,
): AlarmSet {
    return new AlarmSet(
        `${name}-alarm`,
        {
            topicArn,
            rules: loadBalancerAlarms({ ...signals, minTasks: plan.tasks.min }),
            composites: { rules: [], namePrefix: `${environment}-${name}` },
            ...(runbookUrl === undefined ? {} : { runbookUrl }),
        },
        opts,
    );
}

/** Alarms on a cell's service, database and cache. */
export function partAlarms(plan: CellPlan, signals: CellSignals): readonly AlarmRule[] {
    return [
        ...serviceAlarms({ ...signals, tasks: plan.tasks }),
        ...databaseAlarms({
            ...signals,
            capacity: plan.database,
            connections: plan.connections,
            readersMin: plan.readers.min,
        }),
        ...cacheAlarms({ ...signals, cache: plan.cache }),
    ];
}

/** Adds every other alarm of a cell, and makes the dashboard that shows them with what they watch. */
export function completeTelemetry(
    name: string,
    args: {
        readonly plan: CellPlan;
        readonly environment: string;
        readonly signals: CellSignals;
        readonly alarms: AlarmSet;
        /** Of parts that not every cell has. */
        readonly otherRules: readonly AlarmRule[];
    },
    opts: pulumi.ComponentResourceOptions,
): Dashboard {
    const { plan, environment, signals, alarms, otherRules } = args;
    const burn = burnRateAlarms(signals);
    alarms.add([...partAlarms(plan, signals), ...otherRules, ...burn.windows], burn.composites);
    alarms.add([], cellHealth(alarms.allRules));
    return new Dashboard(
        `${name}-dashboard`,
        {
            dashboardName: dashboardNameOf(environment, name),
            body: cellDashboard({ plan, signals, alarmArns: alarms.alarmArns }),
        },
        opts,
    );
}
