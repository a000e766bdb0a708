import { Directory } from "../directory";
import { serviceType } from "../ecs";
import { attribute, field, input, itemsOf, ofTypes, perStack, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type StackGraph } from "../rule";
import { listenerRuleTypes, listenerTypes, loadBalancerTypes, targetGroupTypes } from "./watched";

const byArn = (types: readonly string[]): ((stack: StackGraph) => Directory) =>
    perStack((stack) => new Directory(ofTypes(stack, types), (resource) => attribute(resource, "arn")));

const loadBalancersByArn = byArn(loadBalancerTypes);
const targetGroupsByArn = byArn(targetGroupTypes);

/** For each target group, the load balancers whose listeners forward to it. */
export const servedBy = perStack((stack) => {
    const served = new Map<GraphResource, Set<GraphResource>>();
    for (const listener of ofTypes(stack, [...listenerTypes, ...listenerRuleTypes])) {
        const owner = ownerOf(stack, listener);
        if (owner === undefined) continue;
        for (const property of ["defaultActions", "actions"]) {
            for (const group of sourcesOf(listener, property, targetGroupTypes)) {
                served.set(group, (served.get(group) ?? new Set()).add(owner));
            }
        }
    }
    return served;
});

function ownerOf(stack: StackGraph, listener: GraphResource): GraphResource | undefined {
    if (listenerRuleTypes.includes(listener.type)) {
        const [ruled] = sourcesOf(listener, "listenerArn", listenerTypes);
        return ruled === undefined ? undefined : ownerOf(stack, ruled);
    }
    const sources = sourcesOf(listener, "loadBalancerArn", loadBalancerTypes);
    const owner = loadBalancersByArn(stack).find(textOf(input(listener, "loadBalancerArn")), sources);
    return owner === unknown ? undefined : owner;
}

/** Target groups that a service of the stack registers its tasks with. */
export const usedGroupsOf = perStack((stack) => {
    const used = new Set<GraphResource>();
    for (const service of stack.ofType(serviceType)) {
        const items = itemsOf(input(service, "loadBalancers"));
        const sources = sourcesOf(service, "loadBalancers", targetGroupTypes);
        const entries = items === unknown ? [] : items;
        // A deployment that swaps two groups leaves one of them empty on purpose.
        if (entries.some((entry) => field(entry, "advancedConfiguration") !== undefined)) continue;
        for (const group of sources) used.add(group);
        for (const entry of entries) {
            const group = targetGroupsByArn(stack).find(textOf(field(entry, "targetGroupArn")), sources);
            if (group !== undefined && group !== unknown) used.add(group);
        }
    }
    return used;
});
