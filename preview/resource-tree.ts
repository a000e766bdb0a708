import type { Registration } from "./registration";

interface Node {
    readonly resource: Registration;
    readonly children: readonly Node[];
}

/** "LoadBalancer", "provider aws". */
function kind(type: string): string {
    const last = type.slice(type.lastIndexOf(":") + 1);
    return type.startsWith("pulumi:providers:") ? `provider ${last}` : last;
}

function tree(resources: readonly Registration[]): readonly Node[] {
    const children = new Map<string | undefined, Registration[]>();
    for (const resource of resources) {
        const siblings = children.get(resource.parent);
        if (siblings === undefined) children.set(resource.parent, [resource]);
        else siblings.push(resource);
    }
    const grow = (parent: string | undefined): readonly Node[] =>
        (children.get(parent) ?? []).map((resource) => ({ resource, children: grow(resource.urn) }));
    return grow(undefined).flatMap((root) => root.children);
}

function count(node: Node): number {
    return 1 + node.children.reduce((sum, child) => sum + count(child), 0);
}

/** A child's name without its parent's, which the line above shows. */
function label({ resource }: Node, parentName: string): string {
    const prefix = `${parentName}-`;
    const name = resource.name.startsWith(prefix) ? resource.name.slice(prefix.length) : resource.name;
    return `${name}  ${kind(resource.type)}`;
}

/** Name and type at the left, the figure at the right, within the width; the middle is cut where it must be. */
export function row(left: string, right: string, width: number): string {
    const room = width - right.length - 1;
    const text = left.length > room ? `${left.slice(0, room - 1)}…` : left.padEnd(room);
    return `${text} ${right}`;
}

interface Shape {
    /** Every resource, or components only. */
    readonly whole: boolean;
    readonly width: number;
}

function lines(nodes: readonly Node[], parentName: string, prefix: string, shape: Shape): readonly string[] {
    const { whole, width } = shape;
    const shown = whole ? nodes : nodes.filter(({ resource }) => !resource.custom);
    return shown.flatMap((node, index) => {
        const last = index === shown.length - 1;
        const figure = node.resource.custom ? "" : String(count(node) - 1);
        return [
            row(`${prefix}${last ? "└─ " : "├─ "}${label(node, parentName)}`, figure, width).trimEnd(),
            ...lines(node.children, node.resource.name, `${prefix}${last ? "   " : "│  "}`, shape),
        ];
    });
}

/** A stack's resources as a tree; components only, each with the number of resources below it, unless whole. */
export function resourceTree(resources: readonly Registration[], shape: Shape): readonly string[] {
    return lines(tree(resources), "", "", shape);
}
