import { isStateful } from "../../../preview/stateful";
import type { EngineRun } from "./event-log";

/** Steps that would lose data or the ground under it. */
export function losses(run: EngineRun): readonly string[] {
    return run.steps
        .filter(({ op, type }) => /replace|delete/.test(op) && isStateful(type))
        .map(({ op, name, replacedBy }) => `${op} ${name} ${replacedBy.join()}`);
}
