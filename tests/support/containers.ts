import assert from "node:assert/strict";
import type { MadeResources } from "./recording";

/** The one container of the one task definition among what was made; fails where there are more. */
export function onlyContainer(made: MadeResources): Record<string, unknown> {
    const { containerDefinitions } = made.only("aws:ecs/taskDefinition:TaskDefinition").inputs;
    const [first, ...others] = JSON.parse(String(containerDefinitions)) as Record<string, unknown>[];
    assert.ok(first !== undefined);
    assert.deepEqual(others, []);
    return first;
}
