import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as s3 from "@pulumi/aws/s3";
import * as synthetics from "@pulumi/aws/synthetics";
import * as pulumi from "@pulumi/pulumi";
import { kpi } from "../strategy/law";
import type { Region } from "../strategy/regions";
import { CanaryRole } from "./canary-role";
import { canarySchedule } from "./canary-schedule";
import { makePrivateBucket } from "./private-bucket";

/** What a caller decides about a {@link DoorCanary}. */
export interface DoorCanaryArgs {
    readonly region: Region;
    readonly vpcId: pulumi.Input<string>;
    /** Private subnets with a way to S3 and CloudWatch, one per zone. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Reaches the door and AWS, and is reached by nobody. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Name on the door's certificate, under which it is reached. */
    readonly hostname: pulumi.Input<string>;
    /** Answered with 200 only while the service and what it stands on are well; docs/service-contract.md. */
    readonly path: string;
    /** Key of what runs leave and of their log. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Days; one of CloudWatch Logs' own steps. */
    readonly logRetentionDays: number;
    readonly deletionProtected: boolean;
    /** What answers: a canary that runs before there is anything fails for nothing. */
    readonly service: pulumi.Resource;
}

/** What a canary runs. */
export const doorScript = join(__dirname, "canary-scripts", "door.js");

/** Without a browser, on Lambda's Node.js 22 ("Runtime versions using Node.js", CloudWatch user guide). */
const runtimeVersion = "syn-nodejs-5.2";

/** Beginnings of the keys of the bucket. */
const prefixes = { runs: "runs", script: "script" } as const;

/** The script as an archive, and a name that changes with it: Synthetics reads a script again only under another. */
export function scriptArchive(script: string): {
    readonly key: string;
    readonly source: pulumi.asset.Archive;
} {
    const hash = createHash("sha256").update(script).digest("hex").slice(0, 16);
    const file = new pulumi.asset.StringAsset(script);
    return {
        key: `${prefixes.script}/${hash}.zip`,
        // AWS writes of two places, one for Puppeteer and one for Playwright, and of none for the runtime without a browser.
        // The handler has the same name in both.
        source: new pulumi.asset.AssetArchive({ "door.js": file, "nodejs/node_modules/door.js": file }),
    };
}

/** Name of the group that a Lambda function writes its log to; Synthetics' ARN ends with a version. */
export function logGroupOf(functionArn: string): string {
    return `/aws/lambda/${functionArn.split(":")[6] ?? ""}`;
}

/**
 * Asks a cell's own door every few minutes, from inside the cell: what users would get, whether or not there are any. Its log
 * group is made after it, because AWS chooses the name; until then its role may write nowhere, so that Lambda makes
 * none of its own. Its environment holds an address and a number, so that Lambda's own key is enough for it.
 */
export class DoorCanary extends pulumi.ComponentResource {
    /** The `CanaryName` dimension of its metrics. */
    public readonly canaryName: pulumi.Output<string>;

    constructor(name: string, args: DoorCanaryArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:observability:DoorCanary", name, {}, opts);
        const parent = { parent: this };
        const { region, kmsKeyArn, deletionProtected } = args;
        const days = canarySchedule.retentionDays;
        const { bucketName, bucketArn } = makePrivateBucket(
            name,
            { deletionProtected, expiry: { prefix: `${prefixes.runs}/`, days }, kmsKeyArn },
            parent,
        );
        const { key, source } = scriptArchive(readFileSync(doorScript, "utf8"));
        const script = new s3.BucketObject(
            `${name}-script`,
            // It is no secret, and AWS does not say with whose rights Synthetics would use another key.
            { bucket: bucketName, key, source, serverSideEncryption: "AES256" },
            parent,
        );
        const role = new CanaryRole(
            `${name}-role`,
            { region, bucketArn, prefix: prefixes.runs, kmsKeyArn },
            parent,
        );
        const { name: canaryName, engineArn } = new synthetics.Canary(
            name,
            {
                ...runArgs(args),
                artifactS3Location: pulumi.interpolate`s3://${bucketName}/${prefixes.runs}`,
                artifactConfig: { s3Encryption: { encryptionMode: "SSE_KMS", kmsKeyArn } },
                executionRoleArn: role.roleArn,
                s3Bucket: bucketName,
                s3Key: script.key,
                successRetentionPeriod: days,
                failureRetentionPeriod: days,
            },
            { ...parent, dependsOn: [args.service] },
        );
        const log = new cloudwatch.LogGroup(
            `${name}-log`,
            {
                name: engineArn.apply(logGroupOf),
                kmsKeyId: kmsKeyArn,
                retentionInDays: args.logRetentionDays,
            },
            parent,
        );
        role.allowLog(log.arn);

        this.canaryName = canaryName;
        this.registerOutputs({ canaryName });
    }
}

/** What runs, when, and from where. */
function runArgs(
    args: DoorCanaryArgs,
): Pick<
    synthetics.CanaryArgs,
    "handler" | "runtimeVersion" | "schedule" | "runConfig" | "vpcConfig" | "startCanary" | "deleteLambda"
> {
    return {
        handler: "door.handler",
        runtimeVersion,
        schedule: { expression: `rate(${canarySchedule.minutes} minutes)` },
        runConfig: {
            timeoutInSeconds: canarySchedule.timeoutSeconds,
            memoryInMb: canarySchedule.memoryMiB,
            environmentVariables: {
                DOOR_URL: pulumi.interpolate`https://${args.hostname}${args.path}`,
                DOOR_MILLISECONDS: String(kpi.p99Milliseconds),
            },
        },
        vpcConfig: {
            vpcId: args.vpcId,
            subnetIds: [...args.subnetIds],
            securityGroupIds: [args.securityGroupId],
        },
        startCanary: true,
        // Else its function and network interfaces outlive it, and hold on to subnets and security group.
        deleteLambda: true,
    };
}
