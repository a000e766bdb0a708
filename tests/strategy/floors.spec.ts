import assert from "node:assert/strict";
import { floorFaults, scheduleOf, type FloorDraft, type TaskFloor } from "../../strategy/floors";

const floor = (changes: Partial<TaskFloor> = {}): TaskFloor => ({
    days: "weekdays",
    from: "07:30",
    until: "12:00",
    timezone: "Europe/Berlin",
    min: 10,
    ...changes,
});

const faults = (...floors: readonly FloorDraft[]): readonly string[] =>
    floorFaults(floors, { min: 3, max: 20 }).map(({ index, key }) => `${index} ${key ?? "whole"}`);

describe("scheduleOf", () => {
    for (const { days, fields } of [
        { days: "daily", fields: "* * ?" },
        { days: "weekdays", fields: "? * MON-FRI" },
        { days: "weekends", fields: "? * SAT,SUN" },
    ] as const) {
        it(`writes ${days} as Application Auto Scaling does`, () => {
            assert.deepEqual(scheduleOf(floor({ days, from: "00:00", until: "23:59" })), {
                key: `${days}-0000`,
                begins: `cron(0 0 ${fields} *)`,
                ends: `cron(59 23 ${fields} *)`,
            });
        });
    }
});

describe("floorFaults", () => {
    it("takes floors above the minimum, up to the maximum, one after the other", () => {
        assert.deepEqual(
            faults(
                floor({ min: 4 }),
                floor({ from: "12:01", until: "18:00", min: 20 }),
                floor({ days: "weekends" }),
            ),
            [],
        );
    });

    it("refuses a floor that is none, or above what the cell may run", () => {
        assert.deepEqual(faults(floor({ min: 3 })), ["0 min"]);
        assert.deepEqual(faults(floor({ min: 21 })), ["0 min"]);
    });

    it("refuses hours that end before they begin", () => {
        assert.deepEqual(faults(floor({ until: "07:30" })), ["0 until"]);
        assert.deepEqual(faults(floor({ from: "22:00", until: "06:00" })), ["0 until"]);
    });

    it("refuses a second time zone", () => {
        assert.deepEqual(faults(floor(), floor({ days: "weekends", timezone: "UTC" })), ["1 timezone"]);
    });

    it("refuses two floors at once, and one that begins as another ends", () => {
        assert.deepEqual(faults(floor(), floor({ from: "09:00", until: "10:00" })), ["1 whole"]);
        assert.deepEqual(faults(floor(), floor({ from: "06:00", until: "23:00" })), ["1 whole"]);
        assert.deepEqual(faults(floor(), floor({ from: "12:00", until: "18:00" })), ["1 whole"]);
        assert.deepEqual(faults(floor(), floor({ from: "06:00", until: "07:30" })), ["1 whole"]);
        assert.deepEqual(faults(floor(), floor({ days: "daily", from: "11:00", until: "18:00" })), [
            "1 whole",
        ]);
    });

    it("says all that is wrong, and leaves out what could not be read", () => {
        const unread = { ...floor(), from: undefined };
        assert.deepEqual(faults(undefined, unread, floor({ min: 1, until: "01:00" }), floor({ min: 50 })), [
            "2 min",
            "2 until",
            "3 min",
        ]);
    });
});
