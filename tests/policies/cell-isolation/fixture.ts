import type { GraphResource } from "../../../policies/rule";
import { output, resource, type Sketch } from "../../support/stack-graph";

type Properties = Readonly<Record<string, unknown>>;

const root = resource("pulumi:pulumi:Stack", "stack");

/** A component that is a cell. */
export const cell = (name: string, type = "platform:cell:RegionalCell"): GraphResource =>
    resource(type, name, {}, { parent: root });

/** Two cells of one program. */
export const [blue, green] = [cell("blue"), cell("green")];

/** A database below a component; one of its own key where no other is given. */
export function databaseIn(
    parent: GraphResource,
    properties: Properties = {},
    sketch: Sketch = {},
): { readonly key: GraphResource; readonly cluster: GraphResource; readonly all: readonly GraphResource[] } {
    const key = keyNamed(`${parent.name}-key`, { parent });
    const cluster = resource(
        "aws:rds/cluster:Cluster",
        `${parent.name}-db`,
        { kmsKeyId: output(key, "arn"), ...properties },
        { parent, ...sketch },
    );
    return { key, cluster, all: [key, cluster] };
}

/** A key. */
export const keyNamed = (name: string, sketch: Sketch = {}): GraphResource =>
    resource("aws:kms/key:Key", name, {}, sketch);

/** A log group whose cell a tag names; undefined leaves the tag away. */
export const taggedLog = (name: string, tag: unknown, properties: Properties = {}): GraphResource =>
    resource("aws:cloudwatch/logGroup:LogGroup", name, {
        ...(tag === undefined ? {} : { tags: { cell: tag } }),
        ...properties,
    });
