import { plainText, type Reader } from "./strict-readers";

/** host/path, then a tag, then a digest; each of the last two may be missing. */
const reference =
    /^(?<name>[a-z0-9]+([.-][a-z0-9]+)*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+)(:(?<tag>\w[\w.-]{0,127}))?(@(?<digest>sha256:[0-9a-f]{64}))?$/;

/**
 * Container image that is the same tomorrow: by digest, or by a tag that the registry does not let move.
 * Which tags are immutable only the registry knows; `latest` never is.
 */
export const pinnedImage: Reader<string> = (given) => {
    const text = plainText(given);
    const parts = reference.exec(text ?? "")?.groups;
    if (text === undefined || parts === undefined) {
        return {
            fault: {
                expected: "an image as registry/repository with a tag or a sha256 digest of 64 hex digits",
                remedy: "write one such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.4.2",
            },
        };
    }
    if (parts.tag === "latest") {
        const remedy = parts.digest === undefined ? "name the tag or digest that you tested" : "drop :latest";
        return { fault: { expected: "an image that stays the same, and latest moves", remedy } };
    }
    if (parts.tag === undefined && parts.digest === undefined) {
        const expected = "a tag or a digest, without which the registry takes latest";
        return { fault: { expected, remedy: "add the one that you tested, e.g. :1.4.2 or @sha256:…" } };
    }
    return { value: text };
};
