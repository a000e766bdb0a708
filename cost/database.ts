import { amounts, averageOf, type Amounts } from "../capacity/scenario";
import { hoursPerMonth, kilobytesPerGigabyte } from "../capacity/usage";
import type { Registration } from "../preview/registration";
import { acuNeed } from "../strategy/acu";
import { clamp } from "../strategy/plan";
import { always, hoursOf, isAtHome, plus, times, used } from "./pricing";
import type { Charge, Priced, PricedCell, Pricer, Pricers, Pricing } from "./pricing";
import { inputAt, listAt, numberAt, textAt } from "../preview/input-reading";

/** Type of an Aurora cluster. */
export const clusterType = "aws:rds/cluster:Cluster";
const instanceType = "aws:rds/clusterInstance:ClusterInstance";
const requestsPerPrice = 1e6;
/** Class of an instance whose capacity is the cluster's ACU range. */
const serverlessClass = "db.serverless";

/** "ioOptimized" where I/O is in the price of hours and storage ("Storage configurations", Aurora user guide). */
function storageKind(cluster: Registration | undefined): "standard" | "ioOptimized" {
    return cluster !== undefined && textAt(cluster, "storageType") === "aurora-iopt1"
        ? "ioOptimized"
        : "standard";
}

/** vCPU of an instance class: two up to large, then twice as many with each size ("Hardware specifications", Aurora user guide). */
export function vcpuOf(instanceClass: string): number | undefined {
    const size = instanceClass.split(".").at(-1) ?? "";
    if (size === "medium" || size === "large") return 2;
    const factor = /^(\d*)xlarge$/.exec(size)?.[1];
    return factor === undefined ? undefined : 4 * Number(factor === "" ? 1 : factor);
}

/** ACU of each serverless instance on average: what the users need, within the cluster's range. */
function acuOf(
    cluster: Registration | undefined,
    cell: PricedCell | undefined,
    pricing: Pricing,
): Amounts | undefined {
    if (cluster === undefined) return undefined;
    const min = numberAt(cluster, "serverlessv2ScalingConfiguration.minCapacity");
    const max = numberAt(cluster, "serverlessv2ScalingConfiguration.maxCapacity");
    if (min === undefined || max === undefined) return undefined;
    const need = cell === undefined ? min : acuNeed(cell.plan.users);
    return averageOf({ min, expected: clamp(need, { min, max }), max }, pricing.assumed);
}

/** Readers that autoscaling adds to the declared instances, on average. */
function addedReaders(
    cluster: Registration,
    cell: PricedCell | undefined,
    { graph, assumed }: Pricing,
): Amounts {
    const bounds = graph.boundsOf(cluster, "rds:cluster:ReadReplicaCount");
    if (bounds === undefined) return always(0);
    const declared = graph.pointingTo(cluster, instanceType).length - 1;
    const above = (readers: number): number => Math.max(readers - declared, 0);
    const expected = clamp(cell?.plan.readers.expected ?? bounds.min, bounds);
    return averageOf({ min: above(bounds.min), expected: above(expected), max: above(bounds.max) }, assumed);
}

function capacityHours(
    instance: Registration,
    cluster: Registration | undefined,
    count: Amounts,
    { inCell }: Priced,
    pricing: Pricing,
    what: string,
): Charge {
    const instanceClass = textAt(instance, "instanceClass");
    const kind = storageKind(cluster);
    if (instanceClass === serverlessClass) {
        const acu = acuOf(cluster, inCell, pricing);
        const quantity = acu && hoursOf(amounts((scenario) => acu[scenario] * count[scenario]));
        return {
            service: "Aurora",
            what: "ACU-hours",
            priceKey: `aurora.serverlessV2.${kind}.acuHour`,
            quantity,
        };
    }
    return {
        service: "Aurora",
        what,
        priceKey: `aurora.pg.${kind}.${instanceClass ?? "db.unknown"}.hour`,
        quantity: instanceClass === undefined ? undefined : hoursOf(count),
    };
}

const instance: Pricer = (priced, pricing) => {
    const { resource } = priced;
    const cluster = pricing.graph.source(resource, "clusterIdentifier", clusterType);
    return [
        capacityHours(resource, cluster, always(1), priced, pricing, "instance-hours"),
        ...monitoring(resource, pricing),
        ...insights(priced, cluster, pricing),
    ];
};

/** Enhanced Monitoring is billed as a log ("Monitoring OS metrics with Enhanced Monitoring", Aurora user guide). */
function monitoring(resource: Registration, { assumed }: Pricing): readonly Charge[] {
    const seconds = numberAt(resource, "monitoringInterval") ?? 0;
    if (seconds === 0) return [];
    const gigabytes =
        (assumed.osMetricsKilobytesPerMinute * (60 / seconds) * 60 * hoursPerMonth) / kilobytesPerGigabyte;
    return [
        {
            service: "Logs",
            what: "database OS metrics",
            priceKey: "cloudwatch.logs.ingest.gb",
            quantity: always(gigabytes),
        },
    ];
}

