import { childrenLimit } from "./composite-mistakes";
import type { AlarmRule, CompositeAlarmRule } from "./alarm-rule";

/** Key of the one alarm that says whether a cell is well. */
export const cellHealthKey = "cell-unhealthy";

function anyOf(key: string, children: readonly string[]): CompositeAlarmRule {
    return {
        key,
        severity: "page",
        runbook: cellHealthKey,
        meaning:
            "At least one of the cell's pages is on; each has told by itself. This is the cell's state in one place, " +
            "for dashboards and for whoever is about to deploy or to move users.",
        when: { anyOf: children },
        notifies: false,
    };
}

/**
 * Whether anything is on that wakes a person, as one alarm. It tells nobody: whatever it is made of has. More alarms than
 * one composite may name (a cache of 90 nodes has as many pages) are gathered by parts first.
 */
export function cellHealth(
    rules: readonly (AlarmRule | CompositeAlarmRule)[],
): readonly CompositeAlarmRule[] {
    const pages = rules
        .filter(({ severity, notifies }) => severity === "page" && notifies !== false)
        .map(({ key }) => key);
    if (pages.length <= childrenLimit) return [anyOf(cellHealthKey, pages)];
    const parts = Array.from({ length: Math.ceil(pages.length / childrenLimit) }, (_, index) =>
        anyOf(
            `${cellHealthKey}-part-${index + 1}`,
            pages.slice(index * childrenLimit, (index + 1) * childrenLimit),
        ),
    );
    return [
        ...parts,
        anyOf(
            cellHealthKey,
            parts.map(({ key }) => key),
        ),
    ];
}
