import { plainText, type Reader } from "./strict-readers";

/** Longest name that DNS knows (RFC 1035). */
const longestName = 253;

/** A certificate's first name ends here (AWS Certificate Manager, RequestCertificate; RFC 5280's common name). */
export const longestCertificateName = 64;

/** Whether it is two labels or more, in lower case, of letters, digits and inner hyphens; the last is no number. */
export function isHostName(text: string): boolean {
    const labels = text.split(".");
    return (
        text.length <= longestName &&
        labels.length > 1 &&
        labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
        !/^\d+$/.test(labels.at(-1) ?? "")
    );
}

/** What is left of a URL, a wildcard, a dotted or an upper-case name when all that is taken away. */
function bareName(text: string): string {
    return text
        .toLowerCase()
        .replace(/^[a-z][a-z0-9+.-]*:\/\//, "")
        .replace(/^[^/@]*@/, "")
        .replace(/[/:?#].*$/, "")
        .replace(/^\*\.|\.$/g, "");
}

/** A bare lower-case host name: no scheme, port, path, wildcard or trailing dot. */
export function hostName(example: string): Reader<string> {
    return (given) => {
        const text = plainText(given);
        if (text !== undefined && isHostName(text)) return { value: text };
        const meant = bareName(typeof given === "string" ? given.trim() : "");
        return {
            fault: {
                expected: "a bare lower-case host name of two labels or more",
                remedy: isHostName(meant) ? `write ${meant}` : `write one such as ${example}`,
            },
        };
    };
}

/** Whether a name is a zone's own or lies below it. */
export function isInZone(name: string, zone: string): boolean {
    return name === zone || name.endsWith(`.${zone}`);
}

/** An e-mail address that SNS can send to. */
export const emailAddress: Reader<string> = (given) => {
    const text = plainText(given);
    const [, host] = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([^@]+)$/.exec(text ?? "") ?? [];
    if (text !== undefined && host !== undefined && isHostName(host.toLowerCase())) return { value: text };
    return { fault: { expected: "an e-mail address", remedy: "write one such as oncall@example.com" } };
};
