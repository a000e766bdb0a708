import { isHostName } from "./domain-names";
import { plainText, type Reader } from "./strict-readers";

/** The host of a URL, a user and a port left out. */
const address = /^https:\/\/([^/@\s]*@)?(?<host>[^/:@?#\s]+)(:\d{1,5})?([/?]\S*)?$/;

/**
 * An https address that SNS can post to. Its path is a key to many an on-call tool, so that no message shows any
 * part of it.
 */
export const webhookAddress: Reader<string> = (given) => {
    const text = plainText(given);
    const host = address.exec(text ?? "")?.groups?.host;
    if (text !== undefined && host !== undefined && isHostName(host.toLowerCase())) return { value: text };
    return {
        fault: {
            got: "[not shown]",
            expected: "an https address with a public host name",
            remedy: text?.startsWith("http://")
                ? "write https:// in place of http://, or what alarms say can be read on the way"
                : "write one such as https://events.example.com/integration/<key>",
        },
    };
};
