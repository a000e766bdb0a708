import type { Input } from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import { burnPercent, burnRates } from "../strategy/slo";
import type { AlarmRule } from "./alarm-rule";
import { countedP95, errorShare, type ErrorCode } from "./request-shares";

/** What the alarms of a {@link ServiceLoadBalancer} watch. */
export interface LoadBalancerAlarmArgs {
    /** ARN suffix, "app/name/id": CloudWatch knows the load balancer by no other name. */
    readonly loadBalancer: Input<string>;
    /** ARN suffix, "targetgroup/name/id". */
    readonly targetGroup: Input<string>;
    /** Tasks that must be healthy at any time: the minimum that scaling keeps. */
    readonly minTasks: number;
}

const namespace = "AWS/ApplicationELB";

/**
 * Errors in a period below which their share means nothing: one of ten requests at night is no outage. It counts
 * errors and not requests, so that an outage in a quiet hour still shows.
 */
const leastErrors = {
    /** Ten failures are nobody's coincidence. */
    "5XX": 10,
    /** One client with an expired session makes more than ten; fifty are many clients, or one attack. */
    "4XX": 50,
} as const satisfies Readonly<Record<ErrorCode, number>>;

/**
 * Slow requests in a minute below which p95 means nothing. CloudWatch itself takes it for meaningful from 10/(1-0.95)
 * requests on ("Percentile-based CloudWatch alarms and low data samples", user guide), of which these are the twentieth
 * part; slow ones are counted and not all of them, so that a slow release in a quiet hour still shows.
 */
const leastSlow = 10;

/** The rate of spending the error budget that wakes a person at once. */
const [fastBurn] = burnRates;

/**
 * Windows over filled-in metrics ask for fewer datapoints than they hold: the latest period is often not
 * published yet, FILL makes it a zero, and an alarm that needs every period would never fire ("FILL",
 * CloudWatch user guide, Using metric math).
 */
const quarterOfAnHour = { periodSeconds: 300, periods: 4, datapointsToAlarm: 3 } as const;

/**
 * Alarms that take a rollout back: those that would wake a person within minutes of a bad release. ECS watches
 * them until their windows have passed once more after the last old task is gone (its bake time), so the slow
 * `server-errors` would hold up every rollout.
 */
export const rollbackAlarms: readonly string[] = [
    "load-balancer-server-error-surge",
    "load-balancer-latency-p95",
];

/** Alarms of a load balancer. The thresholds are the promises to users; none of them is an average. */
export function loadBalancerAlarms({
    loadBalancer,
    targetGroup,
    minTasks,
}: LoadBalancerAlarmArgs): readonly AlarmRule[] {
    const wholeBalancer = { LoadBalancer: loadBalancer };
    return [
        latencyAlarm(wholeBalancer, {
            percentile: 50,
            milliseconds: kpi.p50Milliseconds,
            severity: "ticket",
            meaning: `Half of all requests are slower than usual. Compare releases, then the database's slow queries.`,
            // The median moves only when everything does; a quarter of an hour of that is no noise.
            window: { periodSeconds: 300, periods: 3 },
        }),
        {
            ...latencyAlarm(wholeBalancer, {
                percentile: 95,
                milliseconds: kpi.p95Milliseconds,
                severity: "page",
                meaning: `Users notice. Look at database and cache latency first, then at CPU and the number of tasks.`,
                window: { periodSeconds: 60, periods: 5, datapointsToAlarm: 3 },
            }),
            // It takes rollouts back, and ECS heeds no alarm of a rollout that begins while one of them is on.
            signal: countedP95(wholeBalancer, leastSlow),
        },
        latencyAlarm(wholeBalancer, {
            percentile: 99,
            milliseconds: kpi.p99Milliseconds,
            severity: "ticket",
            meaning: `The slowest requests got slower: suspect one query, one organization or one task.`,
            window: { periodSeconds: 60, periods: 5, datapointsToAlarm: 3 },
        }),
        errorAlarm(wholeBalancer, {
            key: "server-errors",
            code: "5XX",
            percent: kpi.serverErrorPercent,
            severity: "page",
            meaning:
                `Requests fail. Errors of the target are the service's own; errors of the load balancer alone ` +
                `mean that tasks are missing, refuse connections or close them early.`,
            // At this rate the month's budget lasts a month: a quarter of an hour sorts out what passes by itself.
            window: quarterOfAnHour,
        }),
        errorAlarm(wholeBalancer, {
            key: "server-error-surge",
            code: "5XX",
            // The rate at which an hour takes 2 % of the month's budget; minutes of it are enough here.
            percent: burnPercent(kpi.serverErrorPercent, fastBurn),
            severity: "page",
            meaning: `An outage for some or all users. If a release went out in the last hour, take it back first.`,
            window: { periodSeconds: 60, periods: 6, datapointsToAlarm: 4 },
        }),
        errorAlarm(wholeBalancer, {
            key: "client-errors",
            code: "4XX",
            percent: kpi.clientErrorPercent,
            severity: "ticket",
            meaning: `Many requests are refused: a release that broke its clients, a broken log-in, or a scan.`,
            window: quarterOfAnHour,
        }),
        {
            key: "load-balancer-healthy-hosts",
            severity: "page",
            meaning:
                `Fewer than ${minTasks} tasks pass their health checks. If they run nevertheless, look at their ` +
                `log and at the security groups; if not, at the service's events.`,
            signal: {
                namespace,
                metricName: "HealthyHostCount",
                // Published with both dimensions only.
                dimensions: { LoadBalancer: loadBalancer, TargetGroup: targetGroup },
                statistic: "Minimum",
            },
            threshold: { below: minTasks },
            periodSeconds: 60,
            // A lost task is replaced and healthy again in about a minute and a half.
            periods: 3,
            whenSilent: "breaching",
        },
        trafficAlarm(wholeBalancer),
    ];
}

