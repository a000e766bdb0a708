import { Directory } from "../directory";
import { attribute, input, perStack, sourcesOf, textOf } from "../graph";
import type { GraphResource, StackGraph } from "../rule";
import { unknown } from "../rule";
import { alarmType, compositeType } from "./alarm";

const alarmsByName = perStack(
    (stack) => new Directory(stack.ofType(alarmType), (alarm) => attribute(alarm, "name")),
);

const compositesByName = perStack(
    (stack) => new Directory(stack.ofType(compositeType), (composite) => attribute(composite, "alarmName")),
);

/** Names in a rule that is known, "ALARM(name)" or "ALARM("arn:…:alarm:name")" (API reference, PutCompositeAlarm). */
function namesIn(rule: string): readonly string[] {
    return [...rule.matchAll(/\bALARM\(\s*(?:"([^"]+)"|([^")]+?))\s*\)/g)].map(([, quoted, bare]) =>
        (quoted ?? bare ?? "").replace(/^arn:[^"]*:alarm:/, ""),
    );
}

/** Alarms and composites that a composite names: those its rule comes from, and those it spells out. */
function namedBy(stack: StackGraph, composite: GraphResource): readonly GraphResource[] {
    const sources = sourcesOf(composite, "alarmRule", [alarmType, compositeType]);
    const rule = textOf(input(composite, "alarmRule"));
    if (typeof rule !== "string") return sources;
    const spelled = namesIn(rule)
        .flatMap((name) => [alarmsByName(stack).find(name, []), compositesByName(stack).find(name, [])])
        .filter((resource): resource is GraphResource => resource !== undefined && resource !== unknown);
    return [...sources, ...spelled];
}

/** Metric alarms whose state a composite follows, through other composites or directly. */
export function membersOf(stack: StackGraph, composite: GraphResource): ReadonlySet<GraphResource> {
    const seen = new Set<GraphResource>();
    const follow = (resource: GraphResource): void => {
        if (seen.has(resource)) return;
        seen.add(resource);
        if (resource.type === compositeType) namedBy(stack, resource).forEach(follow);
    };
    follow(composite);
    return new Set([...seen].filter(({ type }) => type === alarmType));
}
