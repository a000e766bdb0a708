import type { Bounds } from "./plan";

/** Days on which a floor holds. */
export const floorDays = {
    daily: { cron: "* * ?", of: ["weekdays", "weekends"] },
    weekdays: { cron: "? * MON-FRI", of: ["weekdays"] },
    weekends: { cron: "? * SAT,SUN", of: ["weekends"] },
} as const;

/** A word for days on which a floor holds. */
export type FloorDays = keyof typeof floorDays;

/**
 * A higher minimum of tasks for certain hours, so that a known rush finds its tasks running. Outside them the cell's
 * own minimum holds: whoever raises it here cannot forget to lower it.
 */
export interface TaskFloor {
    readonly days: FloorDays;
    /** Local time of day, e.g. "07:30"; on the days when clocks change, too. */
    readonly from: string;
    /** Later on the same day. */
    readonly until: string;
    /** Name in the IANA time zone database, e.g. "America/New_York"; one for all floors of a cell. */
    readonly timezone: string;
    /** Tasks, above the cell's minimum. */
    readonly min: number;
}

/** A floor as far as it could be read. */
export type FloorDraft = { readonly [Key in keyof TaskFloor]: TaskFloor[Key] | undefined } | undefined;

/** What is wrong with one of a cell's floors. */
export interface FloorFault {
    readonly index: number;
    /** @default the floor as a whole */
    readonly key?: keyof TaskFloor;
    readonly got: string;
    readonly expected: string;
    readonly remedy: string;
}

/** When a floor begins and ends, as Application Auto Scaling takes it, and a word that is the floor's own. */
export interface FloorSchedule {
    /** e.g. "weekdays-0730": no other floor of the cell begins then. */
    readonly key: string;
    readonly begins: string;
    readonly ends: string;
}

/** The schedule of a floor (Application Auto Scaling user guide, "Schedule recurring scaling actions using cron"). */
export function scheduleOf({ days, from, until }: TaskFloor): FloorSchedule {
    const cron = (time: string): string => {
        const [hour, minute] = time.split(":").map(Number);
        return `cron(${minute} ${hour} ${floorDays[days].cron} *)`;
    };
    return { key: `${days}-${from.replace(":", "")}`, begins: cron(from), ends: cron(until) };
}

const shown = ({ days, from, until }: Pick<TaskFloor, "days" | "from" | "until">): string =>
    `${days} ${from} to ${until}`;

/** Whether two floors hold at one moment, or one begins as the other ends: which of the two wins is chance. */
function meet(one: TaskFloor, other: TaskFloor): boolean {
    const sameDay = floorDays[one.days].of.some((day) =>
        floorDays[other.days].of.some((their) => their === day),
    );
    return sameDay && one.from <= other.until && other.from <= one.until;
}

/** Whether all of a floor could be read. */
export function isWhole(floor: FloorDraft): floor is TaskFloor {
    return floor !== undefined && Object.values(floor).every((value) => value !== undefined);
}

function ownFaults(index: number, floor: TaskFloor, { min, max }: Bounds): readonly FloorFault[] {
    const faults: FloorFault[] = [];
    if (floor.min <= min || floor.min > max) {
        faults.push({
            index,
            key: "min",
            got: String(floor.min),
            expected: `above ${min}, the cell's minimum, and at most ${max}, its maximum`,
            remedy: floor.min > max ? `lower it to ${max}` : "raise it, or remove the floor",
        });
    }
    if (floor.until <= floor.from) {
        faults.push({
            index,
            key: "until",
            got: JSON.stringify(floor.until),
            expected: `a time after ${floor.from}, on the same day`,
            remedy: "correct it, or write a floor for each side of midnight",
        });
    }
    return faults;
}

/** What is wrong with a cell's floors though each value by itself is right. */
export function floorFaults(floors: readonly FloorDraft[], bounds: Bounds): readonly FloorFault[] {
    const whole = floors.flatMap((floor, index) => (isWhole(floor) ? [{ index, floor }] : []));
    return whole.flatMap(({ index, floor }, place) => {
        const faults = [...ownFaults(index, floor, bounds)];
        const earlier = whole.slice(0, place);
        const [first] = earlier;
        if (first !== undefined && first.floor.timezone !== floor.timezone) {
            faults.push({
                index,
                key: "timezone",
                got: JSON.stringify(floor.timezone),
                expected: `${first.floor.timezone}, as floors[${first.index}] has it, so that their hours can be compared`,
                remedy: "write the times in one time zone",
            });
        }
        const other = earlier.find((one) => meet(one.floor, floor));
        if (other !== undefined) {
            faults.push({
                index,
                got: shown(floor),
                expected: `hours of its own, and floors[${other.index}] has ${shown(other.floor)}`,
                remedy: "leave at least a minute between them, or make them one",
            });
        }
        return faults;
    });
}
