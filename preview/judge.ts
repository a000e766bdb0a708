import type { PolicyResource, StackValidationArgs, StackValidationPolicy } from "@pulumi/policy";
import { unknownCheckingProxy, UnknownValueError } from "@pulumi/policy/proxy";
import { noteOrigin } from "../policies/stack-graph";
import type { Pack } from "./packs";
import type { PolicyConfig, RuleConfig } from "./policy-config";
import type { Registration } from "./registration";
import { unwrapSecrets } from "./wire";

/** One thing that a policy pack says about a stack. */
export interface Violation {
    readonly stack: string;
    readonly pack: string;
    readonly rule: string;
    readonly enforcementLevel: "mandatory" | "advisory";
    /** The resource at fault; absent where the stack as a whole is. */
    readonly urn?: string;
    readonly message: string;
    readonly remediation: string;
    /** The rule met values that are not known yet and could not decide; the engine shows these as advisory. */
    readonly undecided: boolean;
}

/** The resources of a stack with the arguments that the engine hands to a stack policy. */
export function policyResources(registrations: readonly Registration[]): PolicyResource[] {
    const byUrn = new Map(
        registrations.map((registration) => [registration.urn, toPolicyResource(registration)]),
    );
    const find = (urns: readonly string[]): PolicyResource[] =>
        urns.map((urn) => byUrn.get(urn)).filter((resource) => resource !== undefined);
    return registrations.map((registration) => {
        const resource = byUrn.get(registration.urn);
        if (resource === undefined) throw new Error(`lost ${registration.urn}`);
        const parent = registration.parent === undefined ? undefined : byUrn.get(registration.parent);
        const provider = byUrn.get(registration.provider?.replace(/::[^:]*$/, "") ?? "");
        if (parent !== undefined) resource.parent = parent;
        if (provider !== undefined) resource.provider = provider;
        resource.dependencies = find(registration.dependencies);
        if (registration.external !== undefined) noteOrigin(resource, registration.external);
        for (const [property, urns] of Object.entries(registration.propertyDependencies)) {
            resource.propertyDependencies[property] = find(urns);
        }
        return resource;
    });
}

function toPolicyResource({ urn, type, name, state, options, parent }: Registration): PolicyResource {
    const props = unknownCheckingProxy(unwrapSecrets(state));
    return {
        urn,
        type,
        name,
        props,
        opts: {
            protect: options.protect,
            ignoreChanges: [...options.ignoreChanges],
            deleteBeforeReplace: options.deleteBeforeReplace,
            aliases: [...options.aliases],
            customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
            additionalSecretOutputs: [...options.additionalSecretOutputs],
            ...(parent === undefined ? {} : { parent }),
        },
        dependencies: [],
        propertyDependencies: {},
        isType: (resourceClass) => isTypeOf(type, resourceClass),
        asType: (resourceClass) => (isTypeOf(type, resourceClass) ? (props as never) : undefined),
    };
}

function isTypeOf(type: string, resourceClass: object): boolean {
    return "__pulumiType" in resourceClass && resourceClass.__pulumiType === type;
}

/** Runs one policy of a pack over the resources of a stack. */
export async function run(
    policy: StackValidationPolicy,
    pack: string,
    stack: string,
    resources: PolicyResource[],
    { properties, enforcementLevel = policy.enforcementLevel }: RuleConfig = { properties: {} },
): Promise<readonly Violation[]> {
    if (enforcementLevel === "disabled") return [];
    const found: Violation[] = [];
    const common = { stack, pack, rule: policy.name, remediation: policy.remediationSteps ?? "" };
    try {
        await policy.validateStack(
            {
                resources,
                stackTags: new Map(),
                getConfig: (() => properties) as StackValidationArgs["getConfig"],
                notApplicable: (reason?: string): never => {
                    throw new NotApplicable(reason);
                },
            },
            (message, urn) => {
                found.push({
                    ...common,
                    enforcementLevel: enforcementLevel === "advisory" ? "advisory" : "mandatory",
                    ...(urn === undefined ? {} : { urn }),
                    message,
                    undecided: false,
                });
            },
        );
    } catch (error) {
        if (error instanceof UnknownValueError) {
            const { message } = error;
            const remediation = remedyOfDoubt(message);
            found.push({ ...common, enforcementLevel: "advisory", message, remediation, undecided: true });
        } else if (!(error instanceof NotApplicable)) throw error;
    }
    return found;
}

/** What ends a doubt: the rule's own remedy mends a breach, and nobody knows of one. */
export function remedyOfDoubt(message: string): string {
    return message.includes("not known before the update")
        ? "None is needed yet; preview again once the value is known, as after the first update."
        : "Do what the finding names, a setting of the pack or something to install; then preview again.";
}

/** What the SDK throws from `notApplicable`: the policy has nothing to say about this stack. */
class NotApplicable extends Error {}

/** Runs every policy of every pack over one stack's resources, each as the user configured it. */
export async function judge(
    packs: readonly Pack[],
    stack: string,
    registrations: readonly Registration[],
    config: PolicyConfig = {},
): Promise<readonly Violation[]> {
    const resources = policyResources(registrations);
    const found: Violation[] = [];
    for (const { name, policies } of packs) {
        for (const policy of policies) {
            const own = config[policy.name] ?? { properties: {} };
            found.push(...(await run(policy, name, stack, resources, own)));
        }
    }
    return found;
}
