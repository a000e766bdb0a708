const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesPerDay = 24 * 60;

/**
 * The minutes of a week that a window of RDS or ElastiCache covers: daily ("03:00-04:00") or weekly
 * ("sun:05:00-sun:06:00"). Throws where the text is neither.
 */
export function minutesOfWeek(window: string): ReadonlySet<number> {
    const match = /^(?:([a-z]{3}):)?(\d\d):(\d\d)-(?:([a-z]{3}):)?(\d\d):(\d\d)$/.exec(window);
    if (match === null) throw new Error(`"${window}" is no window`);
    const [, fromDay, fromHour, fromMinute, toDay, toHour, toMinute] = match;
    const at = (day: number, hour: string | undefined, minute: string | undefined): number =>
        day * minutesPerDay + Number(hour) * 60 + Number(minute);
    const starts = fromDay === undefined ? days.map((_, day) => day) : [days.indexOf(fromDay)];
    const minutes = starts.flatMap((day) => {
        const start = at(day, fromHour, fromMinute);
        const end = at(toDay === undefined ? day : days.indexOf(toDay), toHour, toMinute);
        return Array.from({ length: end - start }, (_, offset) => start + offset);
    });
    return new Set(minutes);
}
