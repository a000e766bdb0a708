import { kpi } from "../../strategy/law";
import { percent, type SettingsOf } from "../config";
import type { Rule } from "../rule";
import { requireAlarm } from "./requirement";
import { distributionType, watched } from "./watched";

const settings = {
    properties: {
        serverErrorPercent: percent(
            kpi.serverErrorPercent,
            "Percent of 5xx errors that an alarm may wait for.",
        ),
    },
};

/** What the edge answers by itself never reaches a load balancer's metrics. */
export const distributionHasItsAlarms: Rule<SettingsOf<typeof settings>> = {
    name: "distribution-has-its-alarms",
    description: `Every CloudFront distribution must have an alarm on its 5xx error rate (${kpi.serverErrorPercent} % or less).`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add an alarm on AWS/CloudFront 5xxErrorRate, statistic Average, with DistributionId and Region=Global, in us-east-1.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [distributionType],
    configSchema: settings,
    check: (stack, report, { serverErrorPercent }) => {
        for (const distribution of stack.ofType(distributionType)) {
            requireAlarm(
                stack,
                distribution,
                {
                    signal: "5xx error rate",
                    metrics: ["AWS/CloudFront 5xxErrorRate"],
                    statistics: ["Average"],
                    limit: { above: { atMost: serverErrorPercent } },
                    watches: (metric) => watched(stack, metric, "DistributionId"),
                },
                report,
            );
        }
    },
};
