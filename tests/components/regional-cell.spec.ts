import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { Provider } from "@pulumi/aws/provider";
import type { CellBackup } from "../../components/cell-backup";
import { RegionalCell } from "../../components/regional-cell";
import type { Phase } from "../../strategy/law";
import { planSecondaryAddresses } from "../../strategy/address-plan";
import { withCacheBounds } from "../../strategy/cache-bounds";
import { planPlatform, type Bounds, type CellPlan, type DatabaseCapacity } from "../../strategy/plan";
import { secondaryZones } from "../../strategy/regions";
import { bundleOf } from "../support/migration-bundle";
import { make, type MadeResources } from "../support/recording";

const provisioned: DatabaseCapacity = { kind: "provisioned", instanceClass: "db.r6g.large" };
const serverless: DatabaseCapacity = { kind: "serverless", minAcu: 2, maxAcu: 16 };

const migrations = bundleOf("CREATE TABLE t (id bigint);");

const compositeType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

function plans(
    count: number,
    phase: Phase = 2,
    database: DatabaseCapacity = provisioned,
    workers?: Bounds,
): readonly CellPlan[] {
    return planPlatform({
        phase,
        users: count * 10_000,
        cells: Array.from({ length: count }, (_, index) => ({
            name: `eu-west-1-c${String(index + 1)}`,
            region: "eu-west-1",
            cidr: `10.${String(index)}.0.0/16`,
            tasks: { min: 3, max: 50, spotPercent: 20, floors: [] },
            readers: { min: 2, max: 5 },
            database,
            cache: withCacheBounds({ nodeType: "cache.r6g.large", shards: 3, replicasPerShard: 1 }),
            ...(workers === undefined ? {} : { workers }),
        })),
    }).cells;
}

function build(
    plan: CellPlan,
    provider: Provider,
    deletionProtected = true,
    backup?: CellBackup,
    secondaryProvider?: Provider,
): RegionalCell {
    return new RegionalCell(
        plan.name,
        {
            plan,
            environment: "prod",
            image: `registry.example.com/backend@sha256:${"a".repeat(64)}`,
            migrations,
            originHostname: `${plan.name}.origin.app.example.com`,
            dnsZone: "example.com",
            alarmEmails: ["oncall@example.com"],
            retention: { deletionProtected, databaseBackupDays: 35, cacheSnapshotDays: 35, logDays: 365 },
            ...(backup === undefined ? {} : { backup }),
            ...(secondaryProvider === undefined ? {} : { secondaryProvider }),
        },
        { provider },
    );
}

/** As prod builds it: with backups that are copied to another region. */
const makeBackedUpCell = (plan: CellPlan, preview = false): Promise<MadeResources> =>
    make(
        (provider) =>
            build(plan, provider, true, {
                keepDays: 35,
                copy: {
                    region: "eu-central-1",
                    provider: new Provider("there", { region: "eu-central-1" }),
                    keepDays: 35,
                },
            }),
        { preview },
    );

const makeCells = (cells: readonly CellPlan[], preview = false): Promise<MadeResources> =>
    make((provider) => cells.map((cell) => build(cell, provider)), { preview });

