import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { nameOf, typeOf, urnOf, type UrnParts } from "./urn";

/** The URN that one alias of a resource stands for; what it does not say is as the resource has it. */
function ownAlias(alias: Alias, resource: UrnParts): string {
    const spec = alias.getSpec();
    if (spec === undefined) return alias.getUrn();
    const filled = (value: string, otherwise: string): string => (value === "" ? otherwise : value);
    return urnOf({
        stack: filled(spec.getStack(), resource.stack),
        project: filled(spec.getProject(), resource.project),
        parent: spec.getNoparent() ? "" : filled(spec.getParenturn(), resource.parent),
        type: filled(spec.getType(), resource.type),
        name: filled(spec.getName(), resource.name),
    });
}

/** A child's URN under its parent's former one: a name that begins with the parent's begins with the former name. */
function inherited(child: UrnParts, parentName: string, parentAlias: string): string {
    const name = child.name.startsWith(parentName)
        ? `${nameOf(parentAlias)}${child.name.slice(parentName.length)}`
        : child.name;
    const [, stack = "", project = ""] = /^urn:pulumi:([^:]*)::([^:]*)::/.exec(parentAlias) ?? [];
    return urnOf({ stack, project, parent: parentAlias, type: child.type, name });
}

/**
 * Former URNs of a resource, as the engine makes them of its aliases and of its parent's (pulumi/pulumi:
 * sdk/nodejs/resource.ts, allAliases, which the engine repeats for monitors that take aliases as they are written).
 */
export function aliasUrns(
    aliases: readonly Alias[],
    resource: UrnParts,
    parentAliases: readonly string[],
): readonly string[] {
    const own = aliases.map((alias) => ownAlias(alias, resource));
    const parentName = nameOf(resource.parent);
    const formerSelves = [
        resource,
        ...own.map((urn) => ({ ...resource, type: typeOf(urn), name: nameOf(urn) })),
    ];
    return [
        ...new Set([
            ...own,
            ...parentAliases.flatMap((parentAlias) =>
                formerSelves.map((former) => inherited(former, parentName, parentAlias)),
            ),
        ]),
    ];
}
