import { nearest } from "./nearest";
import { plainText, type Reader } from "./strict-readers";

/** A time of day, e.g. "07:30". */
export const clockTime: Reader<string> = (given) => {
    const text = plainText(given);
    if (text !== undefined && /^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return { value: text };
    return {
        fault: {
            expected: "a time of day from 00:00 to 23:59, with four digits",
            remedy: 'write it in quotes, e.g. "07:30"',
        },
    };
};

/** Names as the runtime lists them; older ones that mean the same (Asia/Kolkata, Asia/Calcutta) are known beside. */
const listed = Intl.supportedValuesOf("timeZone");

function isTimeZone(name: string): boolean {
    // The runtime ignores case and takes offsets; AWS takes names, spelt as they are.
    if (name !== "UTC" && !/^[A-Z]\w*(\/[A-Z][\w+-]*)+$/.test(name)) return false;
    if (listed.includes(name)) return true;
    if (listed.some((other) => other.toLowerCase() === name.toLowerCase())) return false;
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
    } catch {
        return false;
    }
}

/** Name of a time zone, e.g. "America/New_York". */
export const timeZone: Reader<string> = (given) => {
    const text = plainText(given);
    if (text !== undefined && isTimeZone(text)) return { value: text };
    const near = nearest(text ?? "", listed);
    return {
        fault: {
            expected: "a name of the IANA time zone database",
            remedy: near === undefined ? "write one, e.g. America/New_York" : `did you mean ${near}?`,
        },
    };
};
