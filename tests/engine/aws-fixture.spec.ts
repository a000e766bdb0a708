import assert from "node:assert/strict";
import { unknownSentinel, unwrapSecrets } from "../../preview/wire";
import { platform } from "../support/platform";
import { shapeOf } from "./support/aws-catalogue";
import { changed, merged } from "./support/aws-changes";
import { AwsCloud } from "./support/aws-cloud";
import { refusals } from "./support/aws-constraints";
import { asLastRead } from "./support/aws-deferrals";
import { autoName, isAutoName, nameProperty } from "./support/aws-naming";
import { replaces } from "../../preview/replacements";
import { typeRefusals } from "./support/aws-types";

const [vpc, balancer, cluster, service, instance, group] = [
    "aws:ec2/vpc:Vpc",
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:rds/cluster:Cluster",
    "aws:ecs/service:Service",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:elasticache/replicationGroup:ReplicationGroup",
];

describe("what the AWS fixture knows", () => {
    it("reads inputs and computed properties from the SDK", () => {
        const shape = shapeOf("aws:ec2/subnet:Subnet");
        assert.ok(shape.inputs.has("cidrBlock") && !shape.inputs.has("arn"));
        assert.ok(shape.computed.includes("arn") && !shape.computed.includes("cidrBlock"));
    });

    it("names what the program leaves unnamed, and knows its own names again", () => {
        assert.deepEqual([vpc, balancer, cluster].map(nameProperty), [
            undefined,
            "name",
            "clusterIdentifier",
        ]);
        for (const type of [balancer, "aws:kms/alias:Alias"]) {
            assert.ok(isAutoName(type, "cell", autoName(type, "cell", Buffer.from("seed"))));
        }
        assert.notEqual(autoName(vpc, "cell", Buffer.from("a")), autoName(vpc, "cell", Buffer.from("b")));
        assert.ok(!isAutoName(balancer, "cell", "cell-of-mine"));
    });

    for (const { type, inputs, reason } of [
        {
            type: "aws:cloudwatch/logGroup:LogGroup",
            inputs: { retentionInDays: 730 },
            reason: /one of .*got 730/,
        },
        { type: "aws:backup/vault:Vault", inputs: { name: "prod.eu" }, reason: /2 to 50 letters/ },
        {
            type: "aws:backup/plan:Plan",
            inputs: { rules: [{ startWindow: 120, completionWindow: 150 }] },
            reason: /start window of 120/,
        },
        {
            type: "aws:cloudwatch/dashboard:Dashboard",
            inputs: { dashboardBody: "[object Object]" },
            reason: /invalid JSON/,
        },
        {
            type: "aws:sns/topicSubscription:TopicSubscription",
            inputs: { protocol: "https", endpoint: "http://a.example.com" },
            reason: /match the specified protocol/,
        },
        {
            type: "aws:synthetics/canary:Canary",
            inputs: { runConfig: { memoryInMb: 970, timeoutInSeconds: 60 } },
            reason: /no multiple of 64/,
        },
        { type: "aws:synthetics/canary:Canary", inputs: { s3Key: "a.zip" }, reason: /needs s3Bucket/ },
        { type: "aws:lambda/function:Function", inputs: { timeout: 1200 }, reason: /\(1 - 900\), got 1200/ },
        { type: "aws:lambda/invocation:Invocation", inputs: { input: "run" }, reason: /invalid JSON/ },
        { type: balancer, inputs: { name: "x".repeat(33) }, reason: /at most 32/ },
        { type: cluster, inputs: { clusterIdentifier: "a--b" }, reason: /at most 63/ },
        { type: cluster, inputs: { backupRetentionPeriod: 36 }, reason: /\(1 - 35\), got 36/ },
        {
            type: cluster,
            inputs: { serverlessv2ScalingConfiguration: { minCapacity: 8, maxCapacity: 4 } },
            reason: /min 8 is above max 4/,
        },
        {
            type: service,
            inputs: { launchType: "FARGATE", capacityProviderStrategies: [] },
            reason: /conflicts with launchType/,
        },
        {
            type: "aws:sqs/queue:Queue",
            inputs: { visibilityTimeoutSeconds: 50_000 },
            reason: /\(0 - 43200\), got 50000/,
        },
        {
            type: "aws:sqs/queue:Queue",
            inputs: { redrivePolicy: '{"deadLetterTargetArn":"arn","maxReceiveCount":"5"}' },
            reason: /maxReceiveCount as a number/,
        },
        {
            type: "aws:ecs/taskDefinition:TaskDefinition",
            inputs: { cpu: "2048", memory: "2048" },
            reason: /No Fargate configuration/,
        },
        {
            type: "aws:appautoscaling/policy:Policy",
            inputs: {
                policyType: "TargetTrackingScaling",
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: {
                        predefinedMetricType: "ALBRequestCountPerTarget",
                        resourceLabel: "targetgroup/tasks/73e2d6bc24d8a067",
                    },
                },
            },
            reason: /must be app/,
        },
        {
            type: "aws:appautoscaling/target:Target",
            inputs: { resourceId: "cluster:c", minCapacity: 6, maxCapacity: 5 },
            reason: /6 is above maxCapacity \(5\)/,
        },
        {
            type: "aws:appautoscaling/target:Target",
            inputs: { resourceId: "replication-group:c", minCapacity: 1, maxCapacity: 5 },
            reason: /made of names/,
        },
        {
            type: "aws:ec2/vpcEndpoint:VpcEndpoint",
            inputs: { vpcEndpointType: "Gateway", privateDnsEnabled: true },
            reason: /only for endpoints of type Interface/,
        },
    ]) {
        it(`refuses ${type} with ${JSON.stringify(inputs)}`, () => {
            assert.match(refusals(type, inputs)[0]?.reason ?? "", reason);
        });
    }

    it("judges no value that is not known yet", () => {
        assert.deepEqual(refusals(balancer, { name: unknownSentinel }), []);
        assert.deepEqual(typeRefusals(vpc, { enableDnsHostnames: unknownSentinel }), []);
    });

    for (const { type, inputs, refused } of [
        { type: vpc, inputs: { enableDnsHostnames: "true" }, refused: ["enableDnsHostnames: a boolean"] },
        { type: vpc, inputs: { cidr: "10.0.0.0/16" }, refused: ["cidr: an unexpected argument"] },
        { type: vpc, inputs: { tags: { cost: 7 } }, refused: ["tags.cost: a string"] },
        { type: "aws:ec2/subnet:Subnet", inputs: {}, refused: ["vpcId: missing required property"] },
        {
            type: cluster,
            inputs: { engine: "aurora-postgresql", availabilityZones: "eu-west-1a" },
            refused: ["availabilityZones: a list"],
        },
        {
            type: service,
            inputs: {
                networkConfiguration: { assignPublicIp: false },
                loadBalancers: [{ containerName: "app", containerPort: "8080", port: 1 }],
            },
            refused: [
                "networkConfiguration.subnets: missing required property",
                "loadBalancers[0].containerPort: a number",
                "loadBalancers[0].port: an unexpected argument",
            ],
        },
    ]) {
        it(`refuses the types of ${type} with ${JSON.stringify(inputs)}`, () => {
            assert.deepEqual(
                typeRefusals(type, inputs).map(({ property, reason }) =>
                    `${property}: ${reason}`.replace(/ is wanted.*/, ""),
                ),
                refused,
            );
        });
    }

    for (const environment of ["dev", "prod"] as const) {
        it(`has nothing to refuse in ${environment}`, async () => {
            const { stacks } = await platform(environment, "known");
            const refused = stacks
                .flatMap(({ resources }) => resources)
                .filter(({ type }) => type.startsWith("aws:"))
                .flatMap(({ type, urn, inputs }) =>
                    [
                        ...typeRefusals(type, unwrapSecrets(inputs)),
                        ...refusals(type, unwrapSecrets(inputs)),
                    ].map(({ property, reason }) => `${urn} ${property}: ${reason}`),
                );
            assert.deepEqual(refused, []);
        });
    }

    it("replaces for what AWS cannot change in place, and only for that", () => {
        assert.ok(replaces(cluster, "kmsKeyId") && replaces(cluster, "clusterIdentifier"));
        assert.ok(!replaces(cluster, "backupRetentionPeriod"));
        assert.ok(replaces("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions"));
    });

    it("sees no difference where AWS keeps what the program no longer names", () => {
        const before = { serverlessv2ScalingConfiguration: { minCapacity: 1 }, port: 5432 };
        assert.deepEqual(changed(cluster, before, {}), ["port"]);
        assert.deepEqual(merged(cluster, before, before, {}), {
            serverlessv2ScalingConfiguration: { minCapacity: 1 },
        });
    });
});

