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
import { loadBalancerAlarms, rollbackAlarms } from "./load-balancer-alarms";
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

function balancerRules(plan: CellPlan, signals: FirstAlarmsArgs["signals"]): readonly AlarmRule[] {
    return loadBalancerAlarms({ ...signals, minTasks: plan.tasks.min });
}

/**
 * The alarms that take the service's rollouts back, which exist before it. The others come after: until a service
 * runs, its missing tasks would page somebody during every cell's first update.
 */
export function makeFirstAlarms(
    name: string,
    { plan, environment, signals, topicArn, runbookUrl }: FirstAlarmsArgs,
    opts: pulumi.ComponentResourceOptions,
): AlarmSet {
    return new AlarmSet(
        `${name}-alarm`,
        {
            topicArn,
            rules: balancerRules(plan, signals).filter(({ key }) => rollbackAlarms.includes(key)),
            composites: { rules: [], namePrefix: `${environment}-${name}` },
            ...(runbookUrl === undefined ? {} : { runbookUrl }),
        },
        opts,
    );
}

/** Alarms on a cell's load balancer, service, database and cache, but for those that come first. */
export function partAlarms(plan: CellPlan, signals: CellSignals): readonly AlarmRule[] {
    return [
        ...balancerRules(plan, signals).filter(({ key }) => !rollbackAlarms.includes(key)),
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
