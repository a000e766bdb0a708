import type { Preview } from "../preview/preview";
import { RecordedGraph } from "../preview/recorded-graph";
import type { Registration } from "../preview/registration";
import type { Bounds } from "../strategy/plan";

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
/** Types whose resources are looked up by what they point to, each with the properties that point. */
const pointers: Readonly<Record<string, readonly string[]>> = {
    "aws:rds/clusterInstance:ClusterInstance": ["clusterIdentifier"],
    "aws:backup/selection:Selection": ["planId"],
    "aws:ecs/service:Service": ["cluster", "taskDefinition"],
    "aws:ecs/taskDefinition:TaskDefinition": ["containerDefinitions"],
    "aws:ec2/flowLog:FlowLog": ["logDestination"],
    "aws:lambda/function:Function": ["loggingConfig"],
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": ["deliveryDestinationConfiguration"],
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ["logDestinationConfigs"],
    "aws:lb/loadBalancer:LoadBalancer": ["accessLogs"],
    "aws:synthetics/canary:Canary": ["s3Bucket"],
    "aws:cloudfront/distribution:Distribution": ["origins"],
    "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket"],
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": ["rules"],
};

/** The recorded graph of an environment, with what the pricers ask it; every registration is walked once. */
export class CostGraph {
    /** Custom resources in the order of their registration. */
    readonly resources: readonly PlacedResource[];
    private readonly recorded: RecordedGraph;
    private readonly byUrn = new Map<string, PlacedResource>();
    private readonly pointing = new Map<string, Registration[]>();
    private readonly ofPlace = new Map<string, PlacedResource[]>();
    private readonly cellOfUrn = new Map<string, string | undefined>();

    constructor({ stacks }: Pick<Preview, "stacks">) {
        this.recorded = new RecordedGraph(stacks.flatMap(({ resources }) => resources));
        const placed: PlacedResource[] = [];
        for (const stack of stacks) {
            for (const resource of stack.resources) {
                const cell = this.cellOf(resource);
                const region = this.recorded.regionOf(resource);
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
    pointingTo(resource: Registration, type: string): readonly Registration[] {
        return this.pointersTo(resource).filter((one) => one.type === type);
    }

    /** Where autoscaling keeps a number of the resource; undefined where nothing scales it. */
    boundsOf(resource: Registration, dimension: string): Bounds | undefined {
        return this.recorded.boundsOf(resource, dimension);
    }

    /** Resources of that type in a cell, or at the edge. */
    ofCell(cell: string | undefined, type: string): readonly PlacedResource[] {
        return this.ofPlace.get(`${type} ${cell ?? ""}`) ?? [];
    }

    /** What points to the resource by one of the known properties. */
    pointersTo({ urn }: Registration): readonly Registration[] {
        return this.pointing.get(urn) ?? [];
    }

    private cellOf({ urn, type, name, parent }: Registration): string | undefined {
        const cell = type === cellType ? name : parent === undefined ? undefined : this.cellOfUrn.get(parent);
        this.cellOfUrn.set(urn, cell);
        return cell;
    }

    private index(placed: PlacedResource): void {
        const { resource, cell } = placed;
        push(this.ofPlace, `${resource.type} ${cell ?? ""}`, placed);
        const urns = (pointers[resource.type] ?? []).flatMap(
            (property) => resource.propertyDependencies[property] ?? [],
        );
        for (const urn of new Set(urns)) push(this.pointing, urn, resource);
    }
}

function push<T>(groups: Map<string, T[]>, key: string, one: T): void {
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
}
