import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import type { DashboardBody } from "../../components/dashboard-body";
import { dashboardMistakes } from "../../components/dashboard-limits";
import { loadBalancerSuffix, platformDashboard, type ShownCell } from "../../components/platform-dashboard";
import { maxCells } from "../../components/private-origins";
import { publishedSets } from "../../policies/uptime-alarms/alarm-dimensions";
import type { Region } from "../../strategy/regions";
import { graphsOf, marksOf, metricsOf, titleOf } from "../support/dashboards";
import { edgeTargets } from "../support/edge-targets";

const cell = (region: Region, number = 1): ShownCell => ({
    name: `${region}-c${number}`,
    region,
    tasks: { min: 3, max: 50 },
    dashboardName: `prod-${region}-c${number}`,
    loadBalancerArn: `arn:aws:elasticloadbalancing:${region}:111122223333:loadbalancer/app/${region}/50dc`,
    clusterName: `${region}-cluster`,
    serviceName: `${region}-service`,
});

const edge = edgeTargets(["us-east-1-c1"]);

/** Graphs of the edge, before those of the first cell. */
const edgeGraphs = 9;

function dashboard(cells: readonly ShownCell[]): Promise<DashboardBody> {
    const body = output(platformDashboard({ edge, cells }));
    return new Promise((resolve) => {
        body.apply((resolved) => {
            resolve(resolved);
        });
    });
}

describe("platformDashboard", () => {
    it("shows the edge, then a row for each cell with the way to its own dashboard", async () => {
        const row = [
            "Requests a minute",
            "p95 until a task begins to answer",
            "5XX percent of requests",
            "Tasks",
        ];
        assert.deepEqual((await dashboard([cell("us-east-1"), cell("eu-west-1")])).widgets.map(titleOf), [
            "Edge: what users see of all cells together",
            "Requests a minute",
            "p95 until a cell begins to answer",
            "5XX percent of requests",
            "4XX percent of requests",
            "Percent of the site's answers from a cache",
            "Requests that the web ACL blocks",
            "Failed runs of the edge's functions",
            "What the router needs of a run",
            "Cells that answer through the edge",
            "Cell [us-east-1-c1](#dashboards:name=prod-us-east-1-c1)",
            ...row,
            "Cell [eu-west-1-c1](#dashboards:name=prod-eu-west-1-c1)",
            ...row,
        ]);
    });

    it("asks for each cell's metrics in the cell's region, for the edge's in us-east-1", async () => {
        const all = graphsOf(await dashboard([cell("ap-southeast-1")]));
        for (const graph of all.slice(0, edgeGraphs)) assert.equal(graph.properties.region, "us-east-1");
        const asked = all.slice(0, edgeGraphs).flatMap(metricsOf);
        for (const [namespace, dimensions] of [
            ["AWS/CloudFront", { DistributionId: "E1", Region: "Global" }],
            ["AWS/CloudFront", { FunctionName: "router", Region: "Global" }],
            ["AWS/CloudFront", { FunctionName: "paths", Region: "Global" }],
            ["AWS/WAFV2", { WebACL: "prod-waf", Rule: "ALL" }],
            ["AWS/Route53", { HealthCheckId: "H-us-east-1-c1" }],
            ["medease/edge", {}],
        ] as const) {
            assert.ok(
                asked.some(
                    (metric) =>
                        metric.namespace === namespace &&
                        JSON.stringify(metric.dimensions) === JSON.stringify(dimensions),
                ),
                `the edge shows no ${namespace} of ${JSON.stringify(dimensions)}`,
            );
        }
        for (const graph of all.slice(edgeGraphs)) {
            assert.equal(graph.properties.region, "ap-southeast-1");
            for (const { namespace, dimensions } of metricsOf(graph)) {
                assert.deepEqual(
                    dimensions,
                    namespace === "AWS/ApplicationELB"
                        ? { LoadBalancer: "app/ap-southeast-1/50dc" }
                        : { ClusterName: "ap-southeast-1-cluster", ServiceName: "ap-southeast-1-service" },
                );
            }
        }
    });

    it("asks for every metric as AWS publishes it", async () => {
        for (const graph of graphsOf(await dashboard([cell("eu-west-1")]))) {
            for (const { namespace, metricName, dimensions } of metricsOf(graph)) {
                const sets = publishedSets[namespace];
                if (sets === undefined) continue; // the two that are asked for by name above
                const keys = Object.keys(dimensions).sort().join();
                assert.ok(
                    sets.some((set) => set.join() === keys),
                    `${namespace} ${metricName} under ${keys}`,
                );
            }
        }
    });

    it("draws the promises to users and the bounds of the tasks", async () => {
        assert.deepEqual(graphsOf(await dashboard([cell("eu-west-1")])).map(marksOf), [
            [],
            ["p95 promised 200"],
            ["promised 0.1"],
            ["promised 1"],
            ["wanted 95"],
            [],
            [],
            ["alarm 80"],
            [],
            [],
            ["p95 promised 0.2"],
            ["promised 0.1"],
            ["minimum 3", "maximum 50"],
        ]);
    });

    it("is one that CloudWatch takes, with as many cells as an edge can have", async () => {
        const cells = Array.from({ length: maxCells }, (_, index) => cell("eu-west-1", index + 1));
        assert.deepEqual(dashboardMistakes(await dashboard(cells)), []);
    });
});

describe("loadBalancerSuffix", () => {
    it("is what CloudWatch calls a load balancer", () => {
        assert.equal(
            loadBalancerSuffix("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/door/50dc"),
            "app/door/50dc",
        );
    });
});
