import { runLimits } from "./limits";

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** What a file may set each timeout to, in milliseconds; zero would be no bound at all. */
export const timeoutCeilings: Readonly<Record<string, number>> = {
    lock_timeout: runLimits.lock,
    statement_timeout: runLimits.longestStatement,
};

/** PostgreSQL's units of time in milliseconds; without one a timeout is in milliseconds ("Setting Parameters", manual). */
const units: Readonly<Record<string, number>> = {
    us: 0.001,
    "": 1,
    ms: 1,
    s: 1_000,
    min: 60_000,
    h: 3_600_000,
    d: 86_400_000,
};

/** A value as a statement writes it: `'5s'`, `5000`, `1.5`. The parser leaves out a zero and an empty text. */
function writtenValue(parameters: unknown): string {
    const [first] = Array.isArray(parameters) ? (parameters as unknown[]) : [];
    const constant = isNode(first) && isNode(first.A_Const) ? first.A_Const : {};
    if (isNode(constant.ival) && constant.ival.ival === undefined) return "0";
    const values = Object.values(constant).flatMap((value) => (isNode(value) ? Object.values(value) : []));
    return String(values.find((value) => typeof value === "string" || typeof value === "number") ?? "");
}

/** A timeout in milliseconds; undefined where PostgreSQL would not take it either. */
function millisecondsOf(written: string): number | undefined {
    const [, number, unit = ""] = /^\s*(-?\d+(?:\.\d*)?)\s*([a-z]*)\s*$/.exec(written) ?? [];
    const factor = units[unit];
    return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

/**
 * Why a file may not set a timeout as a SET or RESET does; undefined where it may.
 *
 * The runner holds its limits during the run as well, whatever sets a timeout; this says it before anything runs.
 */
export function timeoutMistake({ kind, name, args }: Node): string | undefined {
    const named = typeof name === "string" ? name : "";
    const ceiling = timeoutCeilings[named];
    if (kind === "VAR_RESET_ALL") {
        return "RESET ALL would take away the runner's timeouts; reset the settings that the file has set, one by one";
    }
    if (ceiling === undefined) return undefined;
    const remedy =
        `set it to more than 0 and at most ${ceiling / 1_000} s` +
        (named === "lock_timeout"
            ? ", the runner tries again; or take the line out"
            : ", and split what takes longer");
    if (kind !== "VAR_SET_VALUE") return `${named} would fall back to no bound; ${remedy}`;
    const written = writtenValue(args);
    const milliseconds = millisecondsOf(written);
    if (milliseconds === undefined) {
        return `${named} is '${written}', which is no length of time; ${remedy}`;
    }
    // PostgreSQL rounds to whole milliseconds, and half of one to none.
    return Math.round(milliseconds) >= 1 && milliseconds <= ceiling
        ? undefined
        : `${named} is '${written}', beyond the runner's limit of ${ceiling / 1_000} s; ${remedy}`;
}
