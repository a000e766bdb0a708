import type { PolicyConfigSchema } from "@pulumi/policy";

type Schema = PolicyConfigSchema["properties"][string];

/** A setting that is a number and has a default. */
export interface NumberSetting {
    readonly type: "integer" | "number";
    readonly minimum: number;
    readonly maximum: number;
    readonly default: number;
    readonly description: string;
}

type Range = readonly [minimum: number, maximum: number];

/** A setting that counts something, within what AWS takes. */
export function whole(preset: number, [minimum, maximum]: Range, description: string): NumberSetting {
    return { type: "integer", minimum, maximum, default: preset, description };
}

/** A setting that measures something, within what AWS takes. */
export function measure(preset: number, [minimum, maximum]: Range, description: string): NumberSetting {
    return { type: "number", minimum, maximum, default: preset, description };
}

/** A setting in percent. */
export function percent(preset: number, description: string): NumberSetting {
    return measure(preset, [0, 100], description);
}

/** What a rule with these settings is given: each as the user has it, else its default. */
export type SettingsOf<S extends { readonly properties: Readonly<Record<string, NumberSetting>> }> = {
    readonly [Name in keyof S["properties"]]: number;
};

/** The config of one rule that holds mistakes; all of them are told at once. */
export class PolicyConfigError extends Error {}

/** What is known of a rule that may be configured. */
interface Configurable {
    readonly name: string;
    readonly configSchema?: PolicyConfigSchema;
}

const articles: Readonly<Record<string, string>> = {
    string: "a text",
    integer: "a whole number",
    number: "a number",
    boolean: "true or false",
    array: "a list",
    object: "an object",
};

function isOfType(value: unknown, type: string): boolean {
    if (type === "integer") return Number.isInteger(value);
    if (type === "array") return Array.isArray(value);
    if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
    return typeof value === type;
}

/** " from 1 to 5", " of at least 1", or nothing. */
function rangeOf({ minimum, maximum }: Schema): string {
    if (minimum !== undefined && maximum !== undefined) {
        return ` from ${String(minimum)} to ${String(maximum)}`;
    }
    if (minimum !== undefined) return ` of at least ${String(minimum)}`;
    return maximum === undefined ? "" : ` of at most ${String(maximum)}`;
}

/** What a value must be, in words; undefined where it is. */
function demand(value: unknown, schema: Schema): string | undefined {
    const types = [schema.type ?? []].flat();
    const choices: readonly unknown[] | undefined = schema.enum;
    const isTyped = types.length === 0 || types.some((type) => isOfType(value, type));
    const isOutside =
        typeof value === "number" &&
        (value < (schema.minimum ?? -Infinity) || value > (schema.maximum ?? Infinity));
    if (!isTyped || isOutside) {
        return `${types.map((type) => articles[type] ?? type).join(" or ")}${rangeOf(schema)}`;
    }
    if (choices === undefined || choices.includes(value)) return undefined;
    return choices.map((choice) => JSON.stringify(choice)).join(" or ");
}

/** Mistakes in a value and in the items of a list, each with its path. */
function mistakesIn(value: unknown, schema: Schema, path: string): readonly string[] {
    const must = demand(value, schema);
    if (must !== undefined) return [`${path} is ${JSON.stringify(value)}; it must be ${must}`];
    const { items } = schema;
    if (!Array.isArray(value) || typeof items !== "object" || Array.isArray(items)) return [];
    return value.flatMap((item: unknown, index) => mistakesIn(item, items, `${path}[${String(index)}]`));
}

function mistakesOf(
    { name, configSchema }: Configurable,
    given: Readonly<Record<string, unknown>>,
): readonly string[] {
    const schemas = configSchema?.properties ?? {};
    const known = Object.keys(schemas);
    return Object.entries(given).flatMap(([key, value]) => {
        const schema = schemas[key];
        if (schema !== undefined) return mistakesIn(value, schema, `${name}.${key}`);
        const takes = known.length === 0 ? "takes no config" : `takes ${known.join(", ")}`;
        return [`${name}.${key} is ${JSON.stringify(value)}; the rule has no such setting, it ${takes}`];
    });
}

/**
 * What a rule is run with: what the user set, and the default of everything else. The engine checks types by the same
 * schema, but lets through what no schema names, and a misspelt setting would leave the default in force unnoticed.
 *
 * @throws PolicyConfigError with every mistake: the path, the value, and what it must be.
 */
export function configOf(
    rule: Configurable,
    given: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
    const mistakes = mistakesOf(rule, given);
    if (mistakes.length > 0) {
        throw new PolicyConfigError(mistakes.map((one) => `config ${one}`).join("\n"));
    }
    const presets = Object.entries(rule.configSchema?.properties ?? {}).flatMap(([key, schema]) =>
        schema.default === undefined ? [] : [[key, schema.default] as const],
    );
    return { ...Object.fromEntries(presets), ...given };
}

/**
 * Refuses config of rules that nobody runs: a misspelt rule would keep its defaults unnoticed.
 *
 * @throws PolicyConfigError that names them.
 */
export function assertNamed(names: readonly string[], rules: readonly { readonly name: string }[]): void {
    const strange = names.filter((name) => !rules.some((rule) => rule.name === name));
    if (strange.length === 0) return;
    throw new PolicyConfigError(strange.map((name) => `config ${name}: there is no such rule`).join("\n"));
}
