import { groupBy } from "../strategy/groups";
import type { Bounds } from "../strategy/plan";
import type { Registration } from "./registration";

/** The registrations of a preview, with what is asked of them again and again computed once. */
export class RecordedGraph {
    private readonly byUrn: ReadonlyMap<string, Registration>;
    private readonly byType: ReadonlyMap<string, readonly Registration[]>;
    private readonly scaled = new Map<string, Bounds>();

    constructor(readonly resources: readonly Registration[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        this.byType = groupBy(resources, ({ type }) => type);
        for (const target of this.ofType("aws:appautoscaling/target:Target")) this.addBounds(target);
    }

    /** Every resource of that type. */
    ofType(type: string): readonly Registration[] {
        return this.byType.get(type) ?? [];
    }

    /** Resources of that type that the value of a property comes from. */
    sourcesOf(
        { propertyDependencies }: Registration,
        property: string,
        type: string,
    ): readonly Registration[] {
        return [...new Set(propertyDependencies[property] ?? [])].flatMap((urn) => {
            const source = this.byUrn.get(urn);
            return source?.type === type ? [source] : [];
        });
    }

    /** The region that a resource lands in: its own argument or its provider's; undefined where neither says. */
    regionOf({ inputs, provider }: Registration): string | undefined {
        const of = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
        const urn = provider?.replace(/::[^:]*$/, "") ?? "";
        return of(inputs.region) ?? of(this.byUrn.get(urn)?.inputs.region);
    }

    /** Bounds of a number that autoscaling moves, e.g. "ecs:service:DesiredCount"; undefined where nothing does. */
    boundsOf({ urn }: Registration, dimension: string): Bounds | undefined {
        return this.scaled.get(`${dimension} ${urn}`);
    }

    private addBounds({ inputs, propertyDependencies }: Registration): void {
        const { scalableDimension, minCapacity, maxCapacity } = inputs;
        if (typeof minCapacity !== "number" || typeof maxCapacity !== "number") return;
        for (const urn of propertyDependencies.resourceId ?? [])
            this.scaled.set(`${String(scalableDimension)} ${urn}`, { min: minCapacity, max: maxCapacity });
    }
}
