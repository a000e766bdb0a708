import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { policyResources, run } from "../../preview/judge";
import type { Pack } from "../../preview/packs";
import type { Registration } from "../../preview/registration";
import { unwrapSecrets } from "../../preview/wire";
import { unknownCheckingProxy } from "@pulumi/policy/proxy";
import { applied, mutantsOf, shownPath, type Mutant } from "./mutants";
import { everything, observed, readKey, type Reads } from "./reads";

/** What the packs make of one mutant. */
export interface Outcome {
    readonly stack: string;
    readonly type: string;
    readonly resource: string;
    /** Path of the value, every item of a list standing for all; an option of the resource in parentheses. */
    readonly property: string;
    readonly change: string;
    /** Packs with a rule that reads the value. */
    readonly readBy: readonly string[];
    /** Mandatory rules that the mutant breaks, `<pack>/<rule>`. */
    readonly caughtBy: readonly string[];
    /** Rules that can decide no more; no catch. */
    readonly leftOpenBy: readonly string[];
}

/** A mandatory rule with what it said, and what it looked at, before anything was changed. */
interface Judge {
    readonly pack: string;
    readonly policy: StackValidationPolicy;
    readonly before: ReadonlySet<string>;
    readonly reads: Reads;
}

const textOf = ({ urn, message, undecided }: Finding): string =>
    `${undecided ? "undecided" : ""} ${urn ?? ""} ${message}`;

type Finding = Awaited<ReturnType<typeof run>>[number];

/** Changes a resource in place, and gives back how it was. */
type Change = (resource: PolicyResource) => () => void;

const ofProperty =
    (property: string, { path, value }: Mutant, state: Readonly<Record<string, unknown>>): Change =>
    (resource) => {
        const { props, propertyDependencies } = resource;
        const spoiled = applied(state, path, value) as Record<string, unknown>;
        resource.props = unknownCheckingProxy(spoiled);
        if (path.length === 1) {
            const { [property]: gone, ...others } = propertyDependencies;
            // A value that is written down comes from no resource any more.
            resource.propertyDependencies =
                value === undefined || gone === undefined ? others : { ...others, [property]: [] };
        }
        return () => {
            resource.props = props;
            resource.propertyDependencies = propertyDependencies;
        };
    };

const ofOption =
    (option: "ignoreChanges" | "protect"): Change =>
    (resource) => {
        const { opts } = resource;
        resource.opts = { ...opts, [option]: option === "protect" ? false : [] };
        return () => {
            resource.opts = opts;
        };
    };

/** One stack whose values are spoiled one at a time. */
export class MutationRun {
    private constructor(
        private readonly stack: string,
        private readonly registrations: readonly Registration[],
        private readonly resources: readonly PolicyResource[],
        private readonly judges: readonly Judge[],
    ) {}

    /** Runs every mandatory rule over the stack as it is. */
    static async of(
        stack: string,
        registrations: readonly Registration[],
        packs: readonly Pack[],
    ): Promise<MutationRun> {
        const resources = policyResources(registrations);
        const judges: Judge[] = [];
        for (const { name: pack, policies } of packs) {
            for (const policy of policies.filter(
                ({ enforcementLevel }) => enforcementLevel === "mandatory",
            )) {
                // Of its own graph: what one rule has worked out for all others, they would not read again.
                const { resources: watched, reads } = observed(resources);
                const found = await run(policy, pack, stack, watched);
                judges.push({ pack, policy, reads, before: new Set(found.map(textOf)) });
            }
        }
        return new MutationRun(stack, registrations, resources, judges);
    }

    /** Resources of AWS, with the providers that say where they are. */
    get subjects(): readonly Registration[] {
        return this.registrations.filter(({ type }) => /^(aws:|pulumi:providers:aws$)/.test(type));
    }

