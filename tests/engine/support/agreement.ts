import type { Registration } from "../../../preview/registration";
import type { Violation } from "../../../preview/judge";
import type { StateResource } from "./cli";
import type { PolicyFinding, Step } from "./event-log";

/** What both sides must say of a resource. */
interface Facts {
    readonly parent: string;
    readonly provider: string;
}

/** The URN within a reference `URN::id`; the engine has default providers where a program names none. */
function providerUrn(reference: string | undefined): string {
    const urn = reference?.slice(0, reference.lastIndexOf("::")) ?? "";
    return /::default(_[^:]*)?$/.test(urn) ? "" : urn;
}

function facts(resource: { readonly parent?: string; readonly provider?: string }): Facts {
    return { parent: resource.parent ?? "", provider: providerUrn(resource.provider) };
}

/** Providers that the engine makes for types that the program hands none. */
const isDefaultProvider = (urn: string): boolean => providerUrn(`${urn}::id`) === "";

/** How the resources of the offline preview and of the engine's differ: a URN holds stack, types and name. */
export function resourceDisagreements(
    offline: readonly Registration[],
    engine: readonly Step[],
): readonly string[] {
    const theirs = new Map(
        engine.filter(({ urn }) => !isDefaultProvider(urn)).map((step) => [step.urn, facts(step)]),
    );
    const ours = new Map(offline.map((registration) => [registration.urn, facts(registration)]));
    return [
        ...[...theirs.keys()].filter((urn) => !ours.has(urn)).map((urn) => `only the engine has ${urn}`),
        ...[...ours].flatMap(([urn, { parent, provider }]) => {
            const other = theirs.get(urn);
            if (other === undefined) return [`only the offline preview has ${urn}`];
            return [
                ...(other.parent === parent
                    ? []
                    : [`${urn}: parent ${parent}, on the engine ${other.parent}`]),
                ...(other.provider === provider
                    ? []
                    : [`${urn}: provider ${provider}, on the engine ${other.provider}`]),
            ];
        }),
    ];
}

/** How the engine begins to say that a rule could not decide. */
const cannotRun = /^can't run policy '[^']*' from policy pack '[^']*' during preview: /;

/** What both sides must say of a finding, and how often: the pack, the rule, how binding it is, of what and in which words. */
function told(
    { pack, rule, enforcementLevel: level }: Pick<Violation, "pack" | "rule"> & { enforcementLevel: string },
    urn: string | undefined,
    message: string,
): string {
    return `${pack} ${rule} (${level}) ${urn ?? ""}: ${message}`;
}

/** A finding as the offline preview has it: the engine puts the rule's description before the message, or that it could not decide. */
function asOffline(finding: PolicyFinding): string {
    const { urn, message } = finding;
    return cannotRun.test(message)
        ? told(finding, undefined, message.replace(cannotRun, ""))
        : told(finding, urn, message.split("\n").slice(1).join("\n"));
}

/** What one list has more often than the other. */
function more(ones: readonly string[], others: readonly string[]): readonly string[] {
    const left = [...others];
    return ones.filter((one) => {
        const index = left.indexOf(one);
        if (index >= 0) left.splice(index, 1);
        return index < 0;
    });
}

/** How the findings of the policies differ. */
export function findingDisagreements(
    offline: readonly Violation[],
    engine: readonly PolicyFinding[],
): readonly string[] {
    const ours = offline.map((violation) => told(violation, violation.urn, violation.message));
    const theirs = engine.map(asOffline);
    return [
        ...more(ours, theirs).map((finding) => `only offline: ${finding}`),
        ...more(theirs, ours).map((finding) => `only the engine: ${finding}`),
    ];
}

const sorted = (urns: readonly string[] | null | undefined): readonly string[] => [...(urns ?? [])].sort();

function graphOf(resource: StateResource | Registration): unknown {
    const isRegistration = "options" in resource;
    return {
        dependencies: sorted(resource.dependencies),
        propertyDependencies: Object.entries(resource.propertyDependencies ?? {})
            .map(([property, urns]) => [property, sorted(urns)] as const)
            .filter(([, urns]) => urns.length > 0)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        protect: isRegistration ? resource.options.protect : (resource.protect ?? false),
        ignoreChanges: isRegistration ? resource.options.ignoreChanges : (resource.ignoreChanges ?? []),
    };
}

/**
 * How the record of a run with known outputs differs from the state file in what policies rely on: what each
 * resource depends on and by which property, what is protected and what is ignored.
 */
export function graphDisagreements(
    recorded: readonly Registration[],
    state: readonly StateResource[],
): readonly string[] {
    const held = new Map(state.map((resource) => [resource.urn, resource]));
    return recorded.flatMap((registration) => {
        const resource = held.get(registration.urn);
        if (resource === undefined) return [`the state lacks ${registration.urn}`];
        const [ours, theirs] = [graphOf(registration), graphOf(resource)].map((graph) =>
            JSON.stringify(graph),
        );
        return ours === theirs ? [] : [`${registration.urn}: ${ours ?? ""}, in the state ${theirs ?? ""}`];
    });
}
