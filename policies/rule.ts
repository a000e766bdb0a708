import type { EnforcementLevel, PolicyConfigSchema, StackValidationPolicy } from "@pulumi/policy";
import { UnknownValueError, unknownStringValue } from "@pulumi/policy/proxy";
import { configOf, PolicyConfigError } from "./config";
import {
    covers,
    ExemptionsError,
    hasExpired,
    isAbout,
    readExemptions,
    today,
    type Exemption,
} from "./exemptions";
// The host of a policy pack compiles what is imported and nothing else.
import type {} from "./policy-sdk";
import { StackGraph, type GraphResource } from "./stack-graph";

export { read, StackGraph, unknown, type GraphResource } from "./stack-graph";

/** Where a rule says what it found. A rule that neither breaks nor is undecided has passed. */
export interface Report {
    /** The promise is broken: says the value found and what it must be. */
    violation(resource: GraphResource, message: string): void;
    /** The rule could not decide because a value is not known yet; never counts as passed. */
    undecided(resource: GraphResource, message: string): void;
}

/** What a rule answers to in catalogues that reviewers bring along. */
export interface Frameworks {
    /** Controls of Security Hub's AWS Foundational Security Best Practices, "RDS.3" say. */
    readonly fsbp?: readonly string[];
    /** Controls of Security Hub that are in other standards of it only, "KMS.4" say. */
    readonly securityHub?: readonly string[];
    /** Sections of the HIPAA Security Rule (45 CFR part 164, subpart C), "164.312(a)(2)(iv)" say. */
    readonly hipaa?: readonly string[];
    /** Best practices of the AWS Well-Architected Framework, "REL10-BP03" say. */
    readonly wellArchitected?: readonly string[];
}

/** One promise about the resources of a stack. */
export interface Rule<Config extends object = Record<string, never>> {
    /** `<subject>-<promise>` in lower kebab case. */
    readonly name: string;
    /** The rule in one sentence. */
    readonly description: string;
    /** "mandatory" unless there is a written reason. */
    readonly enforcementLevel: EnforcementLevel;
    readonly severity: "low" | "medium" | "high" | "critical";
    /** What to do, in one line. */
    readonly remediation: string;
    /** Types the promise is about; a stack without one is none of the rule's business. */
    readonly subjects: readonly string[];
    readonly frameworks: Frameworks;
    readonly configSchema?: PolicyConfigSchema;
    /** @param config what the user set, with the default of everything else */
    check(stack: StackGraph, report: Report, config: Config): void | Promise<void>;
}

/** A rule of whatever config, as a pack lists it. */
export type AnyRule = Rule<never>;

const graphs = new WeakMap<readonly GraphResource[], StackGraph>();

/** The graph of these resources: the same one for all rules, so that what one works out serves the next. */
function graphOf(resources: readonly GraphResource[]): StackGraph {
    const graph = graphs.get(resources) ?? new StackGraph(resources);
    graphs.set(resources, graph);
    return graph;
}

/** What a rule said of a resource. */
interface Finding {
    readonly resource: GraphResource;
    readonly message: string;
}

/** Findings as one text: what is said of several resources is said once, in an order that is none of the engine's. */
function folded(findings: readonly Finding[]): string {
    const names = new Map<string, string[]>();
    for (const { resource, message } of findings) {
        names.set(message, [...(names.get(message) ?? []), resource.name]);
    }
    return [...names].map(([message, of]) => `${of.sort().join(", ")}: ${message}`).join("; ");
}

/** A rule that met only unknown values. The engine's SDK turns it into an advisory "can't run policy …" line. */
export class UndecidedError extends UnknownValueError {
    constructor(findings: readonly Finding[]) {
        super(unknownStringValue, []);
        this.message = `undecided: ${folded(findings)}`;
    }
}

/** References as tags, "hipaa:164.312(b)" say, which Pulumi shows beside a policy. */
function tagsOf(frameworks: Frameworks): string[] {
    return Object.entries(frameworks).flatMap(([framework, references]: [string, readonly string[]]) =>
        references.map((reference) => `${framework}:${reference}`),
    );
}

