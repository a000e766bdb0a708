import type { Input } from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";

/** A NAT gateway, by the zone that it stands in. */
export interface ZoneNatGateway {
    readonly zoneId: string;
    readonly natGatewayId: Input<string>;
}

/**
 * Alarms of a network's way out, one for each NAT gateway ("NAT gateway metrics and dimensions", VPC user guide). A gateway
 * holds 55,000 connections to one destination ("NAT gateway basics"). What users lose by it wakes somebody already.
 */
export function networkAlarms(natGateways: readonly ZoneNatGateway[]): readonly AlarmRule[] {
    return natGateways.map(({ zoneId, natGatewayId }) => ({
        key: `network-${zoneId}-nat-ports`,
        runbook: "network-nat-ports",
        severity: "ticket",
        meaning:
            `The NAT gateway in ${zoneId} turns connections away: it has no port left for one destination. What tasks open ` +
            "and do not close, or whom they call without keeping the connection, is to be found in the flow log.",
        signal: {
            namespace: "AWS/NATGateway",
            metricName: "ErrorPortAllocation",
            dimensions: { NatGatewayId: natGatewayId },
            statistic: "Sum",
        },
        threshold: { above: 0 },
        periodSeconds: 60,
        periods: 3,
        whenSilent: "notBreaching", // the alarms of the service say that nobody gets out any more
    }));
}
