import type { Input } from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import type { Panel } from "./dashboard-body";
import { limit, linesOf, type Draw, type Line, type Mark } from "./dashboard-graph";
import { requestErrors } from "./request-shares";

const line = linesOf("AWS/ApplicationELB");

/** Requests and what becomes of them, of one load balancer; the lines are the promises to users. */
export function userGraphs(draw: Draw, loadBalancer: Input<string>): Record<UserGraph, Panel> {
    const dimensions = { LoadBalancer: loadBalancer };
    const latency = (percentile: 50 | 95 | 99): Line =>
        line(`p${percentile}`, "TargetResponseTime", dimensions, `p${percentile}`);
    const promised = { 50: kpi.p50Milliseconds, 95: kpi.p95Milliseconds, 99: kpi.p99Milliseconds } as const;
    const promise = (percentile: 50 | 95 | 99): Mark =>
        limit(`p${percentile} promised`, promised[percentile] / 1000);
    const rate = (code: "4XX" | "5XX", percent: number): Panel => {
        const { errors, all, metrics } = requestErrors(dimensions, code);
        return draw({
            title: `${code} percent of requests`,
            unit: "percent",
            lines: [
                {
                    label: code,
                    // Without a request there is nothing to divide by, and nothing has failed.
                    signal: { expression: `IF(${all}>0,100*${errors}/${all},0)`, label: code, metrics },
                },
            ],
            marks: [limit("promised", percent)],
        });
    };
    return {
        requests: draw({
            title: "Requests a minute",
            unit: "requests",
            lines: [line("requests", "RequestCount", dimensions, "Sum")],
        }),
        latency: draw({
            title: "Time until a task begins to answer",
            unit: "seconds",
            lines: [latency(50), latency(95), latency(99)],
            marks: [promise(50), promise(95), promise(99)],
        }),
        p95: draw({
            title: "p95 until a task begins to answer",
            unit: "seconds",
            lines: [latency(95)],
            marks: [promise(95)],
        }),
        serverErrors: rate("5XX", kpi.serverErrorPercent),
        clientErrors: rate("4XX", kpi.clientErrorPercent),
    };
}

type UserGraph = "requests" | "latency" | "p95" | "serverErrors" | "clientErrors";
