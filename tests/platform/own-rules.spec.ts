import assert from "node:assert/strict";
import { packSources } from "../../preview/packs";
import { platform, readsText, variants } from "../support/platform";

describe("the platform under its own rules", function () {
    this.timeout(60_000);

    for (const { environment, outputs } of variants) {
        it(`breaks none, and leaves none undecided but what is read in text that is yet to come (A26): ${environment}, ${outputs} outputs`, async () => {
            const { violations } = await platform(environment, outputs);
            assert.deepEqual(
                violations
                    .filter(({ rule, undecided }) => !undecided || !readsText.includes(rule))
                    .map(({ stack, rule, message }) => `${stack} ${rule}: ${message}`),
                [],
            );
            if (outputs === "known") assert.deepEqual(violations, []);
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
            const idle = packSources
                .flatMap(({ rules }) => rules)
                .filter(({ subjects }) => !subjects.some((subject) => types.has(subject)))
                .map(({ name }) => name);
            assert.deepEqual(idle, without);
        });
    }
});
