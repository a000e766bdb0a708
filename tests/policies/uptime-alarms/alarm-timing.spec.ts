import assert from "node:assert/strict";
import { alarmDecidesInTime as rule } from "../../../policies/uptime-alarms/alarm-timing";
import { clean, doubts, judge, output, refusals } from "../../support/stack-graph";
import { alarm, elsewhere, mathAlarm } from "./fixture";

const cpu = (but: Record<string, unknown>): ReturnType<typeof alarm> =>
    alarm("cpu", "AWS/ECS CPUUtilization", { on: {}, above: 80, but });

describe("alarm-decides-in-time", () => {
    it("passes what decides within half an hour, or within two longer periods", async () => {
        for (const but of [
            { period: 60, evaluationPeriods: 30 },
            { period: 60, evaluationPeriods: 90, datapointsToAlarm: 5 },
            { period: 10, evaluationPeriods: 3 },
            { period: 86_400, evaluationPeriods: 2 },
        ]) {
            assert.deepEqual(await judge(rule, [cpu(but)]), clean, JSON.stringify(but));
        }
        const ratio = mathAlarm("ratio", "a", { a: ["AWS/ECS CPUUtilization", {}, "Sum"] }, 1);
        assert.deepEqual(await judge(rule, [ratio]), clean);
    });

    for (const [but, message] of [
        [{ evaluationPeriods: 31 }, "it decides after 31 times 60 seconds; it must within 1800 seconds"],
        [{ period: 86_400 }, "it decides after 3 times 86400 seconds; it must within 172800 seconds"],
        [{ evaluationPeriods: undefined }, "evaluationPeriods is not set; it must be at least 1"],
        [{ evaluationPeriods: 0 }, "evaluationPeriods is 0; it must be at least 1"],
        [{ datapointsToAlarm: 4 }, "datapointsToAlarm is 4; it must be from 1 to evaluationPeriods, 3"],
        [{ datapointsToAlarm: 0 }, "datapointsToAlarm is 0; it must be from 1 to evaluationPeriods, 3"],
        [
            { period: undefined },
            "period is not set; it must be 10, 20, 30 or a multiple of 60 seconds, at most a day",
        ],
        [{ period: 90 }, "period is 90; it must be 10, 20, 30 or a multiple of 60 seconds, at most a day"],
    ] as const) {
        it(`refuses ${JSON.stringify(but)}`, async () => {
            assert.deepEqual(await judge(rule, [cpu(but)]), refusals(`cpu: ${message}`));
        });
    }

    it("takes another limit by configuration", async () => {
        const slow = cpu({ evaluationPeriods: 10 });
        assert.deepEqual(
            await judge(rule, [slow], { maxMinutes: 5 }),
            refusals("cpu: it decides after 10 times 60 seconds; it must within 300 seconds"),
        );
    });

    it("cannot decide where the periods are unknown", async () => {
        const late = cpu({ evaluationPeriods: output(elsewhere, "value"), datapointsToAlarm: 2 });
        assert.deepEqual(
            await judge(rule, [late]),
            doubts("cpu: evaluationPeriods is not known before the update"),
        );
    });
});
