import { countBelow, kind, ownName, treeOf, type ResourceNode } from "../preview/resource-tree";
import { number, plural } from "../preview/text";
import type { Facts } from "./facts";
import { html, type Html } from "./html";

function nodeItem(node: ResourceNode, parentName: string): Html {
    const { resource, children } = node;
    const name = html`${ownName(resource.name, parentName)} <span class="kind">${kind(resource.type)}</span>`;
    return children.length === 0
        ? html`<li>${name}</li>\n`
        : html`<li><details><summary>${name} <span class="count">${number(countBelow(node))}</span></summary>
${nodeList(children, resource.name)}</details></li>
`;
}

function nodeList(nodes: readonly ResourceNode[], parentName: string): Html {
    return html`<ul>\n${nodes.map((node) => nodeItem(node, parentName))}</ul>\n`;
}

/** Every stack's resources as a tree that opens. */
export function resourceSection({ preview: { stacks } }: Facts): Html {
    return html`${stacks.map(
        ({ name, resources }) => html`<details class="tree"><summary>${name} <span class="count">${plural(resources.length, "resource")}</span></summary>
${nodeList(treeOf(resources), "")}</details>
`,
    )}`;
}
