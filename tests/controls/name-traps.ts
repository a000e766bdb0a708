import { cellOf, listAt, withInputs, withNode, type Control, type Graph, type Node } from "./control";
import { namings, physicalName, suffixes, type Naming } from "./physical-names";

function namingTrap(naming: Naming): Control {
    const { ids, type, property = "name", longest, pattern, fixed, only } = naming;
    const kind = type.split(":").at(-1) ?? type;
    return {
        ids,
        promise: `${kind} has a ${property} of at most ${longest} characters that AWS takes`,
        type,
        ...(only === undefined ? {} : { only }),
        keeps: (node) => {
            const name = physicalName(node, property);
            return (
                (fixed === undefined || node.inputs[property] !== undefined) &&
                name.length <= longest &&
                pattern.test(name)
            );
        },
        broken: (graph, subject) => {
            if (fixed === true) return withInputs(graph, subject, { [property]: undefined });
            // One character more than the suffix leaves room for.
            const name = "x".repeat(longest - suffixes.auto.length + 1);
            return withInputs(graph, subject, { [property]: undefined, namePrefix: undefined }).map((node) =>
                node.urn === subject.urn && node.stack === subject.stack ? { ...node, name } : node,
            );
        },
    };
}

/** Names that are a resource's own, and not another's that it refers to. */
function fixedNames(node: Node): readonly [property: string, name: string][] {
    // A record's name is a host's.
    if (node.type === "aws:route53/record:Record") return [];
    const properties = [...new Set(namings.map(({ property = "name" }) => property)), "family"];
    const isFamilyOfEngine = /parameterGroup:/i.test(node.type);
    return properties.flatMap((property): [string, string][] => {
        const value = node.inputs[property];
        const own = (node.sources[property] ?? []).length === 0;
        return typeof value === "string" && own && !(property === "family" && isFamilyOfEngine)
            ? [[property, value]]
            : [];
    });
}

/** Vaults of one cell have one name on purpose: a copy keeps the alarm's dimension, and names are regional. */
const isRegional = ({ type }: Node): boolean => type.startsWith("aws:backup/vault");

function isTaken(graph: Graph, node: Node, property: string, name: string): boolean {
    return graph
        .ofType(node.type)
        .filter(({ region }) => !isRegional(node) || region === node.region)
        .some((other) => other !== node && other.inputs[property] === name);
}

/** Signs that AWS takes in a tag ("Tag naming limits", AWS general reference). */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** A resource's tags, its provider's for all of them included. */
function tagsOf(node: Node, graph: Graph): readonly (readonly [string, unknown])[] {
    const [own] = graph
        .ofType("pulumi:providers:aws")
        .filter(({ stack, name }) => stack === node.stack && name === node.region);
    const defaults = own?.inputs.defaultTags;
    const shared = JSON.parse(typeof defaults === "string" ? defaults : "{}") as {
        readonly tags?: Readonly<Record<string, string>>;
    };
    return Object.entries({ ...shared.tags, ...(node.inputs.tags as object | undefined) });
}

/** Traps of names, descriptions and tags (group B). */
export const nameTraps: readonly Control[] = [
    ...namings.map(namingTrap),
    {
        ids: ["B4", "B7"],
        promise: "name that is given is its environment's and its cell's own, in every region",
        where: (node) => fixedNames(node).length > 0,
        keeps: (node, graph) =>
            fixedNames(node).every(([property, name]) => {
                const owner = [node.stack.split("-")[0], cellOf(node) ?? ""].join("-");
                return new RegExp(`(^|[/-])${owner}`).test(name) && !isTaken(graph, node, property, name);
            }),
        broken: (graph, subject) => {
            const [[property] = ["name"]] = fixedNames(subject);
            return withInputs(graph, subject, { [property]: "medease" });
        },
    },
    ...["aws:rds/clusterInstance:ClusterInstance", "aws:rds/proxyEndpoint:ProxyEndpoint"].map(
        (type): Control => ({
            ids: ["B8"],
            // Of a `name` Pulumi knows it by itself; of these types the identifier has another name.
            promise: `${type.split(":").at(-1) ?? type} is deleted before the one that takes its identifier is made`,
            type,
            keeps: ({ options }) => options.deleteBeforeReplace,
            broken: withNode(({ options }) => ({ options: { ...options, deleteBeforeReplace: false } })),
        }),
    ),
    {
        ids: ["B5"],
        promise: "cache says what it is",
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        keeps: ({ inputs }) => typeof inputs.description === "string" && inputs.description !== "",
        broken: { description: "" },
    },
    {
        ids: ["B11"],
        promise: "web ACL and rule has a metric of a name that CloudWatch takes and AWS has not taken",
        type: "aws:wafv2/webAcl:WebAcl",
        keeps: (node) => {
            const metrics = [node.inputs, ...listAt(node, "rules")].map(
                (part) => (part.visibilityConfig as { metricName?: string } | undefined)?.metricName ?? "",
            );
            return (
                metrics.length > 1 &&
                metrics.every(
                    (name) => /^[\w-]{1,128}$/.test(name) && !["All", "Default_Action"].includes(name),
                )
            );
        },
        broken: { visibilityConfig: { metricName: "All" } },
    },
    {
        ids: ["B12", "A22"],
        promise: "resource has tags, its provider's included, that AWS takes",
        where: ({ inputs }) => inputs.tags !== undefined,
        keeps: (node, graph) => {
            const tags = tagsOf(node, graph);
            return (
                tags.length <= 50 &&
                tags.some(([key]) => key === "environment") &&
                tags.every(
                    ([key, value]) =>
                        key.length <= 128 &&
                        String(value).length <= 256 &&
                        !key.startsWith("aws:") &&
                        tagText.test(key + String(value)),
                )
            );
        },
        broken: { tags: { team: "billing (EU), on call" } },
    },
];
