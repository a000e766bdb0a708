import { at, listAt, type Graph, type Node } from "./control";

const edgeFunction = "aws:cloudfront/function:Function";
const keyValueStore = "aws:cloudfront/keyValueStore:KeyValueStore";

type Part = Readonly<Record<string, unknown>>;

/** All behaviours of a distribution, the default one first. */
export function behaviours(node: Node): readonly Readonly<Record<string, unknown>>[] {
    return [at(node, "defaultCacheBehavior"), ...listAt(node, "orderedCacheBehaviors")] as Readonly<
        Record<string, unknown>
    >[];
}

/** Functions that a behaviour runs on viewer requests and that read a store: they choose its cell. */
export function routersOf(behaviour: Part, graph: Graph): readonly Node[] {
    const associations = (behaviour.functionAssociations ?? []) as readonly Part[];
    const arns = associations
        .filter(({ eventType }) => eventType === "viewer-request")
        .map(({ functionArn }) => functionArn);
    // A function's ARN is its own output, which the graph of inputs knows by its name only.
    return graph
        .ofType(edgeFunction)
        .filter((one) => graph.sourcesOf(one, keyValueStore).length > 0)
        .filter(({ name }) => arns.some((arn) => String(arn).includes(`:function/${name}-`)));
}

/** Whether the API's behaviour has one router and leads, by itself, to no cell; no other behaviour leads to one either. */
export function routesApi(node: Node, graph: Graph): boolean {
    const cells = listAt(node, "origins").filter(({ vpcOriginConfig }) => vpcOriginConfig !== undefined);
    const api = listAt(node, "orderedCacheBehaviors").find(({ pathPattern }) => pathPattern === "/api/*");
    return (
        cells.length > 0 &&
        api !== undefined &&
        routersOf(api, graph).length === 1 &&
        behaviours(node).every(({ targetOriginId }) =>
            cells.every(({ originId }) => originId !== targetOriginId),
        )
    );
}
