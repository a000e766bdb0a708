import { plausibleOutputs } from "../../../preview/stand-in";
import { shapeOf } from "./aws-catalogue";
import { changed, merged } from "./aws-changes";
import { deferred } from "./aws-deferrals";
import { nameProperty } from "./aws-naming";

type Properties = Readonly<Record<string, unknown>>;

/** A resource that exists in the fixture's AWS. */
export interface CloudResource {
    readonly urn: string;
    readonly type: string;
    /** Pulumi's name of it. */
    readonly name: string;
    readonly id: string;
    readonly region: string;
    /** What was asked for, with what moved since. */
    readonly inputs: Properties;
    /** All that AWS knows of it. */
    readonly outputs: Properties;
}

/** What a provider is asked to do with a resource. */
export type Operation = "create" | "read" | "update" | "delete";

/** Makes operations fail or wait. */
interface Fault {
    readonly operation: Operation;
    readonly type: string;
    /** Pulumi's name of the resource; every one of the type where it is absent. */
    readonly name?: string;
    readonly delayMilliseconds?: number;
    readonly message?: string;
    remaining: number;
}

/** A request that AWS refuses. */
export class CloudError extends Error {}

/** Properties that, when true, stop AWS from deleting a resource. */
const deletionGuards = ["deletionProtection", "enableDeletionProtection"];

/** The account that the fixture plays: what exists in it, and what a test wants to go wrong. */
export class AwsCloud {
    private readonly existing = new Map<string, CloudResource>();
    private readonly made = new Map<string, number>();
    private readonly counts = new Map<Operation, number>();
    private faults: Fault[] = [];
    private readonly held = new Map<string, number>();
    /** What waits for the maintenance window, under the key of its resource. */
    private readonly pending = new Map<string, Properties>();

    /** Everything that exists, in the order of creation. */
    get resources(): readonly CloudResource[] {
        return [...this.existing.values()];
    }

    /** Successful and failed requests of a kind since the start. */
    calls(operation: Operation): number {
        return this.counts.get(operation) ?? 0;
    }

    /** The one resource of that type and name; throws where there is none or more than one. */
    only(type: string, name: string): CloudResource {
        const found = this.resources.filter((resource) => resource.type === type && resource.name === name);
        if (found.length !== 1 || found[0] === undefined) {
            throw new Error(`AWS holds ${found.length} of ${type} ${name}`);
        }
        return found[0];
    }

    /** Makes the next requests of that kind fail. */
    fail(
        operation: Operation,
        type: string,
        { name, times = 1, message }: { name?: string; times?: number; message?: string } = {},
    ): void {
        this.faults.push({
            operation,
            type,
            remaining: times,
            message: message ?? `InternalFailure: ${operation} was made to fail`,
            ...(name === undefined ? {} : { name }),
        });
    }

    /** Makes the next requests of that kind wait before they succeed. */
    delay(operation: Operation, type: string, milliseconds: number, times = 1): void {
        this.faults.push({ operation, type, remaining: times, delayMilliseconds: milliseconds });
    }

    /** Makes the next resource of a type exist before its creation is answered, by so much. */
    holdAnswer(type: string, milliseconds: number): void {
        this.held.set(type, milliseconds);
    }

    /** Waits where an answer is to be held back. */
    async answer(type: string): Promise<void> {
        const milliseconds = this.held.get(type);
        if (milliseconds === undefined) return;
        this.held.delete(type);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
    }

    /** How many kinds of requests are yet to fail. */
    get yetToFail(): number {
        return this.faults.filter(({ remaining, message }) => remaining > 0 && message !== undefined).length;
    }

    /** Drops every fault that has not struck yet. */
    heal(): void {
        this.faults = [];
    }

    /** Moves values behind the program's back, as autoscaling or a person in the console does. */
    move(type: string, name: string, values: Properties): void {
        const resource = this.only(type, name);
        const { inputs: allowed } = shapeOf(type);
        const moved = Object.fromEntries(
            Object.entries(values).filter(([property]) => allowed.has(property)),
        );
        this.put({
            ...resource,
            inputs: { ...resource.inputs, ...moved },
            outputs: { ...resource.outputs, ...values },
        });
    }

    /** Lets the maintenance windows pass: what waited for them is done. Nothing tells the program. */
    maintain(): void {
        for (const resource of this.resources) {
            const values = this.pending.get(key(resource));
            if (values === undefined) continue;
            this.put({
                ...resource,
                inputs: { ...resource.inputs, ...values },
                outputs: { ...resource.outputs, ...values },
            });
        }
        this.pending.clear();
    }

