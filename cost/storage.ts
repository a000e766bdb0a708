import { amounts } from "../capacity/scenario";
import { cdnLaw } from "../strategy/law";
import { always, used, type Charge, type Priced, type Pricer, type Pricers, type Pricing } from "./pricing";
import type { Registration } from "../preview/registration";
import { runsOf } from "./schedule";
import { fieldOf, listAt, textAt } from "../preview/input-reading";

const distributionType = "aws:cloudfront/distribution:Distribution";
const loadBalancerType = "aws:lb/loadBalancer:LoadBalancer";
const canaryType = "aws:synthetics/canary:Canary";
const lifecycleType = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const replicationType = "aws:s3/bucketReplicationConfig:BucketReplicationConfig";
const policyType = "aws:s3/bucketPolicy:BucketPolicy";

/** A load balancer writes a file for each of its zones every five minutes ("Access logs", Application Load Balancers). */
const logFilesPerMonth = 3 * 12 * 730;

/** Files that a run of a canary leaves: a report, a log, an archive. */
const filesPerRun = 3;

/** Who uses the bucket, whose policy they wait for. */
function usersOf(bucket: Registration, { graph }: Pricing): readonly Registration[] {
    return graph
        .pointersTo(bucket)
        .flatMap((one) => (one.type === policyType ? graph.pointersTo(one) : [one]));
}

const siteStorage = ({ assumed }: Pricing): Charge => ({
    service: "S3",
    what: "the site",
    priceKey: "s3.standard.gbMonth",
    quantity: always(assumed.siteGigabytes),
});

/** What CloudFront does not have it asks for; the copy it asks only where the first bucket fails. */
const siteReads = ({ edge }: Pricing): Charge => ({
    service: "S3",
    what: "reads of the site",
    priceKey: "s3.get.per1000",
    quantity: amounts((scenario) =>
        edge.reduce(
            (sum, { usage }) =>
                sum + (usage[scenario].siteRequests * (100 - cdnLaw.cachedPercent)) / 100 / 1_000,
            0,
        ),
    ),
});

/** Access logs, compressed, for as long as the bucket keeps them. */
function accessLogs(bucket: Registration, { inCell }: Priced, { graph, assumed }: Pricing): Charge {
    const [lifecycle] = graph.pointingTo(bucket, lifecycleType);
    const [rule] = lifecycle === undefined ? [] : listAt(lifecycle, "rules");
    const days = fieldOf(fieldOf(rule, "expiration"), "days");
    const months = typeof days === "number" ? (days * 12) / 365 : undefined;
    const part = assumed.logCompressedPercent / 100;
    return {
        service: "S3",
        what: "access logs",
        priceKey: "s3.standard.gbMonth",
        quantity:
            months === undefined
                ? undefined
                : used(inCell, ({ accessLogGigabytes }) => accessLogGigabytes * months * part),
    };
}

const writes = (what: string, files: number | undefined): Charge => ({
    service: "S3",
    what,
    priceKey: "s3.put.per1000",
    quantity: files === undefined ? undefined : always(files / 1_000),
});

/** What a bucket holds follows from who uses it; of whom nobody knows, nothing is known. */
const bucket: Pricer = (priced, pricing) => {
    const { resource } = priced;
    const users = usersOf(resource, pricing);
    const isUsedBy = (type: string): Registration | undefined => users.find((one) => one.type === type);
    if (isUsedBy(distributionType) !== undefined) {
        const isCopy = isUsedBy(replicationType) !== undefined;
        return [siteStorage(pricing), ...(isCopy ? [] : [siteReads(pricing)])];
    }
    if (isUsedBy(loadBalancerType) !== undefined) {
        return [accessLogs(resource, priced, pricing), writes("files of access logs", logFilesPerMonth)];
    }
    const canary = isUsedBy(canaryType);
    const runs = canary && runsOf(textAt(canary, "schedule.expression"));
    if (canary !== undefined) return [writes("files of canaries", runs && runs * filesPerRun)];
    return [
        {
            service: "S3",
            what: "a bucket that no known resource writes to",
            priceKey: "s3.standard.gbMonth",
            quantity: undefined,
        },
    ];
};

/** A release writes the site again, in both regions. */
const replication: Pricer = (_, { assumed }) => [
    {
        service: "S3",
        what: "the site's copy, sent",
        priceKey: "transfer.interRegion.out.gb",
        quantity: always(assumed.siteGigabytes * assumed.releasesPerMonth),
    },
];

export const storagePricers: Pricers = {
    "aws:s3/bucket:Bucket": bucket,
    [replicationType]: replication,
};
