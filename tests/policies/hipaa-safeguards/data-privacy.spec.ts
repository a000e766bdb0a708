import { bucketBlocksPublicAccess } from "../../../policies/hipaa-safeguards/bucket-access";
import { dataStoreIsPrivate } from "../../../policies/hipaa-safeguards/data-store-privacy";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const instance = maker("aws:rds/instance:Instance", "db");
fourWays(dataStoreIsPrivate, {
    passes: {
        "a database that says so, or nothing": [instance(), instance({ publiclyAccessible: false })],
        "a domain in a VPC": [
            resource("aws:opensearch/domain:Domain", "search", { vpcOptions: { subnetIds: [later] } }),
        ],
    },
    refuses: {
        "a public database": [
            [instance({ publiclyAccessible: "true" })],
            'db: publiclyAccessible is "true"; it must be false',
        ],
        "a replication instance that says nothing, which is public": [
            [resource("aws:dms/replicationInstance:ReplicationInstance", "dms")],
            "dms: publiclyAccessible is not set; it must be false",
        ],
        "a domain on the internet": [
            [resource("aws:opensearch/domain:Domain", "search")],
            "search: vpcOptions is not set; it must place the domain in private subnets",
        ],
    },
    ignores: { "a cluster, whose instances have the addresses": [resource("aws:rds/cluster:Cluster", "c")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [instance({ publiclyAccessible: later })],
            "db: publiclyAccessible is not known before the update",
        ],
    },
});

const bucket = resource("aws:s3/bucket:Bucket", "records");
const all = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
};
const block = maker("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
    bucket: output(bucket, "id"),
    ...all,
});
fourWays(bucketBlocksPublicAccess, {
    passes: { "a block in four ways": [bucket, block()] },
    refuses: {
        "no block": [[bucket], "records: has no public access block; it must have one"],
        "a block with holes": [
            [bucket, block({ blockPublicPolicy: false, restrictPublicBuckets: undefined })],
            "block: blockPublicPolicy is false; it must be true",
            "block: restrictPublicBuckets is not set; it must be true",
        ],
        "another bucket's block": [
            [bucket, resource("aws:s3/bucket:Bucket", "open"), block()],
            "open: has no public access block; it must have one",
        ],
    },
    ignores: { "an object": [resource("aws:s3/bucketObject:BucketObject", "file")] },
    leavesOpen: {
        "whose block it is": [
            [bucket, block({ bucket: later })],
            "records: whether a public access block is its own is not known before the update",
        ],
    },
});