/** The exemptions of one rule. */
export interface Leniency {
    readonly exemptions: readonly Exemption[];
    /** The day that they are judged on, as `2027-03-31`. */
    readonly day: string;
}

/** Name of the stack that the resources are of, by their URNs. */
function stackOf([first]: readonly GraphResource[]): string {
    return first?.urn.split("::")[0]?.split(":")[2] ?? "";
}

/** What remains of findings once exemptions have spoken, and what is wrong with the exemptions themselves. */
function spare(
    all: readonly Finding[],
    stack: string,
    { exemptions, day }: Leniency,
): { readonly standing: readonly Finding[]; readonly faults: readonly string[] } {
    const due = exemptions.filter((exemption) => isAbout(exemption, stack));
    const valid = due.filter((exemption) => !hasExpired(exemption, day));
    const idle = valid.filter((exemption) => !all.some(({ resource }) => covers(exemption, resource)));
    return {
        standing: all.filter(({ resource }) => !valid.some((exemption) => covers(exemption, resource))),
        faults: [
            ...due
                .filter((exemption) => hasExpired(exemption, day))
                .map(
                    ({ resource, expires, owner }) =>
                        `the exemption of ${resource} expired on ${expires}; ${owner} must end the breach or renew it`,
                ),
            ...idle.map(
                ({ resource, owner }) =>
                    `the exemption of ${resource} matches nothing that the rule finds in ${stack}; ${owner} must take it away`,
            ),
        ],
    };
}

/**
 * The rule as the policy that Pulumi runs. Violations are reported first; what stayed undecided is raised
 * after them, so that neither hides the other. An exemption that has expired or matches nothing is a violation.
 */
export function toStackPolicy<Config extends object>(
    rule: Rule<Config>,
    leniency: Leniency = { exemptions: [], day: today() },
): StackValidationPolicy {
    return {
        name: rule.name,
        description: rule.description,
        enforcementLevel: rule.enforcementLevel,
        severity: rule.severity,
        remediationSteps: rule.remediation,
        tags: tagsOf(rule.frameworks),
        ...(rule.configSchema === undefined ? {} : { configSchema: rule.configSchema }),
        validateStack: async (args, reportViolation) => {
            const violations: Finding[] = [];
            const undecided: Finding[] = [];
            let config: Config;
            try {
                config = configOf(rule, args.getConfig<Record<string, unknown>>()) as Config;
            } catch (error) {
                if (!(error instanceof PolicyConfigError)) throw error;
                for (const mistake of error.message.split("\n")) reportViolation(mistake);
                return;
            }
            await rule.check(
                graphOf(args.resources),
                {
                    violation: (resource, message) => violations.push({ resource, message }),
                    undecided: (resource, message) => undecided.push({ resource, message }),
                },
                config,
            );
            const { standing, faults } = spare(
                [...violations, ...undecided],
                stackOf(args.resources),
                leniency,
            );
            for (const fault of faults) reportViolation(fault);
            for (const finding of violations.filter((one) => standing.includes(one))) {
                reportViolation(`${finding.message} [${finding.resource.name}]`, finding.resource.urn);
            }
            const open = undecided.filter((one) => standing.includes(one));
            if (open.length > 0) throw new UndecidedError(open);
        },
    };
}

/**
 * A pack's rules as policies, each with its exemptions.
 *
 * @throws ExemptionsError where one names a rule that the pack does not have.
 */
export function toStackPolicies<Config extends object>(
    pack: string,
    rules: readonly Rule<Config>[],
    exemptions: readonly Exemption[] = readExemptions(),
): StackValidationPolicy[] {
    const own = exemptions.filter(({ rule }) => rule.startsWith(`${pack}/`));
    const known = rules.map(({ name }) => `${pack}/${name}`);
    const strange = own.filter(({ rule }) => !known.includes(rule));
    if (strange.length > 0) {
        throw new ExemptionsError(
            strange.map(({ rule }) => `exemption of ${rule}: pack ${pack} has no such rule`).join("\n"),
        );
    }
    return rules.map((rule) =>
        toStackPolicy(rule, {
            exemptions: own.filter((exemption) => exemption.rule === `${pack}/${rule.name}`),
            day: today(),
        }),
    );
}