type Dimensions = Readonly<Record<string, Input<string>>>;

function latencyAlarm(
    dimensions: Dimensions,
    promise: {
        readonly percentile: number;
        readonly milliseconds: number;
        readonly severity: AlarmRule["severity"];
        readonly meaning: string;
        readonly window: Pick<AlarmRule, "periodSeconds" | "periods" | "datapointsToAlarm">;
    },
): AlarmRule {
    const percentile = `p${promise.percentile}` as const;
    return {
        key: `load-balancer-latency-${percentile}`,
        severity: promise.severity,
        meaning: `${percentile} latency is above ${promise.milliseconds} ms. ${promise.meaning}`,
        // The time until a task starts to answer, in seconds.
        signal: { namespace, metricName: "TargetResponseTime", dimensions, statistic: percentile },
        threshold: { above: promise.milliseconds / 1000 },
        ...promise.window,
        // No requests, no latency.
        whenSilent: "notBreaching",
    };
}

function errorAlarm(
    dimensions: Dimensions,
    promise: {
        readonly key: string;
        readonly code: ErrorCode;
        readonly percent: number;
        readonly severity: AlarmRule["severity"];
        readonly meaning: string;
        readonly window: Required<Pick<AlarmRule, "periodSeconds" | "periods" | "datapointsToAlarm">>;
    },
): AlarmRule {
    return {
        key: `load-balancer-${promise.key}`,
        severity: promise.severity,
        meaning: `More than ${promise.percent} % of requests end in ${promise.code}. ${promise.meaning}`,
        signal: errorShare(dimensions, promise.code, leastErrors[promise.code]),
        threshold: { above: promise.percent },
        ...promise.window,
        whenSilent: "notBreaching",
    };
}

/**
 * Far fewer requests than usual at this hour: no fixed number is right at noon and at night. A ticket, for three
 * reasons: a holiday and an evacuation look the same; an outage is seen by the alarms on what fails; and a new
 * cell's band means nothing before it has two weeks to learn from.
 */
function trafficAlarm(dimensions: Dimensions): AlarmRule {
    return {
        key: "load-balancer-traffic-drop",
        severity: "ticket",
        meaning:
            `Far fewer requests arrive than usual at this hour. Users may not get through: look at the edge's alarms ` +
            `first; then ask whether organizations were moved, or whether it is a holiday.`,
        signal: { namespace, metricName: "RequestCount", dimensions, statistic: "Sum" },
        // Two is CloudWatch's default and leaves one period in forty below it on an ordinary day.
        threshold: { belowBand: 3 },
        ...quarterOfAnHour,
        // A cell without users publishes nothing, and a band without history neither.
        whenSilent: "notBreaching",
    };
}
