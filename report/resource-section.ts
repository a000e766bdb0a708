import { countBelow, kind, ownName, treeOf, type ResourceNode } from "../preview/resource-tree";
import { number, plural } from "../preview/text";
import type { Facts } from "./facts";
import { markup, type Html } from "./html";

function nodeItem(node: ResourceNode, parentName: string): Html {
    const { resource, children } = node;
    const name = markup`${ownName(resource.name, parentName)} <span class="kind">${kind(resource.type)}</span>`;
    return children.length === 0
        ? markup`<li>${name}</li>\n`
        : markup`<li><details><summary>${name} <span class="count">${number(countBelow(node))}</span></summary>
${nodeList(children, resource.name)}</details></li>
`;
}

function nodeList(nodes: readonly ResourceNode[], parentName: string): Html {
    return markup`<ul>\n${nodes.map((node) => nodeItem(node, parentName))}</ul>\n`;
}

/** Every stack's resources as a tree that opens. */
export function resourceSection({ preview: { stacks } }: Facts): Html {
    return markup`${stacks.map(
        ({
            name,
            resources,
        }) => markup`<details class="tree"><summary>${name} <span class="count">${plural(resources.length, "resource")}</span></summary>
${nodeList(treeOf(resources), "")}</details>
`,
    )}`;
}
