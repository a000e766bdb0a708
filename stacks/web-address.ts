import { isHostName } from "./domain-names";
import { plainText, type Reader } from "./strict-readers";

/** Ends an alarm's description, to which CloudWatch leaves 1024 characters; what it means comes first. */
const longestAddress = 200;

/** Host, port and path of an address; neither query nor fragment, behind which no page's name can be added. */
const address = /^https:\/\/(?<host>[^/:@?#\s]+)(:\d{2,5})?(\/[\w.~%+-]+)*$/;

function isWebAddress(text: string): boolean {
    const host = address.exec(text)?.groups?.host;
    return text.length <= longestAddress && host !== undefined && isHostName(host);
}

/** What was probably meant: with https, without user, query, fragment and slashes at the end. */
function mended(text: string): string {
    return text
        .replace(/^(http:\/\/|https:\/\/)?([^/@]*@)?/i, "https://")
        .replace(/[?#].*$/, "")
        .replace(/\/+$/, "");
}

/** An https address of a folder: pages' names are added behind a slash. */
export const webAddress: Reader<string> = (given) => {
    const text = plainText(given);
    if (text !== undefined && isWebAddress(text)) return { value: text };
    const meant = mended(typeof given === "string" ? given.trim() : "");
    return {
        fault: {
            expected: `an https address of at most ${longestAddress} characters, without query, fragment or slash at its end`,
            remedy: isWebAddress(meant)
                ? `write ${meant}`
                : "write one such as https://runbooks.example.com/medease, or remove it",
        },
    };
};
