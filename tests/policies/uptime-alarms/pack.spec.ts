import assert from "node:assert/strict";
import { rules } from "../../../policies/uptime-alarms/rules";
import { itIsAPack } from "../../support/pack";

describe("uptime-alarms", () => {
    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "service-has-its-alarms mandatory high",
                "load-balancer-has-its-alarms mandatory high",
                "database-has-its-alarms mandatory high",
                "cache-has-its-alarms mandatory high",
                "distribution-has-its-alarms mandatory high",
                "queue-has-an-age-alarm mandatory high",
                "dead-letter-queue-has-an-alarm mandatory high",
                "alarm-has-published-dimensions mandatory high",
                "alarm-watches-its-own-resource mandatory high",
                "alarm-notifies mandatory high",
                "alarm-states-silence mandatory medium",
                "alarm-decides-in-time mandatory medium",
                "burn-rate-pair-is-complete mandatory medium",
                "latency-alarm-is-a-percentile mandatory high",
                "global-metric-is-watched-in-us-east-1 mandatory high",
            ],
        );
    });

    itIsAPack("uptime-alarms", rules);
});
