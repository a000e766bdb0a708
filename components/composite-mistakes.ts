import type { AlarmRule, CompositeAlarmRule } from "./alarm-rule";

/**
 * Alarms that one composite may name (API reference, PutCompositeAlarm). Its rule ends at 10,240 characters: a
 * hundred names of 90, which is longer than ours get.
 */
export const childrenLimit = 100;

/** Keys of the alarms that a composite alarm watches. */
export function childrenOf({ when }: CompositeAlarmRule): readonly string[] {
    return "allOf" in when ? when.allOf : when.anyOf;
}

/** What is wrong with the alarms that a composite names; `earlier` are the keys there are before it. */
export function childrenMistakes(
    composite: CompositeAlarmRule,
    earlier: ReadonlySet<string>,
): readonly string[] {
    const children = childrenOf(composite);
    const mistakes = children
        .filter((key) => !earlier.has(key))
        .map((key) => `names "${key}", which is the key of no alarm before it`);
    if (children.length < 1 || children.length > childrenLimit) {
        mistakes.push(`must name 1 to ${childrenLimit} alarms, got ${children.length}`);
    }
    if (new Set(children).size < children.length) mistakes.push("names an alarm twice");
    return mistakes;
}

/** For a rule that tells nobody, the complaint that no composite speaks for it, through others or directly. */
export function unheardAmong(
    composites: readonly CompositeAlarmRule[],
): (rule: AlarmRule) => readonly string[] {
    const heard = new Set<string>();
    // A composite names earlier ones only, so that from the last to the first each is decided before its children.
    for (const composite of [...composites].reverse()) {
        if (composite.notifies === false && !heard.has(composite.key)) continue;
        for (const key of childrenOf(composite)) heard.add(key);
    }
    return ({ key, notifies }) =>
        notifies === false && !heard.has(key)
            ? ["does not notify, and no composite alarm that does names it: nobody would hear of it"]
            : [];
}
