import { unknownSentinel } from "../../../preview/wire";

type Properties = Readonly<Record<string, unknown>>;

/** What is wrong with a property, in the provider's manner. */
export interface Refusal {
    readonly property: string;
    readonly reason: string;
}

/** Judges one known value; the reason where the provider or AWS refuses it. */
type Constraint = (value: unknown, inputs: Properties) => string | undefined;

const say = (value: unknown): string => JSON.stringify(value);

const matches =
    (pattern: RegExp, rule: string): Constraint =>
    (value) =>
        typeof value === "string" && pattern.test(value) ? undefined : `${say(value)} must be ${rule}`;

const between =
    (min: number, max: number): Constraint =>
    (value) =>
        typeof value === "number" && value >= min && value <= max
            ? undefined
            : `expected to be in the range (${min} - ${max}), got ${say(value)}`;

const oneOf =
    (...allowed: readonly unknown[]): Constraint =>
    (value) =>
        allowed.includes(value) ? undefined : `expected to be one of ${say(allowed)}, got ${say(value)}`;

const conflictsWith =
    (other: string): Constraint =>
    (_, inputs) =>
        inputs[other] === undefined ? undefined : `conflicts with ${other}`;

const needs =
    (when: (value: unknown) => boolean, other: string): Constraint =>
    (value, inputs) =>
        when(value) && inputs[other] === undefined ? `${say(value)} needs ${other}` : undefined;

const ofEndpointType =
    (wanted: string): Constraint =>
    (_, { vpcEndpointType }) =>
        vpcEndpointType === wanted ? undefined : `InvalidParameter: only for endpoints of type ${wanted}`;

const atMostInput =
    (other: string): Constraint =>
    (value, inputs) => {
        const bound = inputs[other];
        return typeof value === "number" && typeof bound === "number" && value > bound
            ? `${value} is above ${other} (${bound})`
            : undefined;
    };

const everyOf =
    (...constraints: readonly Constraint[]): Constraint =>
    (value, inputs) =>
        constraints.map((constraint) => constraint(value, inputs)).find((reason) => reason !== undefined);