describe("RegionalCell", () => {
    it("is made of these parts, one of each", async () => {
        const made = await makeCells(plans(1));
        const parts = made.all
            .filter(({ parent }) => parent?.endsWith("platform:cell:RegionalCell::eu-west-1-c1"))
            .map(({ type, name }) => `${name} ${type}`);
        assert.deepEqual(parts.sort(), [
            "eu-west-1-c1-alarm platform:observability:AlarmSet",
            "eu-west-1-c1-alarms platform:observability:AlarmTopic",
            "eu-west-1-c1-alb platform:network:ServiceLoadBalancer",
            "eu-west-1-c1-cache platform:data:ValkeyCache",
            "eu-west-1-c1-canary platform:observability:DoorCanary",
            "eu-west-1-c1-dashboard platform:observability:Dashboard",
            "eu-west-1-c1-database platform:data:AuroraDatabase",
            "eu-west-1-c1-events platform:observability:DatabaseEvents",
            "eu-west-1-c1-groups platform:network:CellSecurityGroups",
            "eu-west-1-c1-key platform:security:EncryptionKey",
            "eu-west-1-c1-migrations platform:data:MigrationRunner",
            "eu-west-1-c1-network platform:network:CellNetwork",
            "eu-west-1-c1-proxy platform:data:DatabaseProxy",
            "eu-west-1-c1-service platform:compute:FargateService",
            "eu-west-1-c1-token-keys platform:security:TokenKeys",
        ]);
    });

    it("has a canary from phase 2 on, which asks under the origin's name once the service is there", async () => {
        for (const [phase, count] of [
            [1, 0],
            [2, 1],
            [3, 1],
            [4, 1],
        ] as const) {
            const made = await makeCells(plans(1, phase));
            assert.equal(made.ofType("aws:synthetics/canary:Canary").length, count, `phase ${String(phase)}`);
            const about = made.all.filter(({ name }) => name.includes("-canary"));
            assert.equal(about.length > 0, count > 0, `phase ${String(phase)}`);
        }
        const made = await makeCells(plans(1, 2));
        const canary = made.only("aws:synthetics/canary:Canary");
        const address = made.named("aws:route53/record:Record", "eu-west-1-c1-alb-address");
        const { runConfig, vpcConfig } = canary.inputs as Readonly<Record<string, Record<string, unknown>>>;
        assert.deepEqual(runConfig?.environmentVariables, {
            DOOR_URL: `https://${String(address.inputs.name)}/healthz/deep`,
            DOOR_MILLISECONDS: "500",
        });
        assert.deepEqual(vpcConfig?.securityGroupIds, ["eu-west-1-c1-groups-canary-id"]);
        const service = made.only("aws:ecs/service:Service");
        assert.ok(canary.dependencies.includes(service.urn), "the canary waits for the service");
    });

    it("has these parts more where the plan has a secondary, and a key of the other region for all of them", async () => {
        const [plan] = plans(1);
        assert.ok(plan !== undefined);
        const region = "eu-central-1";
        const addresses = planSecondaryAddresses(plan.addresses.cidr, secondaryZones[region]);
        const made = await make((provider) =>
            build(
                { ...plan, globalSecondary: { region, addresses } },
                provider,
                true,
                undefined,
                new Provider(region, { region }),
            ),
        );
        const parts = made.all
            .filter(({ parent }) => parent?.endsWith("platform:cell:RegionalCell::eu-west-1-c1"))
            .map(({ name }) => name.replace("eu-west-1-c1-", ""));
        assert.deepEqual(parts.filter((part) => /^(secondary|master)/.test(part)).sort(), [
            "master",
            "secondary",
            "secondary-alarm",
            "secondary-alarms",
            "secondary-events",
            "secondary-key",
            "secondary-network",
        ]);
        const keyArn = `arn:aws:kms:${region}:111122223333:key/eu-west-1-c1-secondary-key-key`;
        const there = made.all.filter(({ provider }) => provider?.split("::").at(-2) === region);
        const keys = there.flatMap(({ inputs }) =>
            [inputs.kmsKeyId, inputs.kmsMasterKeyId, inputs.performanceInsightsKmsKeyId].filter(Boolean),
        );
        assert.ok(keys.length >= 5);
        for (const used of keys) assert.equal(used, keyArn);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("maintains each cell's database and cache on a day of its own", async () => {
        const made = await makeCells(plans(2));
        for (const [type, property] of [
            ["aws:rds/cluster:Cluster", "preferredMaintenanceWindow"],
            ["aws:elasticache/replicationGroup:ReplicationGroup", "maintenanceWindow"],
        ] as const) {
            assert.deepEqual(
                made.ofType(type).map(({ inputs }) => String(inputs[property]).slice(0, 3)),
                ["sun", "mon"],
                type,
            );
        }
    });

    it("changes database and secondary at once where the plan says so, with all their instances", async () => {
        const [plan] = plans(1);
        assert.ok(plan !== undefined);
        const region = "eu-central-1";
        const addresses = planSecondaryAddresses("10.0.0.0/16", secondaryZones[region]);
        const now = {
            ...plan,
            globalSecondary: { region, addresses },
            databaseApplyImmediately: true,
        } as const;
        const made = await make((provider) =>
            build(now, provider, true, undefined, new Provider("there", { region })),
        );
        const changed = [
            ...made.ofType("aws:rds/cluster:Cluster"),
            ...made.ofType("aws:rds/clusterInstance:ClusterInstance"),
        ];
        assert.ok(changed.some(({ name }) => name.includes("-secondary-")));
        for (const { inputs, name } of changed) assert.equal(inputs.applyImmediately, true, name);
    });

    it("refuses a secondary without a provider of its region", async () => {
        const [plan] = plans(1);
        assert.ok(plan !== undefined);
        const addresses = planSecondaryAddresses(plan.addresses.cidr, secondaryZones["eu-central-1"]);
        await assert.rejects(
            makeCells([{ ...plan, globalSecondary: { region: "eu-central-1", addresses } }]),
            /secondaryProvider must be the provider of eu-central-1, .*got none/,
        );
    });

    it("gives AWS services addresses of their own from phase 3 on", async () => {
        const endpoints = "platform:network:InterfaceEndpoints";
        for (const [phase, count] of [
            [1, 0],
            [2, 0],
            [3, 1],
            [4, 1],
        ] as const) {
            const made = await makeCells(plans(1, phase));
            assert.equal(made.ofType(endpoints).length, count, `phase ${String(phase)}`);
            const group = made.all.filter(({ name }) => name === "eu-west-1-c1-groups-endpoints");
            assert.equal(group.length, count, `phase ${String(phase)}`);
        }
    });

    it("puts the endpoints into the tasks' subnets, behind the group that admits the tasks", async () => {
        const made = await makeCells(plans(1, 4));
        const tasks = made.only("aws:ecs/service:Service").inputs.networkConfiguration;
        const [endpoint, ...others] = made
            .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
            .filter(({ inputs }) => inputs.vpcEndpointType === "Interface");

        assert.equal(others.length, 6);
        assert.deepEqual(endpoint?.inputs.subnetIds, (tasks as { subnets: unknown }).subnets);
        assert.deepEqual(endpoint?.inputs.securityGroupIds, ["eu-west-1-c1-groups-endpoints-id"]);
        const admitting = made.named(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            "eu-west-1-c1-groups-endpoints-from-tasks",
        );
        assert.ok(endpoint.dependencies.includes(admitting.urn), "admits nobody yet when its name resolves");
    });

    it("owns every resource it makes, on the provider it was given", async () => {
        const made = await makeCells(plans(1));
        assert.deepEqual(made.orphansOf("platform:cell:RegionalCell"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    for (const phase of [1, 2, 3, 4] as const) {
        for (const database of [provisioned, serverless]) {
            it(`makes the same resources in a preview: phase ${String(phase)}, ${database.kind}`, async () => {
                const cells = plans(1, phase, database);
                const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
                assert.deepEqual(urns(await makeCells(cells, true)), urns(await makeCells(cells)));
            });
        }
    }

    for (const count of [2, 3]) {
        it(`lets no cell refer to another: ${String(count)} cells side by side`, async () => {
            const cells = plans(count);
            const { all } = await makeCells(cells);
            const cellOf = (urn: string): string | undefined =>
                cells.find(({ name }) => urn.split("::").at(-1)?.startsWith(name))?.name;
            const across = all.flatMap(({ urn, dependencies, propertyDependencies }) =>
                [...dependencies, ...Object.values(propertyDependencies).flat()]
                    .filter((other) => cellOf(other) !== undefined && cellOf(other) !== cellOf(urn))
                    .map((other) => `${urn} -> ${other}`),
            );
            assert.deepEqual(across, []);
            for (const type of [
                "aws:ec2/vpc:Vpc",
                "aws:kms/key:Key",
                "aws:rds/cluster:Cluster",
                "aws:elasticache/replicationGroup:ReplicationGroup",
                "aws:sns/topic:Topic",
                "aws:ecs/cluster:Cluster",
            ]) {
                assert.equal(all.filter((resource) => resource.type === type).length, count, type);
            }
        });
    }

    it("has no backups and no alarms of them unless it is told to", async () => {
        const made = await makeCells(plans(1));
        assert.deepEqual(
            made.all.filter(({ name }) => name.includes("backup")).map(({ name }) => name),
            [],
        );
    });

    it("backs up its own database, with alarms that name the vaults, in a preview as well", async () => {
        const [plan] = plans(1);
        assert.ok(plan);
        for (const preview of [false, true]) {
            const made = await makeBackedUpCell(plan, preview);
            assert.deepEqual(made.orphansOf("platform:cell:RegionalCell"), []);
            const names = made.ofType("aws:backup/vault:Vault").map(({ inputs }) => inputs.name);
            assert.deepEqual(names, ["prod-eu-west-1-c1", "prod-eu-west-1-c1"]);
            const failed = made.named(
                "aws:cloudwatch/metricAlarm:MetricAlarm",
                "eu-west-1-c1-alarm-backup-copy-failed",
            );
            assert.deepEqual(failed.inputs.dimensions, { BackupVaultName: "prod-eu-west-1-c1" });
        }
        const made = await makeBackedUpCell(plan);
        const { inputs } = made.only("aws:backup/selection:Selection");
        assert.deepEqual(inputs.resources, [made.only("aws:rds/cluster:Cluster").state.arn]);
    });

    it("protects what holds data exactly where it is told to", async () => {
        const [plan] = plans(1);
        assert.ok(plan);
        const protectedTypes = async (deletionProtected: boolean): Promise<readonly string[]> => {
            const { all } = await make((provider) => build(plan, provider, deletionProtected));
            return [...new Set(all.filter(({ options }) => options.protect).map(({ type }) => type))].sort();
        };
        assert.deepEqual(await protectedTypes(false), []);
        const kept = await protectedTypes(true);
        for (const type of [
            "aws:kms/key:Key",
            "aws:rds/cluster:Cluster",
            "aws:elasticache/replicationGroup:ReplicationGroup",
        ]) {
            assert.ok(kept.includes(type), `${type} is not protected`);
        }
    });

    it("watches its certificate, each NAT gateway and its own topic", async () => {
        for (const natGateways of [1, 3]) {
            const [plan] = plans(1);
            assert.ok(plan);
            const made = await makeCells([{ ...plan, natGateways }]);
            const watched = (key: string): unknown =>
                made.named("aws:cloudwatch/metricAlarm:MetricAlarm", `eu-west-1-c1-alarm-${key}`).inputs
                    .dimensions;
            const topic = made.only("aws:sns/topic:Topic");
            const certificate = made.only("aws:acm/certificate:Certificate");
            const zones = ["euw1-az1", "euw1-az2", "euw1-az3"].slice(0, natGateways);

            assert.deepEqual(watched("delivery"), { TopicName: topic.state.name });
            assert.deepEqual(watched("load-balancer-certificate-expiry"), {
                CertificateArn: certificate.state.arn,
            });
            assert.deepEqual(
                zones.map((zone) => watched(`network-${zone}-nat-ports`)),
                zones.map((zone) => ({ NatGatewayId: `eu-west-1-c1-network-nat-${zone}-id` })),
            );
            assert.equal(
                made.all.filter(
                    ({ type, name }) => type.includes("metricAlarm") && name.endsWith("-nat-ports"),
                ).length,
                natGateways,
            );
        }
    });

    for (const preview of [true, false]) {
        const when = preview ? "in a preview" : "after an update";
        it(`takes a rollout back by alarms that were there before the service: ${when}`, async () => {
            const made = await makeCells(plans(1), preview);
            const service = made.only("aws:ecs/service:Service");
            const alarms = ["load-balancer-server-error-surge", "load-balancer-latency-p95"].map((key) =>
                made.named("aws:cloudwatch/metricAlarm:MetricAlarm", `eu-west-1-c1-alarm-${key}`),
            );
            assert.deepEqual(
                [...(service.propertyDependencies.alarms ?? [])].sort(),
                alarms.map(({ urn }) => urn).sort(),
            );
            for (const { name, dependencies } of alarms) {
                const sources = [...new Set(dependencies.map((urn) => urn.split("::").at(-1)))].sort();
                assert.deepEqual(sources, ["eu-west-1-c1-alarms-topic", "eu-west-1-c1-alb"], name);
            }
            if (preview) return;
            assert.deepEqual((service.inputs.alarms as { alarmNames: unknown }).alarmNames, [
                "eu-west-1-c1-alarm-load-balancer-server-error-surge-1a2b3c4",
                "eu-west-1-c1-alarm-load-balancer-latency-p95-1a2b3c4",
            ]);
        });
    }

    it("scales on the requests to its own target group, once a listener forwards to it", async () => {
        const made = await makeCells(plans(1));
        const policy = made.named(
            "aws:appautoscaling/policy:Policy",
            "eu-west-1-c1-service-scaling-requests",
        );
        const sources = policy.propertyDependencies.targetTrackingScalingPolicyConfiguration ?? [];
        for (const type of [
            "aws:lb/loadBalancer:LoadBalancer",
            "aws:lb/targetGroup:TargetGroup",
            "aws:lb/listener:Listener",
        ]) {
            assert.ok(sources.includes(made.only(type).urn), type);
        }
    });

    it("lets RDS tell of the cell's own database through the encrypted topic (H3, J9)", async () => {
        const made = await makeCells(plans(1));
        const { inputs } = made.named(
            "aws:rds/eventSubscription:EventSubscription",
            "eu-west-1-c1-events-cluster",
        );
        assert.deepEqual(inputs.sourceIds, ["prod-eu-west-1-c1-database"]);
        const admits = ({ policy }: Readonly<Record<string, unknown>>): boolean =>
            String(policy).includes('"Principal":{"Service":"events.rds.amazonaws.com"}');
        assert.ok(admits(made.only("aws:sns/topicPolicy:TopicPolicy").inputs));
        assert.ok(admits(made.only("aws:kms/key:Key").inputs));
    });

    it("starts no task of the service or of the workers before the database has the bundle's schema", async () => {
        const [plan] = plans(1, 3, provisioned, { min: 2, max: 4 });
        assert.ok(plan);
        const made = await make((provider) => build(plan, provider));
        const services = made.ofType("aws:ecs/service:Service");
        assert.equal(services.length, 2);
        const { urn, inputs, dependencies } = made.only("aws:lambda/invocation:Invocation");
        assert.equal(inputs.input, JSON.stringify({ bundle: migrations.checksum }));
        for (const service of services) assert.ok(service.dependencies.includes(urn), service.name);
        const [writer] = made.ofType("aws:rds/clusterInstance:ClusterInstance");
        assert.ok(dependencies.includes(writer?.urn ?? ""));
        // Its only way to Secrets Manager, in phases that have endpoints.
        const ways = made
            .ofType("aws:ec2/vpcEndpoint:VpcEndpoint")
            .filter(({ inputs: { vpcEndpointType } }) => vpcEndpointType === "Interface");
        for (const way of plan.interfaceEndpoints ? ways : [])
            assert.ok(dependencies.includes(way.urn), way.name);
        assert.equal(plan.interfaceEndpoints, ways.length > 0);
    });

    it("names the one alarm that is on while any of its pages is", async () => {
        const [plan] = plans(1);
        assert.ok(plan);
        const names: pulumi.Output<string>[] = [];
        const made = await make((provider) => names.push(build(plan, provider).unhealthyAlarmName));
        const name = await new Promise((resolve) => names[0]?.apply(resolve));
        assert.equal(name, "prod-eu-west-1-c1-cell-unhealthy");
        const health = made.named(compositeType, "eu-west-1-c1-alarm-cell-unhealthy");
        const pages = made.all.filter(({ inputs }) => {
            const { alarmActions, tags } = inputs as { alarmActions?: unknown; tags?: { severity?: string } };
            return alarmActions !== undefined && tags?.severity === "page";
        });
        assert.deepEqual(
            [...(health.propertyDependencies.alarmRule ?? [])].sort(),
            pages.map(({ urn }) => urn).sort(),
        );
        assert.ok(pages.length > 10);
        assert.ok(String(health.inputs.alarmRule).length <= 10_240);
    });

    it("lets the tasks connect to their own database and cache and read their own signing keys, and nothing else", async () => {
        const made = await makeCells(plans(1));
        const policies = made
            .ofType("aws:iam/policy:Policy")
            .filter(({ name }) => name.includes("-task-"))
            .map(
                ({ inputs }) =>
                    JSON.parse(String(inputs.policy)) as {
                        Statement: { Action: string; Resource: string[] }[];
                    },
            )
            .flatMap(({ Statement }) => Statement);
        assert.deepEqual(policies.map(({ Action }) => Action).sort(), [
            "elasticache:Connect",
            "kms:Decrypt",
            "rds-db:connect",
            "secretsmanager:GetSecretValue",
        ]);
        for (const { Resource } of policies) {
            for (const arn of Resource) assert.doesNotMatch(arn, /\*/, arn);
        }
    });
});

describe("RegionalCell with workers", () => {
    const withWorkers = (count = 1): readonly CellPlan[] => plans(count, 4, provisioned, { min: 2, max: 10 });

    it("adds a queue, its workers and their alarms, and nothing else", async () => {
        const [without, made] = await Promise.all([makeCells(plans(1, 4)), makeCells(withWorkers())]);
        const before = new Set(without.all.map(({ urn }) => urn));
        const added = made.all.filter(({ urn }) => !before.has(urn)).map(({ name }) => name.slice(13));
        assert.equal(made.all.length, without.all.length + added.length);
        assert.deepEqual(added.sort(), [
            "alarm-queue-age",
            "alarm-queue-dead-letters",
            "alarm-worker-cpu",
            "alarm-worker-memory",
            "alarm-worker-tasks-below-minimum",
            "events",
            "events-dead-letters",
            "events-dead-letters",
            "events-dead-letters",
            "events-queue",
            "events-queue",
            "service-roles-task-events",
            "service-roles-task-events",
            "worker",
            "worker-logs",
            "worker-roles",
            ...["execution", "execution-start", "execution-start"].map((role) => `worker-roles-${role}`),
            ...["", "-cache", "-cache", "-database", "-database", "-events", "-events"].map(
                (purpose) => `worker-roles-task${purpose}`,
            ),
            "worker-scaling",
            "worker-scaling-backlog",
            "worker-scaling-target",
            "worker-task",
            "worker-tasks",
        ]);
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(await makeCells(withWorkers(), true)), urns(await makeCells(withWorkers())));
    });

    it("lets tasks send to and workers receive from their own queue, with their own cell's key", async () => {
        const made = await makeCells(withWorkers(2));
        for (const cell of ["eu-west-1-c1", "eu-west-1-c2"]) {
            const allowed = (role: string): readonly { Action: string[]; Resource: string[] }[] => {
                const { inputs } = made.named("aws:iam/policy:Policy", `${cell}-${role}-roles-task-events`);
                return (
                    JSON.parse(String(inputs.policy)) as {
                        Statement: { Action: string[]; Resource: string[] }[];
                    }
                ).Statement;
            };
            const [queue, key] = [
                `arn:aws:sqs:eu-west-1:111122223333:${cell}-events-queue-1a2b3c4`,
                `arn:aws:kms:eu-west-1:111122223333:key/${cell}-key-key`,
            ];
            assert.deepEqual(
                allowed("service").map(({ Action, Resource }) => [Action[0], Resource]),
                [
                    ["sqs:SendMessage", [queue]],
                    ["kms:GenerateDataKey", [key]],
                ],
            );
            assert.deepEqual(
                allowed("worker").map(({ Action, Resource }) => [Action[0], Resource]),
                [
                    ["sqs:ReceiveMessage", [queue]],
                    ["kms:Decrypt", [key]],
                ],
            );
        }
    });

    it("tells tasks and workers the same queue, and runs both from one image in one cluster", async () => {
        const made = await makeCells(withWorkers());
        const container = (
            name: string,
        ): { image: string; environment: { name: string; value: string }[] } => {
            const { inputs } = made.named(
                "aws:ecs/taskDefinition:TaskDefinition",
                `eu-west-1-c1-${name}-task`,
            );
            const [first] = JSON.parse(String(inputs.containerDefinitions)) as ReturnType<typeof container>[];
            assert.ok(first !== undefined);
            return first;
        };
        const [service, worker] = [container("service"), container("worker")];
        assert.equal(worker.image, service.image);
        assert.deepEqual(
            worker.environment,
            // Nothing reaches a worker, and it signs nobody in.
            service.environment.filter(({ name }) => name !== "PORT" && name !== "SIGNING_KEYS_ARN"),
        );
        const secret = made.only("aws:secretsmanager/secret:Secret");
        assert.equal(
            service.environment.find(({ name }) => name === "SIGNING_KEYS_ARN")?.value,
            secret.state.arn,
        );
        assert.equal(
            worker.environment.find(({ name }) => name === "EVENTS_QUEUE_URL")?.value,
            "https://sqs.eu-west-1.amazonaws.com/111122223333/eu-west-1-c1-events-queue-1a2b3c4",
        );
        const clusters = made.ofType("aws:ecs/service:Service").map(({ inputs }) => inputs.cluster);
        assert.equal(new Set(clusters).size, 1);
        assert.equal(clusters.length, 2);
    });

    it("scales the workers by their own queue", async () => {
        const made = await makeCells(withWorkers());
        const policy = made.named("aws:appautoscaling/policy:Policy", "eu-west-1-c1-worker-scaling-backlog");
        assert.match(JSON.stringify(policy.inputs), /"value":"eu-west-1-c1-events-queue-1a2b3c4"/);
    });
});
