import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alarmMistakes } from "../../components/alarm-mistakes";
import type { AlarmRule } from "../../components/alarm-rule";
import { queueAlarms, workerAlarms } from "../../components/queue-alarms";

const onQueue = { QueueName: "events-queue" };
const onDeadLetters = { QueueName: "events-dead-letters" };
const onWorker = { ClusterName: "cluster", ServiceName: "worker" };

const all: readonly AlarmRule[] = [
    ...queueAlarms({ queueName: "events-queue", deadLetterQueueName: "events-dead-letters" }),
    ...workerAlarms({ clusterName: "cluster", serviceName: "worker", workers: { min: 2, max: 10 } }),
];

describe("queueAlarms and workerAlarms", () => {
    it("watch by this table", () => {
        const rows = all.map(({ key, signal, threshold, periodSeconds, periods, severity, whenSilent }) => {
            assert.ok(!("expression" in signal));
            const when = `${String(periods)} x ${String(periodSeconds)} s`;
            const metric = `${signal.namespace} ${signal.metricName}`;
            return [key, metric, signal.dimensions, signal.statistic, threshold, when, severity, whenSilent];
        });

        const [age, visible] = [
            "AWS/SQS ApproximateAgeOfOldestMessage",
            "AWS/SQS ApproximateNumberOfMessagesVisible",
        ];
        const running = "ECS/ContainerInsights RunningTaskCount";
        const [cpu, memory] = ["AWS/ECS CPUUtilization", "AWS/ECS MemoryUtilization"];
        // prettier-ignore
        assert.deepEqual(rows, [
            ["queue-age", age, onQueue, "Maximum", { above: 300 }, "5 x 60 s", "page", "notBreaching"],
            ["queue-dead-letters", visible, onDeadLetters, "Maximum", { above: 0 }, "1 x 60 s", "ticket", "notBreaching"],
            ["worker-tasks-below-minimum", running, onWorker, "Minimum", { below: 2 }, "3 x 60 s", "ticket", "breaching"],
            ["worker-cpu", cpu, onWorker, "Average", { above: 80 }, "6 x 300 s", "ticket", "breaching"],
            ["worker-memory", memory, onWorker, "Average", { above: 85 }, "5 x 60 s", "ticket", "breaching"],
        ]);
    });

    it("say how long messages are kept", () => {
        assert.match(all[0]?.meaning ?? "", /After 4 days SQS throws messages away/);
        assert.match(all[1]?.meaning ?? "", /14 days after they were sent/);
    });

    it("are what CloudWatch accepts", () => {
        assert.deepEqual(alarmMistakes(all), []);
    });

    for (const { key, severity } of all) {
        it(`have a page for whoever is told: ${key}`, () => {
            const page = readFileSync(join(__dirname, "..", "..", "docs", "runbooks", `${key}.md`), "utf8");

            assert.deepEqual(
                page.split("\n").filter((line) => line.startsWith("#")),
                [`# ${key}`, "## What it means", "## Look first", "## Likely causes", "## When it is over"],
            );
            assert.match(page.split("\n")[2] ?? "", new RegExp(`^\\*\\*${severity}\\*\\*`));
            assert.match(page, /^1\. /m);
            assert.match(page, /^\| symptom \| likely cause \| what to do \|$/m);
        });
    }
});
