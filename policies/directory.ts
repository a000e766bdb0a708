import type { Reading } from "./graph";
import { unknown, type GraphResource } from "./rule";

/** Where to look when several resources answer to one name, as the same name does in two regions. */
export type Preference = (candidate: GraphResource) => boolean;

/** Resources of one kind by the name that others refer to them with. */
export class Directory {
    private readonly named = new Map<string, GraphResource[]>();
    private readonly nameless = new Set<GraphResource>();

    /** @param nameOf the name; {@link unknown} where AWS or Pulumi has yet to choose it. */
    constructor(
        resources: readonly GraphResource[],
        nameOf: (resource: GraphResource) => string | typeof unknown,
    ) {
        for (const resource of resources) {
            const name = nameOf(resource);
            if (name === unknown) {
                this.nameless.add(resource);
                continue;
            }
            const namesakes = this.named.get(name);
            if (namesakes === undefined) this.named.set(name, [resource]);
            else namesakes.push(resource);
        }
    }

    /**
     * The resource that a text refers to: by its name where both are known, else by where the text comes from.
     *
     * @param sources resources of this kind that the text comes from
     * @returns undefined where the text is none of theirs, {@link unknown} where that cannot be told
     */
    find(
        text: Reading<string>,
        sources: readonly GraphResource[],
        prefer: Preference = () => true,
    ): Reading<GraphResource> {
        if (text === undefined) return undefined;
        if (text === unknown) return only(sources);
        const namesakes = this.named.get(text) ?? [];
        if (namesakes.length > 0) {
            const preferred = namesakes.filter(prefer);
            if (preferred.length < 2) return preferred[0];
            return only(preferred.filter((candidate) => sources.includes(candidate)));
        }
        const nameless = sources.filter((source) => this.nameless.has(source));
        if (nameless.length > 0) return only(nameless);
        return this.nameless.size > 0 && sources.length === 0 ? unknown : undefined;
    }
}

function only(candidates: readonly GraphResource[]): GraphResource | typeof unknown {
    const [first, second] = candidates;
    return first === undefined || second !== undefined ? unknown : first;
}
