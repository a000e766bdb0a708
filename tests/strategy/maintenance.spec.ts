import assert from "node:assert/strict";
import fc from "fast-check";
import { backupSchedule } from "../../components/database-backup";
import { planPlatform } from "../../strategy/plan";
import { readSettings } from "../../stacks/settings";
import { dataWindows, maintenanceDay } from "../../strategy/maintenance";
import { regions, secondaryRegions } from "../../strategy/regions";
import { environmentConfig } from "../support/config";
import { minutesOfWeek } from "../support/windows";

const together = (a: string, b: string): readonly number[] => {
    const taken = minutesOfWeek(b);
    return [...minutesOfWeek(a)].filter((minute) => taken.has(minute));
};

describe("dataWindows", () => {
    for (const region of secondaryRegions) {
        const { database, cache, backupStartHour } = dataWindows(region, "sun");

        it(`gives each an hour or more, apart from the others: ${region}`, () => {
            for (const window of [...Object.values(database), ...Object.values(cache)]) {
                assert.ok(minutesOfWeek(window).size >= 60, window);
            }
            assert.deepEqual(together(database.backup, database.maintenance), []);
            assert.deepEqual(together(cache.snapshot, cache.maintenance), []);
            assert.deepEqual(together(database.maintenance, cache.maintenance), []);
        });

        it(`begins AWS Backup's job outside the database's windows and the hour before: ${region}`, () => {
            const two = (hour: number): string => String(hour).padStart(2, "0");
            // A job may begin at the end of its start window, and AWS looks an hour ahead.
            const end = backupStartHour + backupSchedule.startWindowMinutes / 60 + 1;
            assert.ok(end < 24, "jobs would reach into the next day's windows");
            const jobs = `${two(backupStartHour)}:00-${two(end)}:00`;
            for (const window of Object.values(database))
                assert.deepEqual(together(window, jobs), [], window);
        });
    }

    /** Hours that each region's standard time is ahead of UTC. */
    const ahead = {
        us: -5,
        "us-west-2": -8,
        eu: 0,
        "eu-central-1": 1,
        "ap-southeast-1": 8,
        "ap-northeast-1": 9,
    };
    for (const [region, hours] of [
        ["us-east-1", ahead.us],
        ["us-west-2", ahead["us-west-2"]],
        ["eu-west-1", ahead.eu],
        ["eu-central-1", ahead["eu-central-1"]],
        ["ap-southeast-1", ahead["ap-southeast-1"]],
        ["ap-northeast-1", ahead["ap-northeast-1"]],
    ] as const) {
        it(`maintains in the region's night, summer or winter: ${region}`, () => {
            const { database, cache } = dataWindows(region, "sun");
            for (const { maintenance } of [database, cache]) {
                const local = (Number(maintenance.slice(4, 6)) + hours + 24) % 24;
                assert.ok(local >= 1 && local <= 5, `${maintenance} is ${local} o'clock`);
            }
        });
    }
});

describe("maintenanceDay", () => {
    it("has c1 first in the week and each later cell on a later day", () => {
        const names = ["c3", "c1", "c10", "c2"].map((end) => `us-east-1-${end}`);
        assert.deepEqual(
            names.map((name) => maintenanceDay(name, names)),
            ["tue", "sun", "wed", "mon"],
        );
    });

    it("never gives two of up to seven cells one day, whatever they are called", () => {
        const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/), {
            minLength: 1,
            maxLength: 7,
        });
        fc.assert(
            fc.property(names, (all) => {
                assert.equal(new Set(all.map((name) => maintenanceDay(name, all))).size, all.length);
            }),
        );
    });

    it("moves no other cell when one with a later name comes", () => {
        assert.equal(maintenanceDay("c2", ["c1", "c2"]), maintenanceDay("c2", ["c1", "c2", "c3"]));
    });
});

describe("the maintenance of prod's cells", () => {
    const { cells } = planPlatform(readSettings(environmentConfig("prod")));

    it("touches no two cells of a region on one day", () => {
        for (const region of regions) {
            const days = cells.filter((cell) => cell.region === region).map((cell) => cell.maintenanceDay);
            assert.equal(new Set(days).size, days.length, `${region}: ${days.join(", ")}`);
        }
    });

    it("touches no two cells in the same hour", () => {
        const windows = cells.map(
            ({ region, maintenanceDay: day }) => dataWindows(region, day).database.maintenance,
        );
        assert.equal(new Set(windows).size, windows.length, windows.join(", "));
    });
});
