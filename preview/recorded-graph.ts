import type { Registration } from "./registration";
import { unwrapSecrets } from "./wire";

/** What autoscaling may make of a number. */
export interface ScalingBounds {
    readonly min: number;
    readonly max: number;
}

/** The registrations of a preview, with what is asked of them again and again computed once. */
export class RecordedGraph {
    private readonly byUrn: ReadonlyMap<string, Registration>;
    private readonly byType = new Map<string, Registration[]>();
    private readonly scaled = new Map<string, ScalingBounds>();

    constructor(readonly resources: readonly Registration[]) {
        this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
        for (const resource of resources) {
            const same = this.byType.get(resource.type);
            if (same === undefined) this.byType.set(resource.type, [resource]);
            else same.push(resource);
        }
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
    boundsOf({ urn }: Registration, dimension: string): ScalingBounds | undefined {
        return this.scaled.get(`${dimension} ${urn}`);
    }

    private addBounds({ inputs, propertyDependencies }: Registration): void {
        const { scalableDimension, minCapacity, maxCapacity } = inputs;
        if (typeof minCapacity !== "number" || typeof maxCapacity !== "number") return;
        for (const urn of propertyDependencies.resourceId ?? [])
            this.scaled.set(`${String(scalableDimension)} ${urn}`, { min: minCapacity, max: maxCapacity });
    }
}

/** A list of objects that an input holds; nothing where it holds none or is not known yet. */
export function objectsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
    const known = unwrapSecrets({ value }).value;
    return Array.isArray(known)
        ? known.filter((one): one is Record<string, unknown> => typeof one === "object")
        : [];
}

/** A number that an input holds, also where it is written as text. */
export function numberIn(value: unknown): number | undefined {
    if (typeof value === "number") return value;
    return typeof value === "string" && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
