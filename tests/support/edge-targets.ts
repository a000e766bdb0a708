import { output } from "@pulumi/pulumi";
import type { EdgeTargets } from "../../components/edge-signals";

/** What the parts of an edge in front of these cells are called; each cell's probe is "H-<cell>". */
export function edgeTargets(cells: readonly string[]): EdgeTargets {
    return {
        distributionId: "E1",
        pathFunctionName: "paths",
        routerName: "router",
        webAclMetricName: "prod-waf",
        certificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/1",
        healthCheckId: "H1",
        siteAnswers: {
            hits: { namespace: "medease/edge", metricName: "prod-site-hits" },
            all: { namespace: "medease/edge", metricName: "prod-site-answers" },
        },
        cellProbes: cells.map((cell) => ({ cell, healthCheckId: output(`H-${cell}`) })),
    };
}
