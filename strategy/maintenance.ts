import type { SecondaryRegion } from "./regions";

/** Days of the week as AWS writes them, in the order in which the cells of a region have theirs. */
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Day of a maintenance window, in UTC. */
export type MaintenanceDay = (typeof days)[number];

/** When AWS may touch one cell's database and cache, in UTC. */
export interface DataWindows {
    /** Database: `backup` every day, `maintenance` once a week. */
    readonly database: { readonly backup: string; readonly maintenance: string };
    /** Cache: `snapshot` every day, `maintenance` once a week. */
    readonly cache: { readonly snapshot: string; readonly maintenance: string };
    /** Hour at which AWS Backup begins its own daily snapshot of the database. */
    readonly backupStartHour: number;
}

/**
 * Hour in UTC at which a region's night begins, where the first window opens: 0 to 1 o'clock in its own standard time, an
 * hour later in summer. Every window lies in the same day of UTC, as the five hours from 19 o'clock on would not.
 */
const nightStarts: Readonly<Record<SecondaryRegion, number>> = {
    "us-east-1": 5,
    "us-east-2": 5,
    "us-west-2": 8,
    "ca-central-1": 5,
    "ca-west-1": 7,
    "eu-west-1": 0,
    "eu-west-2": 0,
    "eu-west-3": 0,
    "eu-central-1": 0,
    "eu-north-1": 0,
    "ap-southeast-1": 16,
    "ap-southeast-2": 14,
    "ap-southeast-4": 14,
    "ap-northeast-1": 15,
    "ap-northeast-3": 15,
};

/**
 * Hours from the start of the night to each window. The database's backup ends an hour before its maintenance begins (AWS
 * refuses windows that overlap); the cache is maintained apart from it; and AWS Backup, which fails a job in the database's
 * windows or the hour before ("AWS Backup metrics", developer guide), begins after both.
 */
const offsets = { backup: 0, databaseMaintenance: 2, cacheMaintenance: 4, backupStart: 4 } as const;

const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
const daily = (hour: number): string => `${clock(hour)}-${clock(hour + 1)}`;
const weekly = (day: MaintenanceDay, hour: number): string =>
    `${day}:${clock(hour)}-${day}:${clock(hour + 1)}`;

/**
 * The windows of a cell's data: in the night of the region where it lies, on the cell's day. Automatic minor versions come
 * in them, so that cells with one window would all get a bad one within the hour.
 */
export function dataWindows(region: SecondaryRegion, day: MaintenanceDay): DataWindows {
    const night = nightStarts[region];
    return {
        database: {
            backup: daily(night + offsets.backup),
            maintenance: weekly(day, night + offsets.databaseMaintenance),
        },
        cache: {
            snapshot: daily(night + offsets.backup),
            maintenance: weekly(day, night + offsets.cacheMaintenance),
        },
        backupStartHour: night + offsets.backupStart,
    };
}

const collator = new Intl.Collator("en", { numeric: true });

/** c2 before c10; c01 and c1 are not the same. */
const compareNames = (a: string, b: string): number => collator.compare(a, b) || (a < b ? -1 : 1);

/**
 * The day of one cell among all cells of its region, by their names: c1 is first in the week, c2 a day later. A day is had
 * twice from the eighth cell on. Whoever adds a cell under a later name moves no other's day.
 */
export function maintenanceDay(name: string, namesInRegion: readonly string[]): MaintenanceDay {
    const earlier = namesInRegion.filter((other) => other !== name && compareNames(other, name) < 0).length;
    return days[earlier % days.length] ?? days[0];
}