describe("the AWS that the fixture plays", () => {
    const create = (cloud: AwsCloud, type: string, inputs: Readonly<Record<string, unknown>> = {}): string =>
        cloud.create(`urn:${type}`, type, "it", inputs, "eu-west-1").id;

    it("puts back a number that autoscaling moved, where the program changes it", () => {
        const cloud = new AwsCloud();
        const id = create(cloud, service, { desiredCount: 2 });
        cloud.move(service, "it", { desiredCount: 7 });
        cloud.update(`urn:${service}`, id, { desiredCount: 2 }, { desiredCount: 2, cluster: "c" });
        assert.equal(cloud.only(service, "it").outputs.desiredCount, 7);
        cloud.update(`urn:${service}`, id, { desiredCount: 7 }, { desiredCount: 2 });
        assert.equal(cloud.only(service, "it").outputs.desiredCount, 2);
    });

    const small = { instanceClass: "db.r6g.large", promotionTier: 0 };
    const large = { instanceClass: "db.r6g.4xlarge", promotionTier: 1 };

    for (const { type, from, to } of [
        { type: instance, from: small, to: { instanceClass: large.instanceClass } },
        { type: cluster, from: { engineVersion: "16.4" }, to: { engineVersion: "17.4" } },
        { type: group, from: { nodeType: "cache.r6g.large" }, to: { nodeType: "cache.r6g.xlarge" } },
    ]) {
        const [property = ""] = Object.keys(to);
        it(`puts off ${type} ${property} until the maintenance window`, () => {
            const cloud = new AwsCloud();
            const id = create(cloud, type, from);
            const held = (): unknown => cloud.only(type, "it").outputs[property];
            const [before, after] = [held(), Object.values(to)[0]];
            cloud.update(`urn:${type}`, id, from, { ...from, ...to, applyImmediately: false });
            assert.equal(held(), before, "it was changed at once");
            cloud.maintain();
            assert.equal(held(), after, "the window has passed it by");
        });

        it(`changes ${type} ${property} at once where it is told to`, () => {
            const cloud = new AwsCloud();
            const id = create(cloud, type, from);
            cloud.update(`urn:${type}`, id, from, { ...from, ...to, applyImmediately: true });
            assert.equal(cloud.only(type, "it").outputs[property], Object.values(to)[0]);
        });
    }

    it("changes at once what waits for no window", () => {
        const cloud = new AwsCloud();
        cloud.update(`urn:${instance}`, create(cloud, instance, small), small, large);
        const { instanceClass, promotionTier } = cloud.only(instance, "it").outputs;
        assert.deepEqual({ instanceClass, promotionTier }, { ...small, promotionTier: 1 });
    });

    it("takes what waits with a later change that is applied at once", () => {
        const cloud = new AwsCloud();
        const id = create(cloud, instance, small);
        cloud.update(`urn:${instance}`, id, small, large);
        cloud.update(`urn:${instance}`, id, large, { ...large, promotionTier: 2, applyImmediately: true });
        const { instanceClass, promotionTier } = cloud.only(instance, "it").outputs;
        assert.deepEqual({ instanceClass, promotionTier }, { ...large, promotionTier: 2 });
        cloud.move(instance, "it", small);
        cloud.maintain();
        assert.equal(cloud.only(instance, "it").outputs.instanceClass, small.instanceClass);
    });

    it("compares with what AWS said where AWS may have put the last wish off, and nowhere else", () => {
        assert.deepEqual(asLastRead(instance, large, { ...small, arn: "arn" }), {
            instanceClass: small.instanceClass,
            promotionTier: large.promotionTier,
        });
        assert.deepEqual(asLastRead(instance, large, {}), large);
        assert.deepEqual(asLastRead(vpc, large, small), large);
    });

    it("fails as often as it is told to, and then no more", async () => {
        const cloud = new AwsCloud();
        cloud.fail("create", vpc, { times: 2, message: "out of luck" });
        await assert.rejects(cloud.meet("create", vpc, "it"), /out of luck/);
        await cloud.meet("create", cluster, "it");
        await assert.rejects(cloud.meet("create", vpc, "it"), /out of luck/);
        await cloud.meet("create", vpc, "it");
        assert.equal(cloud.calls("create"), 4);
    });

    it("waits as long as it is told to", async () => {
        const cloud = new AwsCloud();
        cloud.delay("create", vpc, 20);
        const start = Date.now();
        await cloud.meet("create", vpc, "it");
        assert.ok(Date.now() - start >= 19);
    });

    it("holds back one answer", async () => {
        const cloud = new AwsCloud();
        cloud.holdAnswer(vpc, 20);
        const start = Date.now();
        await cloud.answer(cluster);
        assert.ok(Date.now() - start < 19);
        await cloud.answer(vpc);
        assert.ok(Date.now() - start >= 19);
    });

    it("uses no id twice", () => {
        const cloud = new AwsCloud();
        const id = create(cloud, vpc);
        cloud.lose(vpc, "it");
        assert.notEqual(create(cloud, vpc), id);
    });

    it("loses what somebody has deleted, that alone, and even where it is guarded", () => {
        const cloud = new AwsCloud();
        const id = create(cloud, cluster, { clusterIdentifier: "c", deletionProtection: true });
        create(cloud, vpc);
        cloud.lose(cluster, "it");
        assert.deepEqual(
            cloud.resources.map(({ type }) => type),
            [vpc],
        );
        assert.equal(cloud.find(`urn:${cluster}`, id), undefined);
        assert.equal(cloud.calls("delete"), 0, "nobody asked by the provider");
        create(cloud, cluster, { clusterIdentifier: "c" });
        assert.throws(() => {
            cloud.lose(balancer, "it");
        }, /AWS holds 0 of aws:lb\/loadBalancer:LoadBalancer it/);
    });

    it("takes a physical name once in a region", () => {
        const cloud = new AwsCloud();
        create(cloud, balancer, { name: "mine" });
        assert.throws(() => create(cloud, balancer, { name: "mine" }), /AlreadyExists/);
    });

    it("keeps what is guarded against deletion", () => {
        const cloud = new AwsCloud();
        const id = create(cloud, cluster, { clusterIdentifier: "c", deletionProtection: true });
        assert.throws(() => {
            cloud.delete(`urn:${cluster}`, id);
        }, /OperationNotPermitted/);
    });
});
