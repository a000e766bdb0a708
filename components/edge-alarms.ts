import type { Input } from "@pulumi/pulumi";
import { cdnLaw, kpi } from "../strategy/law";
import type { AlarmRule, AlarmSignal } from "./alarm-rule";
import type { CellProbe } from "./cell-probes";
import { certificateAlarm } from "./certificate-alarm";
import {
    blockedRequests,
    cachedPercent,
    computeUtilization,
    distributionMetric,
    failedRuns,
    probeStatus,
    type EdgeTargets,
} from "./edge-signals";

/** Numbers of the edge's alarms that the strategy does not fix. */
export const edgeAlarmLimits = {
    /** Failed requests in a period below which a percentage says nothing: at night one is more than 0.1 %. */
    serverErrors: 5,
    /** The same for clients' errors, of which a single person with an old bookmark makes several. */
    clientErrors: 50,
    /** Blocked requests in a period below which nobody needs to look: scanners never rest. */
    blockedRequests: 500,
    /** Percent of all requests. More is an attack, or a rule that stops real users. */
    blockedPercent: 5,
    /** Answers in a period below which a share says nothing: after a night the first visitors fill every cache. */
    siteAnswers: 1_000,
    /** Percent of what CloudFront lets a function do; beyond 100 a run fails. */
    functionUtilization: 80,
} as const;

/** CloudFront publishes per five minutes reliably; three in a row are the quarter of an hour of an incident. */
const sustained = { periodSeconds: 300, periods: 3 } as const;

/** Sustained; the latest period is often not published yet, and FILL makes it a zero. */
const anyFailedRun = {
    threshold: { above: 0 },
    ...sustained,
    periods: 4,
    datapointsToAlarm: 3,
    whenSilent: "notBreaching",
} as const;

/** An error rate that counts as zero while fewer requests than `atLeast` have failed. */
function errorRate(targets: EdgeTargets, metricName: string, atLeast: number, label: string): AlarmSignal {
    return {
        expression: `IF(rate * requests / 100 >= ${atLeast}, rate, 0)`,
        label,
        metrics: {
            rate: distributionMetric(targets, metricName, "Average"),
            requests: distributionMetric(targets, "Requests", "Sum"),
        },
    };
}

function requestAlarms(targets: EdgeTargets): readonly AlarmRule[] {
    return [
        {
            key: "edge-server-errors",
            severity: "page",
            meaning:
                "Users get 5xx answers for more than 0.1 % of requests. Look at the cells' load balancers first: if " +
                "they are well, CloudFront cannot reach one (VPC origin, certificate, security group).",
            signal: errorRate(
                targets,
                "5xxErrorRate",
                edgeAlarmLimits.serverErrors,
                "5xx percent of requests",
            ),
            threshold: { above: kpi.serverErrorPercent },
            ...sustained,
            whenSilent: "notBreaching", // no requests, no errors: the probe sees a site that is gone
        },
        {
            key: "edge-client-errors",
            severity: "ticket",
            meaning:
                "More than 1 % of requests end in 4xx: a release that asks for files which are not there, expired " +
                "sessions, or the web ACL blocking (its own alarm says so).",
            signal: errorRate(
                targets,
                "4xxErrorRate",
                edgeAlarmLimits.clientErrors,
                "4xx percent of requests",
            ),
            threshold: { above: kpi.clientErrorPercent },
            ...sustained,
            whenSilent: "notBreaching",
        },
        {
            key: "edge-origin-latency",
            severity: "ticket",
            meaning:
                "One answer in twenty that no cache could give takes longer than 200 ms to begin, the way from the " +
                "user's edge to the cell included. If the cells' own latency is well, users are far from their cell.",
            signal: {
                ...distributionMetric(targets, "OriginLatency", "Average"),
                statistic: "p95",
            },
            threshold: { above: kpi.p95Milliseconds },
            ...sustained,
            whenSilent: "notBreaching", // everything came from the cache
        },
    ];
}

/** A probe of Route 53 sees no answer. */
function probeFails(
    healthCheckId: Input<string>,
): Pick<AlarmRule, "signal" | "threshold" | "periodSeconds" | "periods" | "whenSilent"> {
    return {
        signal: probeStatus(healthCheckId),
        threshold: { below: 1 },
        periodSeconds: 60,
        periods: 3, // the probe itself has waited a minute and a half
        whenSilent: "breaching", // a probe that reports nothing is no sign of health
    };
}

