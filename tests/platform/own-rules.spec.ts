import assert from "node:assert/strict";
import { rules as autoscalingBounds } from "../../policies/autoscaling-bounds/rules";
import { rules as cellIsolation } from "../../policies/cell-isolation/rules";
import { rules as indexesAsMigrations } from "../../policies/indexes-as-migrations/rules";
import { rules as uptimeAlarms } from "../../policies/uptime-alarms/rules";
import { platform, variants } from "../support/platform";

describe("the platform under its own rules", function () {
    this.timeout(60_000);

    for (const { environment, outputs } of variants) {
        it(`breaks none and leaves none undecided: ${environment}, ${outputs} outputs`, async () => {
            const { violations } = await platform(environment, outputs);
            assert.deepEqual(
                violations.map(({ stack, rule, message }) => `${stack} ${rule}: ${message}`),
                [],
            );
        });
    }

    // dev is in phase 1, which has no queue.
    for (const [environment, without] of [
        ["dev", ["queue-has-an-age-alarm", "dead-letter-queue-has-an-alarm"]],
        ["prod", []],
    ] as const) {
        it(`gives every rule at least one resource to judge: ${environment}`, async () => {
            const { stacks } = await platform(environment, "unknown");
            const types = new Set(stacks.flatMap(({ resources }) => resources.map(({ type }) => type)));
            const idle = [...autoscalingBounds, ...cellIsolation, ...indexesAsMigrations, ...uptimeAlarms]
                .filter(({ subjects }) => !subjects.some((subject) => types.has(subject)))
                .map(({ name }) => name);
            assert.deepEqual(idle, without);
        });
    }
});
