import { field, textOf } from "../graph";
import { unknown } from "../rule";

/** A statement of a policy, with lists where IAM takes one value or several. */
export interface Statement {
    readonly effect: string;
    readonly actions: readonly string[];
    /** The statement says NotAction: everything but what it names. */
    readonly isOpenEnded: boolean;
    readonly resources: readonly string[];
    /** Accounts, roles and services alike; "*" is everyone. */
    readonly principals: readonly string[];
    readonly hasCondition: boolean;
}

function texts(value: unknown): readonly string[] {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    return list.filter((item) => typeof item === "string");
}

function principalsOf(value: unknown): readonly string[] {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.values(value).flatMap(texts)
        : texts(value);
}

/** A policy that is given as text or as an object, as an object; undefined where a text is none. */
export function policyIn(document: unknown): unknown {
    const text = textOf(document);
    if (typeof text !== "string") return document;
    try {
        return JSON.parse(text);
    } catch {
        return undefined;
    }
}

/**
 * Statements of a policy, given as text or as an object; {@link unknown} where it cannot be read before the update, no
 * statements where it is no policy: AWS refuses that by itself.
 */
export function statementsOf(document: unknown): readonly Statement[] | typeof unknown {
    if (document === unknown) return unknown;
    const list = field(policyIn(document), "Statement");
    if (list === unknown) return unknown;
    const items: readonly unknown[] = Array.isArray(list) ? list : [list];
    return items.flatMap((item) =>
        typeof item !== "object" || item === null
            ? []
            : [
                  {
                      effect: String(field(item, "Effect")),
                      actions: texts(field(item, "Action")),
                      isOpenEnded: field(item, "NotAction") !== undefined,
                      resources: texts(field(item, "Resource")),
                      principals: principalsOf(field(item, "Principal")),
                      hasCondition: field(item, "Condition") !== undefined,
                  },
              ],
    );
}