    /** What becomes of every mutant of a resource. */
    async outcomesOf(registration: Registration): Promise<readonly Outcome[]> {
        const resource = this.resources.find(({ urn }) => urn === registration.urn);
        if (resource === undefined) throw new Error(`lost ${registration.urn}`);
        const { inputs } = registration;
        const state = unwrapSecrets(registration.state);
        const outcomes: Outcome[] = [];
        for (const property of Object.keys(inputs)) {
            const readers = this.readersOf(resource, property);
            for (const mutant of mutantsOf(property, state[property])) {
                const change = ofProperty(property, mutant, state);
                const what = [shownPath(mutant.path), mutant.change] as const;
                outcomes.push(await this.outcome(resource, what, readers, change));
            }
        }
        for (const option of ["ignoreChanges", "protect"] as const) {
            const isSet =
                option === "protect" ? resource.opts.protect : resource.opts.ignoreChanges.length > 0;
            if (!isSet) continue;
            const key = readKey(`${resource.urn} options`, option);
            const readers = this.judges.filter(({ reads }) => reads.properties.has(key));
            outcomes.push(
                await this.outcome(resource, [`(${option})`, "removed"], readers, ofOption(option)),
            );
        }
        outcomes.push(await this.withoutIt(resource));
        return outcomes;
    }

    /** What becomes of a stack that lacks a resource. */
    private async withoutIt(lost: PolicyResource): Promise<Outcome> {
        const kept = this.registrations.filter(({ urn }) => urn !== lost.urn);
        const graph = policyResources(kept);
        const caughtBy: string[] = [];
        const leftOpenBy: string[] = [];
        for (const { pack, policy, before } of this.judges) {
            const news = (await run(policy, pack, this.stack, graph)).filter(
                (finding) => !before.has(textOf(finding)),
            );
            const rule = `${pack}/${policy.name}`;
            if (news.some(({ undecided }) => !undecided)) caughtBy.push(rule);
            else if (news.length > 0) leftOpenBy.push(rule);
        }
        const { type, name } = lost;
        const [property, change] = ["(resource)", "removed"];
        const readBy: string[] = [];
        return { stack: this.stack, type, resource: name, property, change, readBy, caughtBy, leftOpenBy };
    }

    /** What a property holds, without anybody looking. */
    private plain({ urn }: PolicyResource, property: string): unknown {
        return this.registrations.find((one) => one.urn === urn)?.state[property];
    }

    private readersOf(resource: PolicyResource, property: string): readonly Judge[] {
        const { urn, propertyDependencies } = resource;
        // The last property that anybody asked for also tells that the resource is made at all.
        if (Object.keys(propertyDependencies).length < 2) return this.judges;
        return this.judges.filter(
            ({ reads: { properties } }) =>
                properties.has(readKey(urn, property)) || properties.has(readKey(urn, everything)),
        );
    }

    private async outcome(
        resource: PolicyResource,
        [property, change]: readonly [string, string],
        readers: readonly Judge[],
        spoil: Change,
    ): Promise<Outcome> {
        const [caughtBy, leftOpenBy]: [string[], string[]] = [[], []];
        const restore = spoil(resource);
        try {
            // A list of its own is a graph of its own: nothing of the last mutant is remembered.
            const graph = [...this.resources];
            for (const { pack, policy, before } of readers) {
                const found = await run(policy, pack, this.stack, graph);
                const news = found.filter((finding) => !before.has(textOf(finding)));
                const rule = `${pack}/${policy.name}`;
                if (news.some(({ undecided }) => !undecided)) caughtBy.push(rule);
                else if (news.length > 0) leftOpenBy.push(rule);
            }
        } finally {
            restore();
        }
        // What is inside a text, a rule reads with the text.
        const base = property.replace(/[.[].*$/, "");
        const isText = typeof this.plain(resource, base) === "string";
        const key = readKey(resource.urn, isText ? base : property);
        const isOption = property.startsWith("(");
        const looking = isOption ? readers : this.judges.filter(({ reads }) => reads.values.has(key));
        return {
            stack: this.stack,
            type: resource.type,
            resource: resource.name,
            property,
            change,
            readBy: [...new Set(looking.map(({ pack }) => pack))],
            caughtBy,
            leftOpenBy,
        };
    }
}
