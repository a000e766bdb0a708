import type { GraphResource } from "../../../policies/rule";
import { output, resource, type Sketch } from "../../support/stack-graph";

type Properties = Readonly<Record<string, unknown>>;

/** The address that a test's alarms notify, of no topic in the stack. */
export const pager = "arn:aws:sns:eu-west-1:111122223333:pager";

/** Values that are not known before the update come from here where they come from no watched resource. */
export const elsewhere = resource("aws:ssm/parameter:Parameter", "elsewhere");

/** What an alarm watches, and what differs from an alarm that is made well; undefined removes a property. */
export interface AlarmSketch {
    readonly on: Properties;
    /** Percentiles go where CloudWatch wants them. */
    readonly statistic?: string;
    readonly above?: unknown;
    readonly below?: unknown;
    readonly but?: Properties;
    readonly options?: Sketch;
}

/** A metric alarm on one metric, "namespace name". */
export function alarm(name: string, metric: string, sketch: AlarmSketch): GraphResource {
    const { statistic = "Average", above, below, but = {} } = sketch;
    const [namespace = "", metricName = ""] = metric.split(" ");
    const properties = {
        namespace,
        metricName,
        dimensions: sketch.on,
        ...(statistic.startsWith("p") ? { extendedStatistic: statistic } : { statistic }),
        ...(below === undefined
            ? { comparisonOperator: "GreaterThanThreshold", threshold: above }
            : { comparisonOperator: "LessThanThreshold", threshold: below }),
        period: 60,
        evaluationPeriods: 3,
        treatMissingData: "notBreaching",
        alarmActions: [pager],
        ...but,
    };
    return resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        name,
        Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)),
        sketch.options,
    );
}

/** A metric alarm on an expression over metrics, each "namespace name". */
export function mathAlarm(
    name: string,
    expression: string,
    metrics: Readonly<Record<string, readonly [metric: string, dimensions: Properties, stat: string]>>,
    above: number,
): GraphResource {
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", name, {
        metricQueries: [
            { id: "value", expression, returnData: true },
            ...Object.entries(metrics).map(([id, [metric, dimensions, stat]]) => {
                const [namespace, metricName] = metric.split(" ");
                return { id, metric: { namespace, metricName, dimensions, stat, period: 300 } };
            }),
        ],
        comparisonOperator: "GreaterThanThreshold",
        threshold: above,
        evaluationPeriods: 3,
        treatMissingData: "notBreaching",
        alarmActions: [pager],
    });
}

/** A service in its cluster. */
export function service(
    name = "api",
    properties: Properties = {},
    clusterProperties: Properties = {},
): { readonly it: GraphResource; readonly on: Properties; readonly resources: readonly GraphResource[] } {
    const cluster = resource("aws:ecs/cluster:Cluster", `${name}-cluster`, clusterProperties);
    const it = resource("aws:ecs/service:Service", name, { cluster: output(cluster, "arn"), ...properties });
    return {
        it,
        on: { ClusterName: output(cluster, "name"), ServiceName: output(it, "name") },
        resources: [cluster, it],
    };
}

/** A load balancer with one listener and one target group. */
export function loadBalancer(
    name = "alb",
    properties: Properties = {},
    groupProperties: Properties = {},
): {
    readonly it: GraphResource;
    readonly group: GraphResource;
    readonly on: Properties;
    readonly onGroup: Properties;
    readonly resources: readonly GraphResource[];
} {
    const it = resource("aws:lb/loadBalancer:LoadBalancer", name, properties);
    const group = resource("aws:lb/targetGroup:TargetGroup", `${name}-group`, groupProperties);
    const listener = resource("aws:lb/listener:Listener", `${name}-listener`, {
        loadBalancerArn: output(it, "arn"),
        defaultActions: [{ type: "forward", targetGroupArn: output(group, "arn") }],
    });
    const on = { LoadBalancer: output(it, "arnSuffix") };
    return {
        it,
        group,
        on,
        onGroup: { ...on, TargetGroup: output(group, "arnSuffix") },
        resources: [it, group, listener],
    };
}
