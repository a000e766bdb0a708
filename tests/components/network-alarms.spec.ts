import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { networkAlarms } from "../../components/network-alarms";

const gateways = [
    { zoneId: "euw1-az1", natGatewayId: "nat-1" },
    { zoneId: "euw1-az2", natGatewayId: "nat-2" },
];

describe("networkAlarms", () => {
    it("watches the ports of each NAT gateway by this table", () => {
        assert.deepEqual(
            networkAlarms(gateways).map((rule) => ({ ...rule, meaning: undefined })),
            gateways.map(({ zoneId, natGatewayId }) => ({
                key: `network-${zoneId}-nat-ports`,
                runbook: "network-nat-ports",
                severity: "ticket",
                meaning: undefined,
                signal: {
                    namespace: "AWS/NATGateway",
                    metricName: "ErrorPortAllocation",
                    dimensions: { NatGatewayId: natGatewayId },
                    statistic: "Sum",
                },
                threshold: { above: 0 },
                periodSeconds: 60,
                periods: 3,
                whenSilent: "notBreaching",
            })),
        );
        assert.deepEqual(alarmMistakes(networkAlarms(gateways)), []);
    });

    it("says in which zone the gateway stands", () => {
        for (const { key, meaning } of networkAlarms(gateways)) {
            assert.ok(meaning.includes(key.slice("network-".length, -"-nat-ports".length)), meaning);
        }
    });

    it("watches nothing where there is no gateway", () => {
        assert.deepEqual(networkAlarms([]), []);
    });
});
