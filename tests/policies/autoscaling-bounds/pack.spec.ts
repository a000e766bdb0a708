import assert from "node:assert/strict";
import { rules } from "../../../policies/autoscaling-bounds/rules";
import { itIsAPack } from "../../support/pack";

describe("autoscaling-bounds", () => {
    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "service-has-bounded-target mandatory high",
                "service-scales-on-cpu-and-memory mandatory high",
                "service-scaling-states-cooldowns mandatory medium",
                "request-scaling-counts-own-requests mandatory medium",
                "request-scaling-comes-in-time mandatory medium",
                "autoscaled-count-is-ignored mandatory critical",
                "service-keeps-on-demand-floor mandatory high",
                "cluster-has-reader-scaling mandatory high",
                "cluster-scales-on-reader-cpu mandatory high",
                "reader-target-scales-provisioned-primary mandatory medium",
                "serverless-cluster-has-acu-bounds mandatory high",
                "autoscaled-nodes-are-ignored mandatory critical",
                "cache-target-is-bounded mandatory medium",
                "cache-scales-before-it-is-full mandatory medium",
                "scaling-policy-follows-a-target mandatory medium",
                "scaling-policy-is-alone-on-its-metric mandatory medium",
                "scaling-policy-scales-in mandatory medium",
                "target-names-what-it-scales mandatory medium",
            ],
        );
    });

    itIsAPack("autoscaling-bounds", rules);
});