function availabilityAlarms(targets: EdgeTargets): readonly AlarmRule[] {
    return [
        {
            key: "edge-unreachable",
            severity: "page",
            meaning:
                "AWS's probes around the world cannot load the site's first page. Look at DNS, the certificate, the " +
                "web ACL and the bucket, in this order; before the first upload of the site this is expected.",
            ...probeFails(targets.healthCheckId),
        },
        certificateAlarm(
            "edge-certificate-expiry",
            targets.certificateArn,
            "The certificate ends within 30 days and ACM has not renewed it. Its validation record must be in the " +
                "zone, and no CAA record may exclude amazon.com.",
        ),
        {
            key: "edge-function-errors",
            severity: "ticket",
            meaning:
                "The function that answers the application's paths fails, and those requests with it. Roll back the " +
                "last change of components/edge-functions.",
            signal: failedRuns(targets.pathFunctionName, "failed runs of the path function"),
            ...anyFailedRun,
        },
        {
            // Users that it costs are counted, and wake somebody, by edge-server-errors.
            key: "edge-router-errors",
            severity: "ticket",
            runbook: "edge-function-errors",
            meaning:
                "The router fails, and requests of the API with it. Roll back the last change of " +
                "components/edge-functions; what it answers by itself (401, 404, 503) is not counted here.",
            signal: failedRuns(targets.routerName, "failed runs of the router"),
            ...anyFailedRun,
        },
        {
            key: "edge-router-utilization",
            severity: "ticket",
            runbook: "edge-function-errors",
            meaning:
                "The router needs more than 80 % of the time that CloudFront lets a function have; beyond it runs fail, and " +
                "requests of the API with them. Shorten what was added last to components/edge-functions/router.ts.",
            signal: computeUtilization(targets.routerName),
            threshold: { above: edgeAlarmLimits.functionUtilization },
            ...sustained,
            whenSilent: "notBreaching", // nobody asks the API
        },
        {
            key: "edge-blocked-requests",
            severity: "ticket",
            meaning:
                "The web ACL blocks more than 5 % of requests. Read which rule in its log: an attack, or a rule that " +
                "stops real users and must be set to count.",
            signal: {
                expression: `IF(blocked >= ${edgeAlarmLimits.blockedRequests}, 100 * blocked / requests, 0)`,
                label: "blocked percent of requests",
                metrics: {
                    blocked: blockedRequests(targets),
                    requests: distributionMetric(targets, "Requests", "Sum"),
                },
            },
            threshold: { above: edgeAlarmLimits.blockedPercent },
            ...sustained,
            whenSilent: "notBreaching", // WAF reports nothing while it blocks nothing
        },
    ];
}

function cacheAlarm(targets: EdgeTargets): AlarmRule {
    return {
        key: "edge-cache-hits",
        severity: "ticket",
        meaning:
            `CloudFront fetches more than ${100 - cdnLaw.cachedPercent} % of the site's files from the bucket. A release whose files ` +
            "have no hash in their names or live outside /static/, or a client that adds something to every address.",
        signal: cachedPercent(targets, edgeAlarmLimits.siteAnswers),
        threshold: { below: cdnLaw.cachedPercent },
        // The latest period is often not counted whole yet, and FILL makes a zero of what is missing.
        ...sustained,
        periods: 4,
        datapointsToAlarm: 3,
        whenSilent: "notBreaching", // nobody asks
    };
}

/** Files of the site that did not reach its copy: what users miss when they need it. */
function copyAlarms({ siteReplication }: EdgeTargets): readonly AlarmRule[] {
    if (siteReplication === undefined) return [];
    return [
        {
            key: "edge-site-copy",
            severity: "ticket",
            meaning:
                "S3 could not copy a file of the site to the other region, where CloudFront would look for it if the first " +
                "bucket failed. Upload the release again once the reason is mended.",
            signal: {
                namespace: "AWS/S3",
                metricName: "OperationsFailedReplication",
                dimensions: { ...siteReplication },
                statistic: "Sum",
            },
            threshold: { above: 0 },
            periodSeconds: 300,
            periods: 1, // a failure is reported once, and not repeated
            whenSilent: "notBreaching", // nothing was uploaded
        },
    ];
}

/** Whether a cell can be reached through the edge, as AWS's probes around the world see it. */
function cellAlarm({ cell, healthCheckId }: CellProbe): AlarmRule {
    return {
        key: `edge-cell-${cell}-unreachable`,
        runbook: "edge-cell-unreachable",
        severity: "page",
        meaning:
            `AWS's probes cannot reach cell ${cell} through the edge: its organizations are without the service. Other ` +
            "cells are not touched. Expected before the first placement is written to the router's store.",
        ...probeFails(healthCheckId),
    };
}

/** The alarms of the edge. They must be made in us-east-1: elsewhere their metrics do not exist. */
export function edgeAlarms(targets: EdgeTargets): readonly AlarmRule[] {
    return [
        ...requestAlarms(targets),
        ...availabilityAlarms(targets),
        cacheAlarm(targets),
        ...copyAlarms(targets),
        ...targets.cellProbes.map(cellAlarm),
    ];
}
