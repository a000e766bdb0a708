import { unwrapSecrets } from "../../preview/wire";
import type { Registration, ResourceOptions } from "../../preview/registration";

/** A recorded resource with its inputs in plain values. */
export interface Node {
    readonly urn: string;
    readonly stack: string;
    readonly type: string;
    readonly name: string;
    /** Name of the provider resource, which is the region's; absent for components. */
    readonly region?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies: readonly string[];
    readonly sources: Readonly<Record<string, readonly string[]>>;
    readonly options: ResourceOptions;
}

/** A recorded registration as a {@link Node}. */
export function toNode(stack: string, registration: Registration): Node {
    const region = registration.provider?.split("::").at(-2);
    return {
        urn: registration.urn,
        stack,
        type: registration.type,
        name: registration.name,
        inputs: unwrapSecrets(registration.inputs),
        dependencies: registration.dependencies,
        sources: registration.propertyDependencies,
        options: registration.options,
        ...(region === undefined ? {} : { region }),
    };
}

/** Everything that an environment consists of. */
export class Graph {
    private readonly byUrn: ReadonlyMap<string, Node>;

    constructor(readonly nodes: readonly Node[]) {
        this.byUrn = new Map(nodes.map((node) => [node.stack + node.urn, node]));
    }

    ofType(type: string): readonly Node[] {
        return this.nodes.filter((node) => node.type === type);
    }

    /** The resource of a stack with that URN. */
    find(stack: string, urn: string): Node | undefined {
        return this.byUrn.get(stack + urn);
    }

    /** Resources of a type that a property of a resource comes from, or that any property does. */
    sourcesOf(node: Node, type: string, property?: string): readonly Node[] {
        const urns =
            property === undefined ? Object.values(node.sources).flat() : (node.sources[property] ?? []);
        return [...new Set(urns)].flatMap((urn) => {
            const source = this.find(node.stack, urn);
            return source?.type === type ? [source] : [];
        });
    }

    /** Resources of a type whose property comes from that resource. */
    usersOf(node: Node, type: string, property?: string): readonly Node[] {
        return this.ofType(type).filter(
            (user) => user.stack === node.stack && this.sourcesOf(user, node.type, property).includes(node),
        );
    }

    /** Everything that a resource waits for, directly or not. */
    reach(node: Node): ReadonlySet<string> {
        const reached = new Set<string>();
        const visit = ({ dependencies, sources, stack }: Node): void => {
            for (const urn of [...dependencies, ...Object.values(sources).flat()]) {
                if (reached.has(urn)) continue;
                reached.add(urn);
                const next = this.find(stack, urn);
                if (next !== undefined) visit(next);
            }
        };
        visit(node);
        return reached;
    }
}

/** A change of inputs that breaks a control; a value of undefined takes the input away. */
export type Breakage = Readonly<Record<string, unknown>> | ((graph: Graph, subject: Node) => readonly Node[]);

/** What controls are held in: the repository's own environments, and prod with some settings that neither has. */
export type Environment = "dev" | "prod" | "phase 3" | "prod with a secondary";

/** Environments of a kind; `prod` is what is deployed as prod is, `secondary` what has a Global Database. */
export const environmentsOf = {
    dev: ["dev"],
    prod: ["prod", "phase 3", "prod with a secondary"],
    secondary: ["phase 3", "prod with a secondary"],
} as const satisfies Readonly<Record<string, readonly Environment[]>>;

/** Every environment. */
export const environments: readonly Environment[] = [...environmentsOf.dev, ...environmentsOf.prod];

/** One row of docs/controls.md, held against the recorded graph. */
export interface Control {
    /** Rows that it asserts, e.g. ["CT046"]. */
    readonly ids: readonly string[];
    /** What is promised of each subject, as the end of "every … ". */
    readonly promise: string;
    /** Type of the resources that it binds; each environment must have one. @default all of AWS */
    readonly type?: string;
    /** Leaves some of them out. */
    readonly where?: (node: Node, graph: Graph) => boolean;
    /** Environments that it binds. @default all */
    readonly only?: keyof typeof environmentsOf;
    /** Of these, such as have nothing that it could bind; a test fails when something appears. @default none */
    readonly absentFrom?: readonly Environment[];
    readonly keeps: (node: Node, graph: Graph) => boolean;
    /** Must be found when it is done to one subject, or the check checks nothing. */
    readonly broken: Breakage;
}

/** The resources that a control binds. */
export function subjects({ type, where }: Control, graph: Graph): readonly Node[] {
    const bound =
        type === undefined ? graph.nodes.filter((node) => node.type.startsWith("aws:")) : graph.ofType(type);
    return where === undefined ? bound : bound.filter((node) => where(node, graph));
}