/** Standard insights keep seven days for nothing; advanced ones are billed by vCPU or ACU (CloudWatch pricing). */
function insights(priced: Priced, cluster: Registration | undefined, pricing: Pricing): readonly Charge[] {
    if (cluster === undefined || textAt(cluster, "databaseInsightsMode") !== "advanced") return [];
    const instanceClass = textAt(priced.resource, "instanceClass") ?? "";
    const isServerless = instanceClass === serverlessClass;
    const vcpu = vcpuOf(instanceClass);
    const each = isServerless
        ? acuOf(cluster, priced.inCell, pricing)
        : vcpu === undefined
          ? undefined
          : always(vcpu);
    return [
        {
            service: "Aurora",
            what: "Database Insights",
            priceKey: `aurora.databaseInsights.advanced.${isServerless ? "acu" : "vcpu"}Hour`,
            quantity: each && hoursOf(each),
        },
    ];
}

/** The readers that autoscaling adds are of the writer's class ("Aurora Auto Scaling", Aurora user guide). */
const scalableTarget: Pricer = (priced, pricing) => {
    const cluster = pricing.graph.source(priced.resource, "resourceId", clusterType);
    const [writer] = cluster === undefined ? [] : pricing.graph.pointingTo(cluster, instanceType);
    if (cluster === undefined || writer === undefined) return [];
    const added = addedReaders(cluster, priced.inCell, pricing);
    return [capacityHours(writer, cluster, added, priced, pricing, "hours of added readers")];
};

/** What automated backups keep beyond one copy of the data, which is free, as the first day is ("Understanding Amazon Aurora backup storage usage"). */
function backupGigabytes(cluster: Registration, cell: PricedCell | undefined): Amounts | undefined {
    const days = numberAt(cluster, "backupRetentionPeriod");
    if (days === undefined) return undefined;
    return used(cell, (usage) => (days > 1 ? usage.databaseGigabytesChangedPerDay * days : 0));
}

const cluster: Pricer = (priced, { assumed }) => {
    const { resource, inCell } = priced;
    const kind = storageKind(resource);
    const requests = used(inCell, (usage) => usage.databaseRequests / requestsPerPrice);
    const size = inCell && used(inCell, (usage) => usage.databaseGigabytes);
    const storage: readonly Charge[] = [
        {
            service: "Aurora",
            what: "storage",
            priceKey: `aurora.storage.${kind}.gbMonth`,
            quantity: size,
        },
        {
            service: "Backups",
            what: "automated backups",
            priceKey: "aurora.backup.gbMonth",
            quantity: backupGigabytes(resource, inCell),
        },
    ];
    if (!isAtHome(priced)) {
        return [
            ...storage,
            {
                service: "Aurora",
                what: "replicated writes",
                priceKey: "aurora.globalDatabase.replicatedWriteIoPerMillion",
                quantity: times(requests, assumed.databaseWritePercent / 100),
            },
        ];
    }
    return [
        ...storage,
        ...(kind === "ioOptimized"
            ? []
            : [{ service: "Aurora", what: "I/O", priceKey: "aurora.io.perMillion", quantity: requests }]),
        ...(inputAt(resource, "manageMasterUserPassword") === true
            ? [
                  {
                      service: "Keys and secrets",
                      what: "master user",
                      priceKey: "secretsManager.secret.month",
                      quantity: always(1),
                  },
              ]
            : []),
    ];
};

/** The least that a proxy is billed for in front of serverless instances ("Amazon RDS Proxy pricing"). */
const leastProxyAcu = 8;

/** The vCPU or ACU of every instance behind it, those that autoscaling adds included. */
const proxyTarget: Pricer = ({ resource, inCell }, pricing) => {
    const { graph } = pricing;
    const behind = graph.source(resource, "dbClusterIdentifier", clusterType);
    const instances = behind === undefined ? [] : graph.pointingTo(behind, instanceType);
    const instanceClass = instances[0] && textAt(instances[0], "instanceClass");
    if (behind === undefined || instanceClass === undefined) {
        return [
            { service: "RDS Proxy", what: "vCPU-hours", priceKey: "rds.proxy.vcpuHour", quantity: undefined },
        ];
    }
    const count = plus(always(instances.length), addedReaders(behind, inCell, pricing));
    if (instanceClass === serverlessClass) {
        const acu = acuOf(behind, inCell, pricing);
        const billed = acu && amounts((scenario) => Math.max(acu[scenario] * count[scenario], leastProxyAcu));
        return [
            {
                service: "RDS Proxy",
                what: "ACU-hours",
                priceKey: "rds.proxy.acuHour",
                quantity: billed && hoursOf(billed),
            },
        ];
    }
    const vcpu = vcpuOf(instanceClass);
    return [
        {
            service: "RDS Proxy",
            what: "vCPU-hours",
            priceKey: "rds.proxy.vcpuHour",
            quantity: vcpu === undefined ? undefined : hoursOf(times(count, vcpu)),
        },
    ];
};

/** A proxy's first endpoint is free; each further one is an interface endpoint ("Amazon RDS Proxy pricing"). */
const proxyEndpoint: Pricer = ({ resource }) => {
    const zones = listAt(resource, "vpcSubnetIds").length;
    return [
        {
            service: "RDS Proxy",
            what: "endpoint-hours",
            priceKey: "vpcEndpoint.interface.hour",
            quantity: zones === 0 ? undefined : hoursOf(always(zones)),
        },
    ];
};

export const databasePricers: Pricers = {
    [clusterType]: cluster,
    [instanceType]: instance,
    "aws:appautoscaling/target:Target": scalableTarget,
    "aws:rds/proxyTarget:ProxyTarget": proxyTarget,
    "aws:rds/proxyEndpoint:ProxyEndpoint": proxyEndpoint,
};
