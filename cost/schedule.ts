import { hoursPerMonth } from "../capacity/usage";

const minutesOf: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 24 * 60 };

/** Runs in a month of a schedule such as "rate(5 minutes)"; undefined where it is not one of those. */
export function runsOf(expression: string | undefined): number | undefined {
    const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression ?? "") ?? [];
    const minutes = unit === undefined ? undefined : minutesOf[unit];
    if (minutes === undefined || !(Number(count) > 0)) return undefined;
    return (hoursPerMonth * 60) / (Number(count) * minutes);
}
