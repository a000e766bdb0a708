import type { AlarmRule, Severity } from "./alarm-rule";

/** Where the runbooks lie in the repository. */
export const runbookFolder = "docs/runbooks";

/** File of the page that says what to do about an alarm, within {@link runbookFolder}. */
export function runbookFile({ key, runbook = key }: Pick<AlarmRule, "key" | "runbook">): string {
    return `${runbook}.md`;
}

/** How a description begins, by which whoever receives it can tell what is urgent. */
export function urgencyMark(urgency: Severity | "silent"): string {
    return `[${urgency}]`;
}

/**
 * What whoever is woken reads first: how urgent it is, what it means, and the page that says what to do. The
 * path in the repository is always there; the address too where the pages are published. "silent" stands for an
 * alarm that tells nobody by itself.
 */
export function describeAlarm(
    rule: Pick<AlarmRule, "key" | "runbook" | "severity" | "meaning" | "notifies">,
    runbookUrl: string | undefined,
): string {
    const file = runbookFile(rule);
    const link = runbookUrl === undefined ? "" : ` ${runbookUrl}/${file}`;
    const urgency = rule.notifies === false ? "silent" : rule.severity;
    return `${urgencyMark(urgency)} ${rule.meaning} Runbook: ${runbookFolder}/${file}${link}`;
}