    /** Removes a resource behind the program's back. */
    lose(type: string, name: string): void {
        this.existing.delete(key(this.only(type, name)));
    }

    /** Counts the request, waits where it is told to, and throws where it is told to fail. */
    async meet(operation: Operation, type: string, name: string): Promise<void> {
        this.counts.set(operation, this.calls(operation) + 1);
        const fault = this.faults.find(
            (candidate) =>
                candidate.remaining > 0 &&
                candidate.operation === operation &&
                candidate.type === type &&
                (candidate.name === undefined || candidate.name === name),
        );
        if (fault === undefined) return;
        fault.remaining -= 1;
        if (fault.delayMilliseconds !== undefined) {
            await new Promise((resolve) => setTimeout(resolve, fault.delayMilliseconds));
        }
        if (fault.message !== undefined) throw new CloudError(fault.message);
    }

    /** Brings a resource into being. */
    create(urn: string, type: string, name: string, inputs: Properties, region: string): CloudResource {
        const property = nameProperty(type);
        const twin = this.resources.find(
            (other) =>
                property !== undefined &&
                unique.has(type) &&
                other.type === type &&
                other.region === region &&
                other.inputs[property] === inputs[property],
        );
        if (twin !== undefined) {
            throw new CloudError(`AlreadyExists: ${type} ${String(inputs[property ?? ""])} exists already`);
        }
        const generation = (this.made.get(urn) ?? 0) + 1;
        this.made.set(urn, generation);
        // Ids in AWS are never used twice.
        const physical = generation === 1 ? name : `${name}-${generation}`;
        const { inputs: allowed, computed } = shapeOf(type);
        const outputs = Object.entries(plausibleOutputs(type, physical, inputs, region)).filter(
            ([output]) => allowed.has(output) || computed.includes(output),
        );
        const resource = {
            urn,
            type,
            name,
            id: `${physical}-id`,
            region,
            inputs,
            outputs: {
                ...inputs,
                ...Object.fromEntries(outputs),
                ...(allowed.has("region") ? { region } : {}),
            },
        };
        this.put(resource);
        return resource;
    }

    /** The resource, where it still exists. */
    find(urn: string, id: string): CloudResource | undefined {
        return this.existing.get(key({ urn, id }));
    }

    /**
     * Changes what differs between the program's last wish and its new one, and leaves alone what moved meanwhile. What AWS
     * puts off stays as it is until {@link maintain}, or until a request that says to apply at once: that takes all
     * that waits with it.
     */
    update(urn: string, id: string, before: Properties, wanted: Properties): CloudResource {
        const resource = this.find(urn, id);
        if (resource === undefined) throw new CloudError(`NotFound: ${urn} ${id} does not exist`);
        const { type } = resource;
        const waiting = deferred(type, changed(type, before, wanted), wanted);
        const pending = {
            ...this.pending.get(key(resource)),
            ...Object.fromEntries(waiting.map((property) => [property, wanted[property]])),
        };
        const atOnce = wanted.applyImmediately === true;
        this.pending.set(key(resource), atOnce ? {} : pending);
        const now = {
            ...wanted,
            ...Object.fromEntries(waiting.map((property) => [property, before[property]])),
        };
        const late = atOnce ? pending : {};
        const updated = {
            ...resource,
            inputs: merged(type, { ...resource.inputs, ...late }, before, now),
            outputs: merged(type, { ...resource.outputs, ...late }, before, now),
        };
        this.put(updated);
        return updated;
    }

    /** Removes a resource, unless it is guarded. */
    delete(urn: string, id: string): void {
        const resource = this.find(urn, id);
        if (resource === undefined) return;
        const guard = deletionGuards.find((property) => resource.inputs[property] === true);
        if (guard !== undefined) throw new CloudError(`OperationNotPermitted: ${resource.name} has ${guard}`);
        this.existing.delete(key(resource));
    }

    private put(resource: CloudResource): void {
        this.existing.set(key(resource), resource);
    }
}

/** Types whose physical name AWS takes once per region. */
const unique = new Set([
    "aws:backup/vault:Vault",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:iam/role:Role",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:rds/cluster:Cluster",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:rds/proxy:Proxy",
    "aws:s3/bucket:Bucket",
]);

function key({ urn, id }: { readonly urn: string; readonly id: string }): string {
    return `${urn} ${id}`;
}
