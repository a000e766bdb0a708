import { readFileSync } from "node:fs";
import type { EnforcementLevel } from "@pulumi/policy";
import { assertNamed, configOf, PolicyConfigError } from "../policies/config";
import type { Pack } from "./packs";

/** What a user set for one rule. */
export interface RuleConfig {
    readonly enforcementLevel?: EnforcementLevel;
    readonly properties: Readonly<Record<string, unknown>>;
}

/** What a user set, by rule; what is said of "all" rules is laid under what is said of each. */
export type PolicyConfig = Readonly<Record<string, RuleConfig>>;

const levels: readonly string[] = [
    "advisory",
    "mandatory",
    "disabled",
    "remediate",
] satisfies EnforcementLevel[];

/** A rule's entry as Pulumi takes it: a level, or an object of its settings that may hold a level. */
function ruleConfig(rule: string, entry: unknown): RuleConfig {
    const fields: Readonly<Record<string, unknown>> | undefined =
        typeof entry === "string"
            ? { enforcementLevel: entry }
            : typeof entry === "object" && entry !== null && !Array.isArray(entry)
              ? { ...entry }
              : undefined;
    if (fields === undefined) {
        throw new PolicyConfigError(
            `config ${rule} is ${JSON.stringify(entry)}; it must be an object of the rule's settings or a level`,
        );
    }
    const { enforcementLevel, ...properties } = fields;
    if (enforcementLevel === undefined) return { properties };
    if (typeof enforcementLevel !== "string" || !levels.includes(enforcementLevel)) {
        throw new PolicyConfigError(
            `config ${rule}.enforcementLevel is ${JSON.stringify(enforcementLevel)}; it must be ${levels.join(", ")}`,
        );
    }
    return { enforcementLevel: enforcementLevel as EnforcementLevel, properties };
}

/**
 * The config of these packs from the text of a file that `--policy-pack-config` takes, too.
 *
 * @throws PolicyConfigError with every mistake of the first kind that it meets.
 */
export function parsePolicyConfig(text: string, file: string, packs: readonly Pack[]): PolicyConfig {
    let document: unknown;
    try {
        document = JSON.parse(text);
    } catch (error) {
        throw new PolicyConfigError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    if (typeof document !== "object" || document === null || Array.isArray(document)) {
        throw new PolicyConfigError(`${file}: must hold an object of rules, each with its settings`);
    }
    const { all, ...own } = document as Readonly<Record<string, unknown>>;
    const rules = packs.flatMap(({ policies }) => policies);
    assertNamed(Object.keys(own), rules);
    const { enforcementLevel } = all === undefined ? { enforcementLevel: undefined } : ruleConfig("all", all);
    const level = enforcementLevel === undefined ? {} : { enforcementLevel };
    const config = Object.fromEntries(
        rules.map(({ name }) => [name, { ...level, ...ruleConfig(name, own[name] ?? {}) }]),
    );
    const mistakes = rules.flatMap((rule) => {
        try {
            configOf(rule, config[rule.name]?.properties);
            return [];
        } catch (error) {
            if (error instanceof PolicyConfigError) return [error.message];
            throw error;
        }
    });
    if (mistakes.length > 0) throw new PolicyConfigError(mistakes.join("\n"));
    return config;
}

/** Reads a file of config. @throws PolicyConfigError where there is none, or it holds mistakes. */
export function readPolicyConfig(file: string, packs: readonly Pack[]): PolicyConfig {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        throw new PolicyConfigError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return parsePolicyConfig(text, file, packs);
}
