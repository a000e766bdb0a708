import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationBundle } from "../migrator/bundle";
import { runnerCode, runnerHandler } from "../migrator/code";
import { runnerVariables } from "../migrator/connection";
import type { Region } from "../strategy/regions";
import { databaseEngine } from "./database-parameters";
import { MigrationRunnerRole } from "./migration-runner-role";

/** What a caller decides about a {@link MigrationRunner}. */
export interface MigrationRunnerArgs {
    readonly region: Region;
    /** What is applied. Another checksum runs the function again; the same one runs nothing. */
    readonly bundle: MigrationBundle;
    /** Where migrations go: the writer itself, because a proxy would pin and time out what takes minutes. */
    readonly database: {
        readonly endpoint: pulumi.Input<string>;
        readonly databaseName: pulumi.Input<string>;
        /** Tells a cluster from one that was restored under its name, which has an older schema. */
        readonly clusterResourceId: pulumi.Input<string>;
        readonly masterSecretArn: pulumi.Input<string>;
        /** Instances of the cluster: without one nothing answers. */
        readonly instances: readonly pulumi.Resource[];
    };
    /** Private subnets in at least two zones, with a way to Secrets Manager. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Reaches the database and Secrets Manager, and is reached by nobody. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Interface endpoints, where the subnets have no other way to Secrets Manager. @default none */
    readonly reachesAwsBy?: readonly pulumi.Resource[];
    /** Key of the log, of the function's environment and of the database's secret. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Days; one of CloudWatch Logs' own steps. */
    readonly logRetentionDays: number;
    /** Keeps the log through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/** What the function is. */
export const runnerFunction = {
    /** The newest that the provider's own check takes; AWS supports it until April 2027 ("Lambda runtimes"). */
    runtime: lambda.Runtime.NodeJS22dX,
    architecture: "arm64",
    /** All that Lambda grants; the runner stops between statements before it ends. */
    timeoutSeconds: 900,
    /** It waits for the database nearly all of its time; this is what Node.js and `pg` stand on, twice. */
    memoryMiB: 256,
    /** One at a time. A second one would wait for the database's lock anyway, and cost a connection. */
    concurrency: 1,
} as const;

/** What is wrong with a runner's arguments; empty when nothing is. */
export function runnerMistakes({
    subnetIds,
    bundle,
}: Pick<MigrationRunnerArgs, "subnetIds" | "bundle">): readonly string[] {
    return [
        ...(subnetIds.length >= 2
            ? []
            : [
                  `subnetIds must name subnets in at least two zones, got ${subnetIds.length}; ` +
                      `with one, the loss of its zone stops every release`,
              ]),
        ...(bundle.migrations.length > 0
            ? []
            : [
                  "bundle must hold at least one migration, got none; the service would start on an empty database",
              ]),
    ];
}

/**
 * Brings a cell's database to the schema of the bundle, inside the cell's own network, and fails the update where it cannot:
 * whatever depends on it changes afterwards or not at all. Preview shows a changed bundle as a replaced run. Why a
 * Lambda function: docs/adr/0028-migrations-at-deploy.md.
 */
export class MigrationRunner extends pulumi.ComponentResource {
    /** The run: what must not start on an older schema depends on it. */
    public readonly run: pulumi.Resource;
    public readonly functionName: pulumi.Output<string>;

    constructor(name: string, args: MigrationRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:MigrationRunner", name, {}, opts);
        const mistakes = runnerMistakes(args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const { region, bundle, database, kmsKeyArn } = args;
        const parent = { parent: this };
        const log = new cloudwatch.LogGroup(
            `${name}-log`,
            { kmsKeyId: kmsKeyArn, retentionInDays: args.logRetentionDays },
            { ...parent, protect: args.deletionProtected },
        );
        const { roleArn } = new MigrationRunnerRole(
            `${name}-role`,
            { region, logGroupArn: log.arn, masterSecretArn: database.masterSecretArn, kmsKeyArn },
            parent,
        );
        const { name: functionName } = new lambda.Function(
            `${name}-function`,
            functionArgs(args, roleArn, log.name),
            parent,
        );
        this.run = new lambda.Invocation(
            `${name}-run`,
            {
                functionName,
                input: JSON.stringify({ bundle: bundle.checksum }),
                triggers: runTriggers(bundle, database.clusterResourceId),
            },
            { ...parent, dependsOn: [...database.instances, ...(args.reachesAwsBy ?? [])] },
        );

        this.functionName = functionName;
        this.registerOutputs({ functionName });
    }
}

/**
 * What runs the function again when it changes, each file by its name: the difference that `pulumi preview --diff` shows is
 * then the new file itself.
 */
function runTriggers(
    { checksum, migrations }: MigrationBundle,
    cluster: pulumi.Input<string>,
): Readonly<Record<string, pulumi.Input<string>>> {
    return {
        bundle: checksum,
        cluster,
        ...Object.fromEntries(migrations.map((migration) => [migration.file, migration.checksum])),
    };
}

function functionArgs(
    args: MigrationRunnerArgs,
    role: pulumi.Input<string>,
    logGroup: pulumi.Input<string>,
): lambda.FunctionArgs {
    const { bundle, database } = args;
    return {
        description: "Applies the migrations of the schema before the service changes",
        role,
        runtime: runnerFunction.runtime,
        architectures: [runnerFunction.architecture],
        code: runnerCode(bundle, args.region),
        handler: runnerHandler,
        timeout: runnerFunction.timeoutSeconds,
        memorySize: runnerFunction.memoryMiB,
        reservedConcurrentExecutions: runnerFunction.concurrency,
        kmsKeyArn: args.kmsKeyArn,
        environment: {
            variables: {
                [runnerVariables.host]: database.endpoint,
                [runnerVariables.port]: String(databaseEngine.port),
                [runnerVariables.database]: database.databaseName,
                [runnerVariables.secretArn]: database.masterSecretArn,
            },
        },
        vpcConfig: { subnetIds: [...args.subnetIds], securityGroupIds: [args.securityGroupId] },
        // The runner writes JSON itself. Lambda's own form would wrap it once more.
        loggingConfig: { logFormat: "Text", logGroup },
        tracingConfig: { mode: "Active" },
    };
}
