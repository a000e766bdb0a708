import assert from "node:assert/strict";
import { platform } from "../support/platform";
import { faults, Graph, subjects, toNode, withInputs, type Control } from "./control";

const graphs = new Map<string, Promise<Graph>>();

/** The environment as it is once outputs are known, so that policies and references can be read. */
function graphOf(environment: "dev" | "prod"): Promise<Graph> {
    const graph =
        graphs.get(environment) ??
        platform(environment, "known").then(
            ({ stacks }) =>
                new Graph(stacks.flatMap(({ name, resources }) => resources.map((one) => toNode(name, one)))),
        );
    graphs.set(environment, graph);
    return graph;
}

/** The promise, kept by the environment as it is and found when it is broken. */
async function holdIn(environment: "dev" | "prod", control: Control): Promise<void> {
    const graph = await graphOf(environment);
    const [subject] = subjects(control, graph);
    assert.ok(subject !== undefined, `${environment} has no ${control.type ?? "resource"} that it binds`);
    assert.deepEqual(faults(control, graph), []);

    const { broken } = control;
    const nodes = typeof broken === "function" ? broken(graph, subject) : withInputs(graph, subject, broken);
    assert.notDeepEqual(faults(control, new Graph(nodes)), [], "a broken platform was not found");
}

/** Tests each control in each environment that it binds. */
export function hold(controls: readonly Control[]): void {
    for (const control of controls) {
        const environments = control.only === undefined ? (["dev", "prod"] as const) : [control.only];
        for (const environment of environments) {
            it(`${control.ids.join(", ")} in ${environment}: every ${control.promise}`, () =>
                holdIn(environment, control));
        }
    }
}
