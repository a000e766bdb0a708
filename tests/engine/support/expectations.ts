import assert from "node:assert/strict";
import type { AwsCloud } from "./aws-cloud";
import { readsText } from "../../support/platform";
import type { EngineRun, Step } from "./event-log";

const standingStill = ["same", "read", "refresh"];

/** What a run changes or would change, one line each: what is done, to which resource, and by which property. */
export function changes(run: EngineRun): readonly string[] {
    return run.steps
        .filter(({ op }) => !standingStill.includes(op))
        .map((step) => [`${step.op} ${step.name}`, ...step.diffs].join(" "))
        .sort();
}

/** Steps of that kind. */
export function stepsOf(run: EngineRun, op: string): readonly Step[] {
    return run.steps.filter((step) => step.op === op);
}

/** The end of what the CLI printed: there stand the faults, below one line per resource. */
function ending({ text }: EngineRun): string {
    return text.slice(-3000);
}

/** Fails, with what the CLI printed, unless the run ended well. */
export function assertSucceeded(run: EngineRun): void {
    assert.equal(run.exitCode, 0, ending(run));
}

/** Fails unless the run was refused, and for this reason. */
export function assertRefused(run: EngineRun, reason: RegExp): void {
    assert.notEqual(run.exitCode, 0, `the run was not refused:\n${ending(run)}`);
    assert.match(run.text, reason);
}

/** What a run brings into being is yet to have an ARN. */
const isCreation = ({ op }: Step): boolean => /^(create|replace|create-replacement)$/.test(op);

/** Fails where a policy found something, or could not decide what it can: all, where the run creates nothing. */
export function assertNothingFound(run: EngineRun): void {
    const excused = run.steps.some(isCreation) ? readsText : [];
    assert.deepEqual(
        run.policies.filter(
            ({ rule, message }) => !(message.startsWith("can't run policy") && excused.includes(rule)),
        ),
        [],
    );
    const undecided = [...run.text.matchAll(/can't run policy '([^']+)'/g)].map(([, rule = ""]) => rule);
    assert.deepEqual(
        undecided.filter((rule) => !excused.includes(rule)),
        [],
    );
}

/** Resources that AWS holds more than once, though the program has one of them. */
export function doubled(cloud: AwsCloud): readonly string[] {
    const urns = cloud.resources.map(({ urn }) => urn);
    return urns.filter((urn, index) => urns.indexOf(urn) !== index);
}
