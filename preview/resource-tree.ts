import type { Registration } from "./registration";

/** A resource with those that it is the parent of. */
export interface ResourceNode {
    readonly resource: Registration;
    readonly children: readonly ResourceNode[];
}

/** "LoadBalancer", "provider aws". */
export function kind(type: string): string {
    const last = type.slice(type.lastIndexOf(":") + 1);
    return type.startsWith("pulumi:providers:") ? `provider ${last}` : last;
}

/** The resources of a stack below the stack itself. */
export function treeOf(resources: readonly Registration[]): readonly ResourceNode[] {
    const children = new Map<string | undefined, Registration[]>();
    for (const resource of resources) {
        const siblings = children.get(resource.parent);
        if (siblings === undefined) children.set(resource.parent, [resource]);
        else siblings.push(resource);
    }
    const grow = (parent: string | undefined): readonly ResourceNode[] =>
        (children.get(parent) ?? []).map((resource) => ({ resource, children: grow(resource.urn) }));
    return grow(undefined).flatMap((root) => root.children);
}

/** How many resources are below one. */
export function countBelow({ children }: ResourceNode): number {
    return children.reduce((sum, child) => sum + 1 + countBelow(child), 0);
}

/** A child's name without its parent's, which the line above shows. */
export function ownName(name: string, parentName: string): string {
    const prefix = `${parentName}-`;
    return name.startsWith(prefix) ? name.slice(prefix.length) : name;
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

function lines(
    nodes: readonly ResourceNode[],
    parentName: string,
    prefix: string,
    shape: Shape,
): readonly string[] {
    const { whole, width } = shape;
    const shown = whole ? nodes : nodes.filter(({ resource }) => !resource.custom);
    return shown.flatMap((node, index) => {
        const last = index === shown.length - 1;
        const figure = node.resource.custom ? "" : String(countBelow(node));
        return [
            row(
                `${prefix}${last ? "└─ " : "├─ "}${ownName(node.resource.name, parentName)}  ${kind(node.resource.type)}`,
                figure,
                width,
            ).trimEnd(),
            ...lines(node.children, node.resource.name, `${prefix}${last ? "   " : "│  "}`, shape),
        ];
    });
}

/** A stack's resources as a tree; components only, each with the number of resources below it, unless whole. */
export function resourceTree(resources: readonly Registration[], shape: Shape): readonly string[] {
    return lines(treeOf(resources), "", "", shape);
}
