/** Plausible answers of AWS, for runs that see known outputs and for the functions that programs call. */

import { createHash } from "node:crypto";
import { physicalName } from "./replacements";

const account = "111122223333"; // the example account of AWS's own documentation

type Properties = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Hexadecimal digits that are always the same for a text, as identifiers that AWS makes up hold them. */
const digits = (from: string, count: number): string =>
    createHash("sha256").update(from).digest("hex").slice(0, count);

/** Region that a resource lands in where its provider names none. */
const defaultRegion = "us-east-1";

type OutputsOf = (facts: { name: string; inputs: Properties; region: string }) => Properties;

/** What the provider computes, by type, beyond the ARN that nearly every resource has. */
const outputs: Readonly<Record<string, OutputsOf>> = {
    "aws:ec2/subnet:Subnet": ({ inputs, region }) => ({
        availabilityZone: `${region}${"abcdef".charAt(Number(text(inputs.availabilityZoneId)?.at(-1) ?? 1) - 1)}`,
    }),
    "aws:lb/loadBalancer:LoadBalancer": ({ name, region }) => ({
        arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${name}/50dc6c495c0c9188`,
        arnSuffix: `app/${name}/50dc6c495c0c9188`,
        dnsName: `internal-${name}-1234567890.${region}.elb.amazonaws.com`,
        zoneId: "Z35SXDOTRQ7X7K",
    }),
    "aws:lb/targetGroup:TargetGroup": ({ name, region }) => ({
        arn: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/73e2d6bc24d8a067`,
        arnSuffix: `targetgroup/${name}/73e2d6bc24d8a067`,
    }),
    "aws:lambda/function:Function": ({ name, inputs, region }) => {
        const physical = text(inputs.name) ?? `${name}-1a2b3c4`;
        return { arn: `arn:aws:lambda:${region}:${account}:function:${physical}`, name: physical };
    },
    // What a run answers that had nothing to do.
    "aws:lambda/invocation:Invocation": () => ({
        result: JSON.stringify({ applied: [], unknownVersions: [] }),
    }),
    "aws:rds/cluster:Cluster": ({ name, inputs, region }) => ({
        endpoint: `${name}.cluster-abc.${region}.rds.amazonaws.com`,
        readerEndpoint: `${name}.cluster-ro-abc.${region}.rds.amazonaws.com`,
        clusterIdentifier: text(inputs.clusterIdentifier) ?? name,
        clusterResourceId: "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        engineVersionActual: "17.4",
        port: 5432,
        masterUserSecrets: [
            {
                secretArn: `arn:aws:secretsmanager:${region}:${account}:secret:rds!cluster-${name}-AbCdEf`,
                secretStatus: "active",
            },
        ],
    }),
    "aws:rds/globalCluster:GlobalCluster": ({ name, inputs }) => ({
        arn: `arn:aws:rds::${account}:global-cluster:${text(inputs.globalClusterIdentifier) ?? name}`, // in no region
    }),
    "aws:rds/proxy:Proxy": ({ name, region }) => ({
        arn: `arn:aws:rds:${region}:${account}:db-proxy:prx-${digits(name, 17)}`,
        endpoint: `${name}.proxy-abc.${region}.rds.amazonaws.com`,
    }),
    "aws:rds/proxyEndpoint:ProxyEndpoint": ({ name, region }) => ({
        endpoint: `${name}.endpoint.proxy-abc.${region}.rds.amazonaws.com`,
    }),
    "aws:elasticache/replicationGroup:ReplicationGroup": ({ name, inputs, region }) => ({
        configurationEndpointAddress: `clustercfg.${name}.abc.${region}.cache.amazonaws.com`,
        replicationGroupId: text(inputs.replicationGroupId) ?? name,
    }),
    "aws:acm/certificate:Certificate": ({ inputs }) => ({
        domainValidationOptions: [
            text(inputs.domainName),
            ...((inputs.subjectAlternativeNames ?? []) as readonly unknown[]),
        ].map((domain) => ({
            domainName: String(domain),
            resourceRecordName: `_a79865eb4cd1a6ab990a45779b4e0b96.${String(domain)}.`,
            resourceRecordType: "CNAME",
            resourceRecordValue: "_424c7224e9b0146f9a8808af955727d0.acm-validations.aws.",
        })),
    }),
    "aws:acm/certificateValidation:CertificateValidation": ({ inputs }) => ({
        certificateArn: text(inputs.certificateArn),
    }),
    "aws:cloudfront/distribution:Distribution": ({ name }) => ({
        arn: `arn:aws:cloudfront::${account}:distribution/${name}-id`,
        domainName: "d111111abcdef8.cloudfront.net",
        hostedZoneId: "Z2FDTNDATAQYW2", // CloudFront's own, the same for every distribution
    }),
    // Of no region; its id is not the ARN, which is what a function is associated by.
    "aws:cloudfront/function:Function": ({ name }) => ({
        arn: `arn:aws:cloudfront::${account}:function/${name}-1a2b3c4`,
    }),
    "aws:cloudfront/keyValueStore:KeyValueStore": () => ({
        arn: `arn:aws:cloudfront::${account}:key-value-store/0123abcd-4567-89ab-cdef-0123456789ab`,
    }),
    "aws:secretsmanager/secret:Secret": ({ name, inputs, region }) => ({
        arn: `arn:aws:secretsmanager:${region}:${account}:secret:${text(inputs.name) ?? `${name}-1a2b3c4`}-AbCdEf`,
    }),
    "aws:route53/record:Record": ({ inputs }) => ({ fqdn: text(inputs.name) }),
    "aws:s3/bucket:Bucket": ({ name, inputs, region }) => {
        const bucket = text(inputs.bucket) ?? `${name}-1a2b3c4`;
        return {
            bucket,
            arn: `arn:aws:s3:::${bucket}`,
            bucketRegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
        };
    },
    "aws:synthetics/canary:Canary": ({ name, inputs, region }) => {
        const canary = text(inputs.name) ?? `${name}-1a2b3c4`;
        return {
            arn: `arn:aws:synthetics:${region}:${account}:canary:${canary}`,
            engineArn: `arn:aws:lambda:${region}:${account}:function:cwsyn-${canary}-01234567-89ab-cdef-0123-456789abcdef:1`,
        };
    },
    "aws:sns/topic:Topic": ({ name, region }) => ({ arn: `arn:aws:sns:${region}:${account}:${name}` }),
    "aws:sqs/queue:Queue": ({ name, inputs, region }) => {
        const queue = text(inputs.name) ?? `${name}-1a2b3c4`;
        return {
            arn: `arn:aws:sqs:${region}:${account}:${queue}`,
            url: `https://sqs.${region}.amazonaws.com/${account}/${queue}`,
        };
    },
    "aws:backup/vault:Vault": ({ name, inputs, region }) => ({
        arn: `arn:aws:backup:${region}:${account}:backup-vault:${text(inputs.name) ?? name}`,
    }),
    "aws:iam/role:Role": ({ name }) => ({ arn: `arn:aws:iam::${account}:role/${name}`, name }),
    "aws:kms/key:Key": ({ name, region }) => ({
        arn: `arn:aws:kms:${region}:${account}:key/${name}`,
        keyId: `${name}-id`,
    }),
};

