import { askPulumi } from "../deploy/ask-pulumi";
import { cellStackName } from "../stacks/stack-name";
import type { Settings } from "../stacks/settings";
import { StoreError } from "./store-error";

type Outputs = Readonly<Record<string, unknown>>;

/** What a stack exports, as the Pulumi CLI says it. */
function stackOutputs(root: string, stack: string, option: string): Outputs {
    const answer = askPulumi(root, "stack", "output", "--json", "--stack", stack);
    if (answer === undefined) {
        throw new StoreError(
            "missing",
            `the Pulumi CLI is not on the PATH, which knows the outputs of ${stack}; install it, or write ${option} <arn>`,
        );
    }
    if (!answer.ok) {
        throw new StoreError(
            "missing",
            `the outputs of ${stack} cannot be read (${answer.stderr.trim()}); see npm run up -- ${stack}, or write ${option} <arn>`,
        );
    }
    return JSON.parse(answer.stdout) as Outputs;
}

function arnIn(outputs: Outputs, name: string, stack: string, option: string): string {
    const arn = outputs[name];
    if (typeof arn === "string" && arn.startsWith("arn:")) return arn;
    throw new StoreError(
        "missing",
        `${stack} exports no ${name}; bring it up to date (npm run up -- ${stack}), or write ${option} <arn>`,
    );
}

/** ARN of the store, which the stack with the edge exports. */
export function storeArn(root: string, { environment }: Pick<Settings, "environment">): string {
    const option = "--store";
    return arnIn(stackOutputs(root, environment, option), "placementStoreArn", environment, option);
}

/** ARN of a cell's secret, which the cell's stack exports; in one stack, under the cell's name. */
export function secretArn(
    root: string,
    { environment, layout }: Pick<Settings, "environment" | "layout">,
    cell: string,
): string {
    const option = "--secret";
    const stack = layout === "one-stack" ? environment : cellStackName(environment, cell);
    const outputs = stackOutputs(root, stack, option);
    const cells = layout === "one-stack" ? ((outputs.cells ?? {}) as Readonly<Record<string, Outputs>>) : {};
    return arnIn(layout === "one-stack" ? (cells[cell] ?? {}) : outputs, "tokenKeySecretArn", stack, option);
}
