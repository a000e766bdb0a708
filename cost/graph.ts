import type { Preview } from "../preview/preview";
import type { Registration } from "../preview/registration";
import { numberAt, textAt } from "./reading";

/** Where autoscaling keeps a number. */
export interface ScalingBounds {
    readonly min: number;
    readonly max: number;
}

/** A resource with what its place in the graph says about it. */
export interface PlacedResource {
    readonly stack: string;
    readonly resource: Registration;
    /** Where it is made: by its own argument, else by its provider's; absent where neither says. */
    readonly region?: string;
    /** Name of the cell whose part it is; absent for the edge's and the environment's own. */
    readonly cell?: string;
}

const cellType = "platform:cell:RegionalCell";
const targetType = "aws:appautoscaling/target:Target";
/** Types whose resources are looked up by what they point to, each with the property that points. */
const pointers: Readonly<Record<string, string>> = {
    "aws:rds/clusterInstance:ClusterInstance": "clusterIdentifier",
    "aws:rds/proxyTarget:ProxyTarget": "dbClusterIdentifier",
    "aws:backup/selection:Selection": "planId",
    [targetType]: "resourceId",
};

/** The recorded graph of an environment, with what the pricers ask it; every registration is walked once. */
export class CostGraph {
    /** Custom resources in the order of their registration. */
    readonly resources: readonly PlacedResource[];
    private readonly byUrn = new Map<string, PlacedResource>();
    private readonly pointing = new Map<string, Registration[]>();
    private readonly counts = new Map<string, number>();
    /** Where a secondary region of a cell is, its resources are part of the cell too. */
    private readonly cellOfUrn = new Map<string, string | undefined>();

    constructor({ stacks }: Pick<Preview, "stacks">) {
        const placed: PlacedResource[] = [];
        for (const stack of stacks) {
            for (const resource of stack.resources) {
                const cell = this.cellOf(resource);
                const region = this.regionOf(resource);
                const one = {
                    stack: stack.name,
                    resource,
                    ...(region === undefined ? {} : { region }),
                    ...(cell === undefined ? {} : { cell }),
                };
                this.byUrn.set(resource.urn, one);
                this.index(one);
                if (resource.custom) placed.push(one);
            }
        }
        this.resources = placed;
    }

    /** The resource of that type that a property's value comes from. */
    source(resource: Registration, property: string, type: string): Registration | undefined {
        return this.sourceUrns(resource, property, type)[0]?.resource;
    }

    /** Resources of that type that a property's value comes from. */
    sourceUrns(resource: Registration, property: string, type: string): readonly PlacedResource[] {
        return (resource.propertyDependencies[property] ?? []).flatMap((urn) => {
            const one = this.byUrn.get(urn);
            return one?.resource.type === type ? [one] : [];
        });
    }

    /** Resources of that type that point to this one, e.g. a cluster's instances. */
    pointingTo({ urn }: Registration, type: string): readonly Registration[] {
        return this.pointing.get(`${type} ${urn}`) ?? [];
    }

    /** Where autoscaling keeps a number of the resource; undefined where nothing scales it. */
    boundsOf(resource: Registration, dimension: string): ScalingBounds | undefined {
        const target = this.pointingTo(resource, targetType).find(
            (one) => textAt(one, "scalableDimension") === dimension,
        );
        if (target === undefined) return undefined;
        const [min, max] = [numberAt(target, "minCapacity"), numberAt(target, "maxCapacity")];
        return min === undefined || max === undefined ? undefined : { min, max };
    }

    /** Resources of that type in the same cell and region, or at the edge. */
    countBeside({ cell, region, resource }: PlacedResource): number {
        return this.counts.get(`${resource.type} ${cell ?? ""} ${region ?? ""}`) ?? 1;
    }

    private cellOf({ urn, type, name, parent }: Registration): string | undefined {
        const cell = type === cellType ? name : parent === undefined ? undefined : this.cellOfUrn.get(parent);
        this.cellOfUrn.set(urn, cell);
        return cell;
    }

    private regionOf(resource: Registration): string | undefined {
        const own = textAt(resource, "region");
        if (own !== undefined || resource.provider === undefined) return own;
        const provider = this.byUrn.get(resource.provider.replace(/::[^:]*$/, ""));
        return provider === undefined ? undefined : textAt(provider.resource, "region");
    }

    private index(placed: PlacedResource): void {
        const { resource, cell, region } = placed;
        const place = `${resource.type} ${cell ?? ""} ${region ?? ""}`;
        this.counts.set(place, (this.counts.get(place) ?? 0) + 1);
        const property = pointers[resource.type];
        if (property === undefined) return;
        for (const urn of resource.propertyDependencies[property] ?? []) {
            const key = `${resource.type} ${urn}`;
            const known = this.pointing.get(key);
            if (known === undefined) this.pointing.set(key, [resource]);
            else known.push(resource);
        }
    }
}