/**
 * Outputs that AWS would compute for a resource, laid over its inputs.
 *
 * @param ofProvider region of its provider; one of its own goes before it.
 */
export function plausibleOutputs(
    type: string,
    name: string,
    inputs: Properties,
    ofProvider: string = defaultRegion,
): Properties {
    const [pkg, module, resource] = type.split(/[:/]/);
    if (pkg !== "aws") return {};
    const region = text(inputs.region) ?? ofProvider;
    return {
        arn: `arn:aws:${module ?? ""}:${region}:${account}:${resource ?? ""}/${name}`,
        ...(inputs.name === undefined ? { name: `${name}-1a2b3c4` } : {}),
        ...outputs[type]?.({ name, inputs, region }),
    };
}

/** Types whose id is their physical name. */
const identifiedByName: readonly string[] = [
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:rds/cluster:Cluster",
];

/** The id of a resource that has these outputs: programs pass a cluster's on as its identifier, and may. */
export function plausibleId(type: string, name: string, computed: Properties): string {
    const physical = identifiedByName.includes(type) ? text(computed[physicalName(type)]) : undefined;
    return physical ?? `${name}-id`;
}

/** A list has another id in every region, so that asking in the wrong one shows. */
function prefixListId(region: string): string {
    return `pl-${digits(region, 8)}`;
}

type Answer = (args: Properties, region: string) => Properties;

const answers: Readonly<Record<string, Answer>> = {
    "aws:secretsmanager/getRandomPassword:getRandomPassword": ({ passwordLength }) => ({
        id: "random",
        randomPassword: "x".repeat(Number(passwordLength ?? 32)),
    }),
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
        id: account,
        accountId: account,
        arn: `arn:aws:iam::${account}:role/deployer`,
        userId: "AROAEXAMPLE:deployer",
    }),
    "aws:route53/getZone:getZone": (args) => ({
        id: "Z0123456789EXAMPLE",
        zoneId: "Z0123456789EXAMPLE",
        name: text(args.name),
        arn: "arn:aws:route53:::hostedzone/Z0123456789EXAMPLE",
    }),
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": (args, region) => {
        const id = prefixListId(region);
        return {
            id,
            name: text(args.name),
            arn: `arn:aws:ec2:${region}:aws:prefix-list/${id}`,
            entries: [],
        };
    },
};

/**
 * The answer to a function that a program calls.
 *
 * @throws Error for a function that has no answer here, so that none is silently empty.
 */
export function answerCall(token: string, args: Properties, region: string = defaultRegion): Properties {
    const find = answers[token];
    if (find === undefined) {
        throw new Error(
            `${token} has no answer in preview/stand-in.ts; add one, so that previews can show it`,
        );
    }
    return find(args, region);
}
