import * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import assert from "node:assert/strict";
import { rules } from "../../../policies/hipaa-safeguards/rules";
import { judge as judgePacks, policyResources } from "../../../preview/judge";
import { loadPacks } from "../../../preview/packs";
import { record } from "../../../preview/recorder";
import type { Registration } from "../../../preview/registration";
import { judge } from "../../../policies/testing";

type Properties = Record<string, unknown>;

/** The class is abstract, for every SDK brings its own. */
class Raw extends pulumi.CustomResource {}

/** A resource of any type, as programs of every language register them. */
function make(
    type: string,
    name: string,
    inputs: Properties = {},
    opts?: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
    return new Raw(type, name, inputs, opts);
}

const service = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

/** A policy that refuses whoever does not speak TLS, as people write it. */
const tlsOnly = (action: string): string =>
    `{"Statement":{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"${action}","Resource":"*",` +
    `"Condition":{"Bool":{"aws:SecureTransport":"false"}}}}`;

/** Raw resources, no component, no explicit provider: what a first program looks like. */
function raw(suffix = "", opts?: pulumi.CustomResourceOptions): void {
    const add = (type: string, name: string, inputs: Properties = {}): pulumi.CustomResource =>
        make(type, `${name}${suffix}`, inputs, opts);
    const kmsKeyId = add("aws:kms/key:Key", "key", { enableKeyRotation: true }).id;
    const vpcId = add("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" }).id;
    add("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { vpcId });
    add("aws:ec2/flowLog:FlowLog", "flow", { vpcId, trafficType: "ALL" });
    add("aws:ec2/subnet:Subnet", "subnet", { vpcId, cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: false });
    const doors = [80, 443].map((port) => ({
        cidrBlocks: ["0.0.0.0/0"],
        protocol: "tcp",
        fromPort: port,
        toPort: port,
    }));
    const group = add("aws:ec2/securityGroup:SecurityGroup", "door", { vpcId, ingress: doors });
    const lb = add("aws:lb/loadBalancer:LoadBalancer", "lb", {
        securityGroups: [group.id],
        enableDeletionProtection: true,
    });
    add("aws:wafv2/webAclAssociation:WebAclAssociation", "waf", { resourceArn: lb.id, webAclArn: "arn:acl" });
    add("aws:lb/listener:Listener", "https", {
        loadBalancerArn: lb.id,
        protocol: "HTTPS",
        sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    });
    add("aws:lb/targetGroup:TargetGroup", "targets", { protocol: "HTTPS", vpcId });
    const parameterGroupName = add("aws:rds/parameterGroup:ParameterGroup", "parameters", {
        parameters: [{ name: "rds.force_ssl", value: "1" }],
    }).id;
    add("aws:rds/instance:Instance", "db", {
        engine: "postgres",
        parameterGroupName,
        storageEncrypted: true,
        kmsKeyId,
        publiclyAccessible: false,
        backupRetentionPeriod: 14,
        deletionProtection: true,
        skipFinalSnapshot: false,
        manageMasterUserPassword: true,
        masterUserSecretKmsKeyId: kmsKeyId,
    });
    add("aws:elasticache/replicationGroup:ReplicationGroup", "cache", {
        atRestEncryptionEnabled: true,
        kmsKeyId,
        transitEncryptionEnabled: true,
        snapshotRetentionLimit: 7,
    });
    add("aws:sqs/queue:Queue", "queue", { kmsMasterKeyId: kmsKeyId, policy: tlsOnly("sqs:*") });
    add("aws:cloudwatch/logGroup:LogGroup", "log", { kmsKeyId, retentionInDays: 400 });
    add("aws:secretsmanager/secret:Secret", "secret", { kmsKeyId });
    const bucket = add("aws:s3/bucket:Bucket", "bucket").id;
    add("aws:s3/bucketPolicy:BucketPolicy", "tls", { bucket, policy: tlsOnly("s3:*") });
    add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    add("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", "sse", {
        bucket,
        rules: [
            { applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyId } },
        ],
    });
    add("aws:cloudfront/distribution:Distribution", "cdn", {
        webAclId: "arn:aws:wafv2:us-east-1:1:global/webacl/a/1",
        defaultCacheBehavior: { viewerProtocolPolicy: "https-only" },
        viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
        origins: [{ domainName: "a.example.com" }],
    });
    tasks(add);
}

/** A service with its role and its containers. */
function tasks(add: (type: string, name: string, inputs: Properties) => pulumi.CustomResource): void {
    add("aws:iam/rolePolicy:RolePolicy", "policy", {
        role: service("task"),
        policy: '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}',
    });
    const taskDefinition = add("aws:ecs/taskDefinition:TaskDefinition", "task", {
        containerDefinitions: '[{"name":"app","environment":[{"name":"STAGE","value":"live"}]}]',
    }).id;
    add("aws:ecs/service:Service", "web", {
        taskDefinition,
        networkConfiguration: { assignPublicIp: false },
    });
}

/** What awsx makes of a service: components of its own types, with resources of AWS below them. */
function awsx(): void {
    const fargate = new pulumi.ComponentResource("awsx:ecs:FargateService", "api", {}, {});
    const definition = new pulumi.ComponentResource(
        "awsx:ecs:FargateTaskDefinition",
        "api",
        {},
        { parent: fargate },
    );
    tasks((type, name, inputs) =>
        make(type, `api-${name}`, inputs, { parent: type.includes("ecs/service") ? fargate : definition }),
    );
    make("awsx:ec2:Vpc", "odd", { numberOfAvailabilityZones: null });
    raw("-api", { parent: fargate });
}

