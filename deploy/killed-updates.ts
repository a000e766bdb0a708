import { askPulumi } from "./ask-pulumi";
import { pendingCreates, type PendingCreate, type StackExport } from "./pending-creates";

function stopped(stack: string, pending: readonly PendingCreate[]): string {
    return [
        `The state of ${stack} does not know whether these exist:`,
        ...pending.map(({ name, type }) => `  ${name}  ${type}`),
        "If an update of it is running now, wait for that one. If one was killed, say which of them exist; an update",
        "before that would create them a second time:",
        `  pulumi cancel --stack ${stack}    # where the killed one has left its lock`,
        `  npm run repair -- ${stack}`,
    ].join("\n");
}

/**
 * What an update has to wait for, because an earlier one was killed while it was creating something: `pulumi up` only
 * warns of that, and creates it again. Undefined where there is nothing; every stack is looked at, so that all is
 * told before anything changes.
 */
export function killedUpdates(root: string, stacks: readonly string[]): string | undefined {
    const told = stacks.flatMap((stack) => {
        const state = askPulumi(root, "stack", "export", "--stack", stack);
        if (state?.ok !== true) {
            return [`The state of ${stack} cannot be read: ${state?.stderr.trim() ?? "no Pulumi CLI"}`];
        }
        const pending = pendingCreates(JSON.parse(state.stdout) as StackExport);
        return pending.length === 0 ? [] : [stopped(stack, pending)];
    });
    return told.length === 0 ? undefined : told.join("\n\n");
}
