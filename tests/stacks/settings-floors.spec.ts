import assert from "node:assert/strict";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith } from "../support/config";
import { refuses, toCell, type Changes } from "../support/refusals";

const floor = {
    days: "weekdays",
    from: "07:30",
    until: "19:00",
    timezone: "America/New_York",
    min: 12,
} as const;

/** Changes to the one floor of the one cell, whose tasks are 3 to 20. */
const toFloor = (changes: Changes): Changes => toFloors({ floors: [{ ...floor, ...changes }] });
const toFloors = (changes: Changes): Changes => toCell({ tasks: { min: 3, max: 20, ...changes } });

const at = "cells[0].tasks.floors";
const days = "expected one of daily, weekdays or weekends";
const time = 'expected a time of day from 00:00 to 23:59, with four digits; write it in quotes, e.g. "07:30"';
const zone = "expected a name of the IANA time zone database";
const bounds = "expected above 3, the cell's minimum, and at most 20, its maximum";

refuses(
    "a cell's floors",
    [
        [{ days: undefined }, `${at}[0].days: got nothing; ${days}; choose one of them`],
        [{ days: "weekday" }, `${at}[0].days: got "weekday"; ${days}; did you mean weekdays?`],
        [{ from: "7:30" }, `${at}[0].from: got "7:30"; ${time}`],
        [{ from: 730 }, `${at}[0].from: got 730; ${time}`],
        [{ until: "24:00" }, `${at}[0].until: got "24:00"; ${time}`],
        [{ until: "12:60" }, `${at}[0].until: got "12:60"; ${time}`],
        [
            { until: "06:00" },
            `${at}[0].until: got "06:00"; expected a time after 07:30, on the same day; ` +
                "correct it, or write a floor for each side of midnight",
        ],
        [
            { timezone: undefined },
            `${at}[0].timezone: got nothing; ${zone}; write one, e.g. America/New_York`,
        ],
        [
            { timezone: "america/new_york" },
            `${at}[0].timezone: got "america/new_york"; ${zone}; did you mean America/New_York?`,
        ],
        [
            { timezone: "+02:00" },
            `${at}[0].timezone: got "+02:00"; ${zone}; write one, e.g. America/New_York`,
        ],
        [
            { timezone: "Mars/Olympus" },
            `${at}[0].timezone: got "Mars/Olympus"; ${zone}; write one, e.g. America/New_York`,
        ],
        [{ min: 3 }, `${at}[0].min: got 3; ${bounds}; raise it, or remove the floor`],
        [{ min: 21 }, `${at}[0].min: got 21; ${bounds}; lower it to 20`],
        [
            { min: "many" },
            `${at}[0].min: got "many"; expected a whole number from 2 to 50; write digits only, e.g. 2`,
        ],
        [
            { form: "07:30" },
            `${at}[0].form: got an unknown key; expected one of days, from, until, timezone or min; did you mean from?`,
        ],
        [
            { from: "late", min: 60, timezone: 5 },
            `${at}[0].from: got "late"; ${time}`,
            `${at}[0].timezone: got 5; ${zone}; write one, e.g. America/New_York`,
            `${at}[0].min: got 60; expected a whole number from 2 to 50; lower it to 50`,
        ],
    ],
    toFloor,
);

refuses(
    "the list of a cell's floors",
    [
        [
            { floors: floor },
            `${at}: got an object; expected a list with one entry per floor; write one entry to a line, each behind a hyphen`,
        ],
        [
            { floors: [null] },
            `${at}[0]: got nothing; expected a floor; write its days, from, until, timezone and min, or remove the entry`,
        ],
        [
            { floors: [floor, { ...floor, from: "19:00", until: "20:00", timezone: "UTC" }] },
            `${at}[1].timezone: got "UTC"; expected America/New_York, as floors[0] has it, ` +
                "so that their hours can be compared; write the times in one time zone",
            `${at}[1]: got weekdays 19:00 to 20:00; expected hours of its own, and floors[0] has weekdays 07:30 to 19:00; ` +
                "leave at least a minute between them, or make them one",
        ],
    ],
    toFloors,
);

describe("what is right in a floor", () => {
    for (const timezone of ["UTC", "Etc/GMT+9", "Asia/Kolkata", "America/Argentina/Buenos_Aires"]) {
        it(`takes ${timezone}`, () => {
            const cells = [cellEntry(1, { tasks: { floors: [{ ...floor, timezone, min: "12" }] } })];
            assert.deepEqual(readSettings(configWith({ cells })).cells[0]?.tasks.floors, [
                { ...floor, timezone },
            ]);
        });
    }
});
