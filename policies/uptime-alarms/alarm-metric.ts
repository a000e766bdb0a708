import { edgeRegion } from "../../strategy/regions";
import { regionOf, shown } from "../graph";
import { unknown, type Rule } from "../rule";
import { alarmsOf, alarmType, metricKey, type Metric } from "./alarm";

/** Namespaces of global services, whose metrics exist in one region only. */
const globalNamespaces = new Set(["AWS/CloudFront", "AWS/Route53", "AWS/Billing"]);

function isGlobal({ namespace, dimensions }: Metric): boolean {
    if (typeof namespace !== "string") return false;
    // A web ACL of CloudFront reports without a region, one of a load balancer with it.
    if (namespace === "AWS/WAFV2") return dimensions !== unknown && !dimensions.has("Region");
    return globalNamespaces.has(namespace);
}

/** Outside us-east-1 CloudWatch has no such metric, and an alarm there is OK for ever. */
export const globalMetricIsWatchedInUsEast1: Rule = {
    name: "global-metric-is-watched-in-us-east-1",
    description: `Alarms on metrics of CloudFront, Route 53 and CloudFront's web ACLs must be in ${edgeRegion}.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: `Make the alarm with a provider whose region is ${edgeRegion}.`,
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { resource, metrics } of alarmsOf(stack)) {
            const global = metrics === unknown ? undefined : metrics.find(isGlobal);
            if (global === undefined) continue;
            const region = regionOf(resource);
            const name = metricKey(global.namespace, global.name);
            if (region === unknown)
                report.undecided(resource, `the region of its alarm on ${name} is not known`);
            else if (region !== edgeRegion) {
                report.violation(
                    resource,
                    `watches ${name} in ${region}; the metric exists in ${edgeRegion} only`,
                );
            }
        }
    },
};

/** Metrics of how long a user waits. */
const latencies = new Set(["AWS/ApplicationELB TargetResponseTime", "AWS/CloudFront OriginLatency"]);

/** How slow a share of the requests is, "p95", or which share is within a bound, "PR(:0.2)". */
const isShareOfUsers = /^(p\d{1,2}(\.\d+)?|PR\((\d+(\.\d+)?:(\d+(\.\d+)?)?|:\d+(\.\d+)?)\))$/;

/** An average hides the users who wait: at a p99 of ten seconds it may still look well. */
export const latencyAlarmIsAPercentile: Rule = {
    name: "latency-alarm-is-a-percentile",
    description:
        "An alarm on latency must watch a percentile or a percentile rank, because the promise to users is one, and name it where AWS takes percentiles.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Set extendedStatistic to p95 or p99 instead of statistic.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { resource, metrics } of alarmsOf(stack)) {
            if (metrics === unknown) continue; // alarm-has-published-dimensions says so
            for (const { namespace, name, statistic, refusal } of metrics) {
                const metric = metricKey(namespace, name);
                if (refusal !== undefined) report.violation(resource, `of ${metric}, ${refusal}`);
                if (!latencies.has(metric) || refusal !== undefined) continue;
                if (statistic === unknown) {
                    report.undecided(resource, `the statistic of ${metric} is not known before the update`);
                } else if (statistic === undefined || !isShareOfUsers.test(statistic)) {
                    report.violation(
                        resource,
                        `the statistic of ${metric} is ${shown(statistic)}; it must be a percentile such as p95, or a percentile rank such as PR(:0.2)`,
                    );
                }
            }
        }
    },
};
