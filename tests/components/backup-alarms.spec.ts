import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AlarmRule } from "../../components/alarm-rule";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { backupAlarms } from "../../components/backup-alarms";
import { repository } from "../support/platform";

const rules = backupAlarms({ vaultName: "prod-eu-west-1-c1" });

function ruleOf(key: string): AlarmRule {
    const found = rules.find((rule) => rule.key === key);
    assert.ok(found, key);
    return found;
}

const dimensions = { BackupVaultName: "prod-eu-west-1-c1" };
const daily = (metricName: string): object => ({
    namespace: "AWS/Backup",
    metricName,
    dimensions,
    statistic: "Sum",
});

describe("backupAlarms", () => {
    it("are these, and none of them wakes anybody", () => {
        assert.deepEqual(
            rules.map(({ key, severity }) => `${key} ${severity}`),
            ["backup-job-failed ticket", "backup-copy-failed ticket", "backup-copy-overdue ticket"],
        );
        assert.deepEqual(alarmMistakes(rules), []);
    });

    it("count every end of a job but the good one", () => {
        const { signal, threshold, whenSilent, periodSeconds, periods } = ruleOf("backup-job-failed");
        assert.deepEqual(signal, {
            expression: "FILL(failed, 0) + FILL(expired, 0) + FILL(aborted, 0)",
            label: "Backup jobs that did not finish",
            metrics: {
                failed: daily("NumberOfBackupJobsFailed"),
                expired: daily("NumberOfBackupJobsExpired"),
                aborted: daily("NumberOfBackupJobsAborted"),
            },
        });
        assert.deepEqual([threshold, whenSilent], [{ above: 0 }, "notBreaching"]);
        assert.equal(periodSeconds * periods, 86_400);
    });

    it("count a failed copy under the name of the vault that it was to reach", () => {
        const { signal, threshold, whenSilent } = ruleOf("backup-copy-failed");
        assert.deepEqual(signal, daily("NumberOfCopyJobsFailed"));
        assert.deepEqual([threshold, whenSilent], [{ above: 0 }, "notBreaching"]);
    });

    it("take two days without a copy for a fault: a plan that does nothing fails nothing", () => {
        const { signal, threshold, whenSilent, periodSeconds, periods } = ruleOf("backup-copy-overdue");
        assert.deepEqual(signal, daily("NumberOfCopyJobsCompleted"));
        assert.deepEqual([threshold, whenSilent], [{ below: 1 }, "breaching"]);
        assert.deepEqual([periodSeconds, periods], [86_400, 2]);
    });

    for (const { key } of rules) {
        it(`have a page for whoever is told: ${key}`, () => {
            const file = join(repository, "docs", "runbooks", `${key}.md`);
            assert.ok(existsSync(file), file);
            const page = readFileSync(file, "utf8");
            assert.ok(page.startsWith(`# ${key}\n`));
            const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
            assert.deepEqual(headings, ["What it means", "Look first", "Likely causes", "When it is over"]);
        });
    }
});
