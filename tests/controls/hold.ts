import assert from "node:assert/strict";
import type { Preview } from "../../preview/preview";
import { withOtherSettings, type CellSettings } from "../support/other-settings";
import { platform } from "../support/platform";
import {
    environments,
    environmentsOf,
    faults,
    Graph,
    subjects,
    toNode,
    withInputs,
    type Control,
    type Environment,
    type Node,
} from "./control";

/** The first cell of us-east-1 and that of eu-west-1, each with what else is said of it. */
const twoCells =
    (american: CellSettings, irish: CellSettings) =>
    (cells: readonly CellSettings[]): readonly CellSettings[] =>
        cells.flatMap((cell) => {
            if (cell.name === "us-east-1-c1") return [{ ...cell, ...american }];
            return cell.name === "eu-west-1-c1" ? [{ ...cell, ...irish }] : [];
        });

/** Each environment as it is once outputs are known, so that policies and references can be read. */
const previews: Readonly<Record<Environment, () => Promise<Preview>>> = {
    dev: () => platform("dev", "known"),
    prod: () => platform("prod", "known"),
    // Serverless databases, one of them with a secondary: 8 ACUs are the least that AWS takes there.
    "phase 3": () =>
        withOtherSettings("prod", {
            cells: twoCells(
                {},
                {
                    globalSecondary: "eu-central-1",
                    database: { kind: "serverless", minAcu: 8, maxAcu: 64 },
                },
            ),
            others: { phase: 3, users: 100_000 },
            knownOutputs: true,
        }),
    "prod with a secondary": () =>
        withOtherSettings("prod", {
            cells: twoCells({ globalSecondary: "us-west-2" }, {}),
            others: { users: 100_000 },
            knownOutputs: true,
        }),
};

const graphs = new Map<Environment, Promise<Graph>>();

/** Everything that an environment consists of; made once. */
export function graphOf(environment: Environment): Promise<Graph> {
    const graph =
        graphs.get(environment) ??
        previews[environment]().then(
            ({ stacks }) =>
                new Graph(stacks.flatMap(({ name, resources }) => resources.map((one) => toNode(name, one)))),
        );
    graphs.set(environment, graph);
    return graph;
}

/** What to break: a part of a secondary where there is one, because it is what other environments have not. */
const isOfSecondary = ({ name }: Node): boolean => name.includes("-secondary");

/** The promise, kept by the environment as it is and found when it is broken. */
async function holdIn(environment: Environment, control: Control): Promise<void> {
    const graph = await graphOf(environment);
    const bound = subjects(control, graph);
    const subject = bound.find(isOfSecondary) ?? bound[0];
    assert.ok(subject !== undefined, `${environment} has no ${control.type ?? "resource"} that it binds`);
    assert.deepEqual(faults(control, graph), []);

    const { broken } = control;
    const nodes = typeof broken === "function" ? broken(graph, subject) : withInputs(graph, subject, broken);
    assert.notDeepEqual(faults(control, new Graph(nodes)), [], "a broken platform was not found");
}

/** Nothing there that it could bind. */
async function missIn(environment: Environment, control: Control): Promise<void> {
    const found = subjects(control, await graphOf(environment)).map(({ stack, name }) => `${stack}: ${name}`);
    assert.deepEqual(found, []);
}

/** Tests each control in each environment that it binds. */
export function hold(controls: readonly Control[]): void {
    for (const control of controls) {
        const { ids, promise, only, absentFrom = [] } = control;
        for (const environment of only === undefined ? environments : environmentsOf[only]) {
            const title = `${ids.join(", ")} in ${environment}: `;
            if (absentFrom.includes(environment)) {
                it(`${title}there is nothing of which to say "every ${promise}"`, () =>
                    missIn(environment, control));
            } else {
                it(`${title}every ${promise}`, () => holdIn(environment, control));
            }
        }
    }
}