const balancerName = matches(
    /^(?!internal-)(?!-)[0-9A-Za-z-]{1,32}(?<!-)$/,
    "at most 32 letters, digits and hyphens",
);
const rdsIdentifier = matches(
    /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/,
    "at most 63 lower-case letters, digits and single hyphens, beginning with a letter",
);
const groupDescription = matches(
    /^[A-Za-z0-9. _\-:/()#,@[\]+=&;{}!$*]{1,255}$/,
    "at most 255 characters that EC2 takes in a description",
);
const retentionDays = oneOf(
    ...[0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288],
    3653,
);

/** Memory in MiB that Fargate offers for each size of CPU: lowest, highest, step. */
const fargate: Readonly<Record<string, readonly [number, number, number]>> = {
    "256": [512, 2048, 512],
    "512": [1024, 4096, 1024],
    "1024": [2048, 8192, 1024],
    "2048": [4096, 16384, 1024],
    "4096": [8192, 30720, 1024],
};

const fargatePair: Constraint = (cpu, { memory }) => {
    const [min, max, step] = fargate[String(cpu)] ?? [1, 0, 1];
    const size = Number(memory);
    return size >= min && size <= max && size % step === 0
        ? undefined
        : `No Fargate configuration exists for given values: ${String(cpu)} CPU, ${String(memory)} memory`;
};

const cpuRange = (scaling: unknown): string | undefined => {
    const { minCapacity, maxCapacity } = scaling as { minCapacity: number; maxCapacity: number };
    return (
        between(0, 256)(minCapacity, {}) ??
        between(1, 256)(maxCapacity, {}) ??
        (minCapacity % 0.5 === 0 && maxCapacity % 0.5 === 0
            ? undefined
            : "capacities are multiples of 0.5") ??
        (minCapacity <= maxCapacity ? undefined : `min ${minCapacity} is above max ${maxCapacity}`)
    );
};

/** Scaling on requests says whose (Application Auto Scaling API, PredefinedMetricSpecification). */
const requestLabel = (tracking: unknown): string | undefined => {
    const { predefinedMetricSpecification: predefined } = tracking as {
        predefinedMetricSpecification?: { predefinedMetricType: string; resourceLabel?: string };
    };
    if (predefined?.predefinedMetricType !== "ALBRequestCountPerTarget") return undefined;
    return matches(
        /^app\/[\w-]+\/[0-9a-f]+\/targetgroup\/[\w-]+\/[0-9a-f]+$/,
        "app/<name>/<id>/targetgroup/<name>/<id>",
    )(predefined.resourceLabel, {});
};
/** Minutes; AWS Backup takes no shorter start window than an hour, and the job must be able to end after it. */
const backupRules: Constraint = (rules) =>
    (rules as readonly { startWindow?: number; completionWindow?: number }[])
        .map(({ startWindow = 480, completionWindow = 10_080 }) =>
            startWindow >= 60 && completionWindow >= startWindow + 60
                ? undefined
                : `a start window of ${startWindow} and a completion window of ${completionWindow} minutes`,
        )
        .find((reason) => reason !== undefined);

/** By type and property: what the types of the SDK allow and a deployment does not. */
const constraints: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
    "aws:appautoscaling/policy:Policy": {
        targetTrackingScalingPolicyConfiguration: (tracking, { policyType }) =>
            policyType === "TargetTrackingScaling"
                ? requestLabel(tracking)
                : "needs policyType TargetTrackingScaling",
    },
    "aws:appautoscaling/target:Target": {
        minCapacity: everyOf(between(0, 5000), atMostInput("maxCapacity")),
        resourceId: matches(
            /^(service\/[\w-]+\/[\w-]+|cluster:[a-z0-9-]+|replication-group\/[a-z0-9-]+)$/,
            "made of names, never of an ARN",
        ),
    },
    "aws:backup/plan:Plan": { rules: backupRules },
    "aws:backup/vault:Vault": {
        name: matches(/^[\w-]{2,50}$/, "2 to 50 letters, digits, hyphens and underscores"),
    },
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": { minRetentionDays: between(1, 36_500) },
    "aws:budgets/budget:Budget": {
        budgetType: oneOf("COST", "USAGE", "RI_UTILIZATION", "SAVINGS_PLANS_UTILIZATION"),
        limitAmount: matches(/^\d+(\.\d+)?$/, "a number as text"),
        timeUnit: oneOf("DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY"),
    },
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
        alarmRule: matches(/^.{1,10240}$/, "at most 10240 characters"),
    },
    "aws:cloudwatch/dashboard:Dashboard": {
        dashboardBody: (value) =>
            typeof value === "string" && value.startsWith('{"') && value.endsWith("}")
                ? undefined
                : "contains an invalid JSON",
        dashboardName: matches(/^[\w-]{1,255}$/, "letters, digits, hyphens and underscores"),
    },
    "aws:cloudwatch/logGroup:LogGroup": { retentionInDays: retentionDays },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {
        datapointsToAlarm: atMostInput("evaluationPeriods"),
        extendedStatistic: conflictsWith("statistic"),
        period: (value) =>
            value === 10 || value === 20 || value === 30 || Number(value) % 60 === 0
                ? undefined
                : `expected 10, 20, 30 or a multiple of 60, got ${say(value)}`,
        statistic: oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
        thresholdMetricId: conflictsWith("threshold"),
        treatMissingData: oneOf("breaching", "notBreaching", "ignore", "missing"),
    },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": {
        monitorDimension: conflictsWith("monitorSpecification"),
        monitorType: oneOf("DIMENSIONAL", "CUSTOM"),
    },
    "aws:costexplorer/anomalySubscription:AnomalySubscription": {
        frequency: oneOf("DAILY", "IMMEDIATE", "WEEKLY"),
    },
    "aws:ec2/securityGroup:SecurityGroup": { description: groupDescription },
    "aws:ec2/vpcEndpoint:VpcEndpoint": {
        privateDnsEnabled: ofEndpointType("Interface"),
        routeTableIds: ofEndpointType("Gateway"),
        securityGroupIds: ofEndpointType("Interface"),
        subnetIds: ofEndpointType("Interface"),
    },
    "aws:ecs/service:Service": {
        capacityProviderStrategies: conflictsWith("launchType"),
        healthCheckGracePeriodSeconds: needs(() => true, "loadBalancers"),
    },
    "aws:ecs/taskDefinition:TaskDefinition": { cpu: fargatePair },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
        multiAzEnabled: needs((value) => value === true, "automaticFailoverEnabled"),
        numNodeGroups: everyOf(between(1, 500), conflictsWith("numCacheClusters")),
        replicasPerNodeGroup: between(0, 5),
        replicationGroupId: matches(
            /^(?!.*--)[a-z][a-z0-9-]{0,39}(?<!-)$/,
            "at most 40 lower-case characters",
        ),
        snapshotRetentionLimit: between(0, 35),
    },
    "aws:kms/key:Key": { deletionWindowInDays: between(7, 30) },
    "aws:lb/listener:Listener": { protocol: needs((value) => value === "HTTPS", "certificateArn") },
    "aws:lb/loadBalancer:LoadBalancer": { name: balancerName },
    "aws:lb/targetGroup:TargetGroup": {
        name: balancerName,
        targetType: needs((value) => value !== "lambda", "vpcId"),
    },
    "aws:lambda/function:Function": {
        architectures: (value) => oneOf("arm64", "x86_64")((value as readonly unknown[])[0], {}),
        memorySize: between(128, 10_240),
        reservedConcurrentExecutions: (value) =>
            typeof value === "number" && value >= -1 ? undefined : `expected at least -1, got ${say(value)}`,
        runtime: needs(() => true, "handler"),
        timeout: between(1, 900),
    },
    "aws:lambda/invocation:Invocation": {
        input: (value) => {
            try {
                JSON.parse(String(value));
                return undefined;
            } catch {
                return `${say(value)} contains an invalid JSON`;
            }
        },
    },
    "aws:rds/cluster:Cluster": {
        backupRetentionPeriod: between(1, 35),
        clusterIdentifier: rdsIdentifier,
        globalClusterIdentifier: conflictsWith("manageMasterUserPassword"),
        masterPassword: conflictsWith("manageMasterUserPassword"),
        masterUsername: matches(/^(?!(admin|user|root|rdsadmin)$)[a-z]\w{0,62}$/, "no reserved word"),
        serverlessv2ScalingConfiguration: cpuRange,
    },
    "aws:rds/clusterInstance:ClusterInstance": {
        identifier: rdsIdentifier,
        monitoringInterval: everyOf(
            oneOf(0, 1, 5, 10, 15, 30, 60),
            needs((value) => value !== 0, "monitoringRoleArn"),
        ),
    },
    "aws:rds/eventSubscription:EventSubscription": {
        sourceIds: needs(() => true, "sourceType"),
        sourceType: oneOf(
            ...["db-instance", "db-cluster", "db-parameter-group", "db-security-group", "db-snapshot"],
            ...["db-cluster-snapshot", "db-proxy"],
        ),
    },
    "aws:rds/globalCluster:GlobalCluster": {
        globalClusterIdentifier: rdsIdentifier,
        sourceDbClusterIdentifier: everyOf(
            conflictsWith("engine"),
            conflictsWith("engineVersion"),
            conflictsWith("storageEncrypted"),
            needs(() => true, "forceDestroy"),
        ),
    },
    "aws:rds/proxy:Proxy": {
        // Without it, or with NONE, "auth" is required.
        defaultAuthScheme: everyOf(
            oneOf("IAM_AUTH", "NONE"),
            needs((value) => value !== "IAM_AUTH", "auths"),
        ),
        name: rdsIdentifier,
    },
    "aws:secretsmanager/secret:Secret": {
        recoveryWindowInDays: (value) => (value === 0 ? undefined : between(7, 30)(value, {})),
    },
    "aws:sqs/queue:Queue": {
        delaySeconds: between(0, 900),
        kmsMasterKeyId: conflictsWith("sqsManagedSseEnabled"),
        maxMessageSize: between(1024, 1_048_576),
        messageRetentionSeconds: between(60, 1_209_600),
        receiveWaitTimeSeconds: between(0, 20),
        redrivePolicy: matches(
            /"maxReceiveCount":([1-9]\d{0,2}|1000)[,}]/,
            "a policy with maxReceiveCount as a number from 1 to 1000",
        ),
        visibilityTimeoutSeconds: between(0, 43_200),
    },
    "aws:sns/topicSubscription:TopicSubscription": {
        confirmationTimeoutInMinutes: needs(() => true, "endpointAutoConfirms"),
        deliveryPolicy: (_, { protocol }) =>
            protocol === "https" || protocol === "http" ? undefined : "is for http and https only",
        endpoint: (value, { protocol }) =>
            protocol !== "https" || String(value).startsWith("https://")
                ? undefined
                : "Endpoint must match the specified protocol",
        filterPolicyScope: needs(() => true, "filterPolicy"),
    },
    "aws:synthetics/canary:Canary": {
        handler: matches(/\.handler$/, "a file's name and .handler"),
        name: matches(
            /^[0-9a-z_-]{1,255}$/,
            "at most 255 lower-case letters, digits, hyphens and underscores",
        ),
        runConfig: (value) => {
            const { memoryInMb, timeoutInSeconds } = value as {
                memoryInMb: number;
                timeoutInSeconds: number;
            };
            return (
                between(960, 3008)(memoryInMb, {}) ??
                (memoryInMb % 64 === 0 ? undefined : `${memoryInMb} MB is no multiple of 64`) ??
                between(3, 14 * 60)(timeoutInSeconds, {})
            );
        },
        s3Key: needs(() => true, "s3Bucket"),
        zipFile: conflictsWith("s3Bucket"),
    },
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": { description: groupDescription },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": { description: groupDescription },
    "aws:wafv2/webAcl:WebAcl": { scope: oneOf("CLOUDFRONT", "REGIONAL") },
};

/** What the provider or AWS would refuse; values that are not known yet are not judged. */
export function refusals(type: string, inputs: Properties): readonly Refusal[] {
    return Object.entries(constraints[type] ?? {}).flatMap(([property, constraint]) => {
        const value = inputs[property];
        if (value === undefined || say(value).includes(unknownSentinel)) return [];
        const reason = constraint(value, inputs);
        return reason === undefined ? [] : [{ property, reason }];
    });
}
