import assert from "node:assert/strict";
import { platform } from "../support/platform";
import { identityControls, observabilityControls, storageControls } from "./account-controls";
import { computeControls, loadBalancerControls } from "./compute-controls";
import { Graph, toNode, withInputs, type Control } from "./control";
import { cacheControls, databaseControls } from "./data-controls";
import { edgeControls } from "./edge-controls";
import { networkControls } from "./network-controls";

const controls: readonly Control[] = [
    ...networkControls,
    ...loadBalancerControls,
    ...computeControls,
    ...databaseControls,
    ...cacheControls,
    ...identityControls,
    ...observabilityControls,
    ...storageControls,
    ...edgeControls,
];

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

/** Subjects of a control that do not keep it. */
function faults(control: Control, graph: Graph): readonly string[] {
    return graph
        .ofType(control.type)
        .filter((node) => control.where?.(node, graph) ?? true)
        .filter((node) => !control.keeps(node, graph))
        .map(({ stack, name }) => `${stack}: ${name}`);
}

describe("the controls of docs/controls.md", function () {
    this.timeout(120_000);

    for (const control of controls) {
        const environments = control.only === undefined ? (["dev", "prod"] as const) : [control.only];
        for (const environment of environments) {
            it(`${control.ids.join(", ")} in ${environment}: every ${control.promise}`, async () => {
                const graph = await graphOf(environment);
                const [subject] = graph
                    .ofType(control.type)
                    .filter((node) => control.where?.(node, graph) ?? true);
                assert.ok(subject !== undefined, `${environment} has no ${control.type} that it binds`);
                assert.deepEqual(faults(control, graph), []);

                const { broken } = control;
                const nodes =
                    typeof broken === "function"
                        ? broken(graph, subject)
                        : withInputs(graph, subject, broken);
                assert.notDeepEqual(faults(control, new Graph(nodes)), [], "a broken platform was not found");
            });
        }
    }
});
