import { ExemptionsError, readExemptions, type Exemption } from "../policies/exemptions";
import { rules as autoscalingBounds } from "../policies/autoscaling-bounds/rules";
import { rules as cellIsolation } from "../policies/cell-isolation/rules";
import { rules as hipaaSafeguards } from "../policies/hipaa-safeguards/rules";
import { rules as indexesAsMigrations } from "../policies/indexes-as-migrations/rules";
import { rules as uptimeAlarms } from "../policies/uptime-alarms/rules";
import { toStackPolicies, type Rule } from "../policies/rule";
import type { StackValidationPolicy } from "@pulumi/policy";

/** A policy pack as `--policy-pack policies/<name>` would run it. */
export interface Pack {
    readonly name: string;
    readonly policies: readonly StackValidationPolicy[];
}

/** What is known of a rule without running it. */
export type RuleFacts = Omit<Rule, "check">;

/** A pack's rules, and how they become policies. */
interface Source {
    readonly name: string;
    readonly rules: readonly RuleFacts[];
    readonly policies: (exemptions: readonly Exemption[]) => readonly StackValidationPolicy[];
}

const source = <Config extends object>(name: string, rules: readonly Rule<Config>[]): Source => ({
    name,
    rules,
    policies: (exemptions) => toStackPolicies(name, rules, exemptions),
});

/** Every pack of the repository, with its rules. */
export const packSources: readonly Source[] = [
    source("autoscaling-bounds", autoscalingBounds),
    source("cell-isolation", cellIsolation),
    source("hipaa-safeguards", hipaaSafeguards),
    source("indexes-as-migrations", indexesAsMigrations),
    source("uptime-alarms", uptimeAlarms),
];

/**
 * Every pack of the repository, ready to run.
 *
 * @throws ExemptionsError where an exemption names no rule of theirs.
 */
export function loadPacks(exemptions: readonly Exemption[] = readExemptions()): readonly Pack[] {
    const strange = exemptions.filter(
        ({ rule }) => !packSources.some(({ name }) => rule.startsWith(`${name}/`)),
    );
    if (strange.length > 0) {
        throw new ExemptionsError(
            strange.map(({ rule }) => `exemption of ${rule}: there is no such pack`).join("\n"),
        );
    }
    return packSources.map(({ name, policies }) => ({ name, policies: policies(exemptions) }));
}