/** Subjects of a control that do not keep it. */
export function faults(control: Control, graph: Graph): readonly string[] {
    return subjects(control, graph)
        .filter((node) => !control.keeps(node, graph))
        .map(({ stack, name }) => `${stack}: ${name}`);
}

/** The value at a path such as "healthCheck.path"; a number picks from a list. */
export function at(node: Node, path: string): unknown {
    return path.split(".").reduce<unknown>((value, key) => {
        return typeof value === "object" && value !== null
            ? (value as Record<string, unknown>)[key]
            : undefined;
    }, node.inputs);
}

/** The list at a path, empty where there is none. */
export function listAt(node: Node, path: string): readonly Readonly<Record<string, unknown>>[] {
    const value = at(node, path);
    return Array.isArray(value) ? (value as Readonly<Record<string, unknown>>[]) : [];
}

/** The list of texts at a path, empty where there is none. */
export function textsAt(node: Node, path: string): readonly string[] {
    const value = at(node, path);
    return Array.isArray(value) ? value.map(String) : [];
}

/** A statement of an IAM policy, with lists where AWS takes one value or several. */
export interface Statement {
    readonly effect: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
    /** Services and account principals alike; "*" is everyone. */
    readonly principals: readonly string[];
    readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function list(value: unknown): readonly string[] {
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]) as readonly string[];
}

/** Statements of the policy document in a property. */
export function statements(node: Node, property = "policy"): readonly Statement[] {
    const text = node.inputs[property];
    if (typeof text !== "string") return [];
    const { Statement } = JSON.parse(text) as {
        readonly Statement: readonly Readonly<Record<string, unknown>>[];
    };
    return Statement.map((statement) => ({
        effect: String(statement.Effect),
        actions: list(statement.Action),
        resources: list(statement.Resource),
        principals:
            typeof statement.Principal === "object" && statement.Principal !== null
                ? Object.values(statement.Principal).flatMap(list)
                : list(statement.Principal),
        condition: (statement.Condition ?? {}) as Statement["condition"],
    }));
}

/** Whether a bucket, topic or queue turns away what comes without TLS. */
export function deniesPlainText(node: Node): boolean {
    return statements(node).some(
        ({ effect, principals, condition }) =>
            effect === "Deny" &&
            principals.includes("*") &&
            condition.Bool?.["aws:SecureTransport"] === "false",
    );
}

/** The minutes of a timeout such as "30m"; zero of any other. */
export function minutesOf(timeout: unknown): number {
    return Number(/^(\d+)m$/.exec(String(timeout))?.[1] ?? 0);
}

/** A graph in which one resource is another. */
export function withNode(
    change: (node: Node) => Partial<Node>,
): (graph: Graph, subject: Node) => readonly Node[] {
    return ({ nodes }, subject) =>
        nodes.map((node) => (node === subject ? { ...node, ...change(node) } : node));
}

/** A graph in which some inputs of one resource are others. */
export function withInputs(
    graph: Graph,
    subject: Node,
    changes: Readonly<Record<string, unknown>>,
): readonly Node[] {
    const inputs = Object.fromEntries(
        Object.entries({ ...subject.inputs, ...changes }).filter(([, value]) => value !== undefined),
    );
    const sources = Object.fromEntries(Object.entries(subject.sources).filter(([key]) => !(key in changes)));
    return withNode(() => ({ inputs, sources }))(graph, subject);
}

/** The same for changes of which {@link Graph.sourcesOf} must not tell: each input comes from where it came. */
export function withValues(
    graph: Graph,
    subject: Node,
    changes: Readonly<Record<string, unknown>>,
): readonly Node[] {
    return withNode(({ inputs }) => ({ inputs: { ...inputs, ...changes } }))(graph, subject);
}

/** A graph in which one resource stands in another region. */
export const movedTo = (region: string): ReturnType<typeof withNode> => withNode(() => ({ region }));

/** A graph in which one resource comes from nothing: what others gave it is written out. */
export const unwired = withNode(() => ({ dependencies: [], sources: {} }));

/** A graph in which one resource waits for nothing but what its inputs come from. */
export const hasty = withNode(() => ({ dependencies: [] }));

/** A graph in which one resource comes from others than it did. */
export function withSources(
    graph: Graph,
    subject: Node,
    changes: Readonly<Record<string, readonly string[]>>,
): readonly Node[] {
    return withNode(({ sources }) => ({ sources: { ...sources, ...changes } }))(graph, subject);
}

/** A graph without the resources of a type. */
export function without(type: string): (graph: Graph) => readonly Node[] {
    return ({ nodes }) => nodes.filter((node) => node.type !== type);
}

/** The cell that a resource belongs to, by its URN; undefined outside cells. */
export function cellOf({ urn, name }: Node): string | undefined {
    return urn.includes("platform:cell:RegionalCell") ? /^[a-z]+-[a-z]+-\d+-c\d+/.exec(name)?.[0] : undefined;
}