/** Two regions and three services in one program, each region by its own provider. */
function regions(): void {
    for (const region of ["eu-west-1", "us-west-2"]) {
        const provider = new Provider(region, { region: region as "eu-west-1" | "us-west-2" });
        raw(`-${region}`, { provider });
    }
    make("aws:ecs/service:Service", "third", { networkConfiguration: null, cluster: null });
    make("kubernetes:core/v1:Pod", "pod", { spec: { containers: [null] } });
}

const programs = {
    raw: () => {
        raw();
    },
    awsx,
    regions,
};

async function recorded(program: () => void, preview: boolean): Promise<readonly Registration[]> {
    const run = (): Promise<Properties> => {
        program();
        return Promise.resolve({});
    };
    return (await record(run, { project: "foreign", stack: "live", preview })).resources;
}

async function findings(resources: readonly Registration[]): Promise<readonly string[]> {
    const found = await judge(rules, policyResources(resources));
    return found.map(({ rule, resource, message }) => `${rule} ${resource}: ${message}`);
}

/** One fault for each rule that a resource of the first program can break; undefined takes the property away. */
const faults: readonly (readonly [rule: string, resource: string, change: Properties])[] = [
    ["data-store-is-encrypted-with-customer-key", "db", { storageEncrypted: false }],
    ["cache-is-encrypted-with-customer-key", "cache", { kmsKeyId: undefined }],
    ["messages-are-encrypted-with-customer-key", "queue", { kmsMasterKeyId: "alias/aws/sqs" }],
    ["logs-are-encrypted-with-customer-key", "log", { kmsKeyId: undefined }],
    ["secret-is-encrypted-with-customer-key", "secret", { kmsKeyId: undefined }],
    ["bucket-is-encrypted-with-customer-key", "sse", { rules: [] }],
    ["load-balancer-speaks-tls", "https", { protocol: "HTTP" }],
    ["distribution-speaks-tls", "cdn", { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } }],
    ["plain-text-is-refused", "tls", { policy: tlsOnly("s3:GetObject") }],
    ["cache-encrypts-transit", "cache", { transitEncryptionEnabled: undefined }],
    ["database-forces-tls", "parameters", { parameters: [] }],
    ["data-store-is-private", "db", { publiclyAccessible: true }],
    ["task-is-private", "web", { networkConfiguration: { assignPublicIp: true } }],
    [
        "security-group-admits-no-internet",
        "door",
        { ingress: [{ cidrBlocks: ["0.0.0.0/0"], fromPort: 22, toPort: 22 }] },
    ],
    ["bucket-blocks-public-access", "block", { blockPublicAcls: false }],
    ["vpc-closes-default-group", "default", { ingress: [{ self: true }] }],
    ["vpc-records-its-traffic", "flow", { trafficType: "REJECT" }],
    ["entry-has-web-acl", "cdn", { webAclId: undefined }],
    ["data-is-backed-up", "db", { backupRetentionPeriod: 1 }],
    ["deletion-is-guarded", "lb", { enableDeletionProtection: undefined }],
    ["log-group-keeps-a-year", "log", { retentionInDays: 7 }],
    ["key-rotates", "key", { enableKeyRotation: undefined }],
    ["master-password-is-managed", "db", { manageMasterUserPassword: undefined }],
    [
        "policy-grants-no-wildcard",
        "policy",
        { policy: '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' },
    ],
    [
        "environment-holds-no-secret",
        "task",
        { containerDefinitions: '[{"environment":[{"name":"DB_PASSWORD","value":"x"}]}]' },
    ],
];

/** The graph with the properties of one resource changed. */
function broken(
    resources: readonly Registration[],
    name: string,
    change: Properties,
): readonly Registration[] {
    const edit = (properties: Readonly<Properties>): Properties =>
        Object.fromEntries(
            Object.entries({ ...properties, ...change }).filter(([, value]) => value !== undefined),
        );
    return resources.map((one) => {
        if (one.name !== name) return one;
        const sources = Object.entries(one.propertyDependencies).filter(
            ([property]) => !(property in change),
        );
        const asked = Object.keys(change).filter((property) => change[property] !== undefined);
        return {
            ...one,
            inputs: edit(one.inputs),
            state: edit(one.state),
            propertyDependencies: {
                ...Object.fromEntries(sources),
                ...Object.fromEntries(asked.map((key) => [key, []])),
            },
        };
    });
}

describe("hipaa-safeguards over programs that are not ours", function () {
    this.timeout(20_000);

    for (const [name, program] of Object.entries(programs)) {
        for (const preview of [true, false]) {
            it(`is quiet over ${name}, ${preview ? "before" : "after"} the first update`, async () => {
                assert.deepEqual(await findings(await recorded(program, preview)), []);
            });
        }

        it(`lets no pack fail over ${name}`, async () => {
            await judgePacks(loadPacks([]), "live", await recorded(program, true));
        });
    }

    it("plants a fault for every rule but the one about tags, which asks for none by default", () => {
        assert.deepEqual(
            rules.map(({ name }) => name).filter((name) => !faults.some(([rule]) => rule === name)),
            ["resource-is-tagged"],
        );
    });

    for (const [rule, name, change] of faults) {
        it(`finds the fault of ${rule}, and no other`, async () => {
            const resources = await recorded(programs.raw, true);
            assert.ok(resources.some((one) => one.name === name));
            const found = await findings(broken(resources, name, change));
            assert.deepEqual([...new Set(found.map((one) => one.split(" ")[0]))], [rule], found.join("\n"));
        });
    }
});
