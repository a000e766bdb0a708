import assert from "node:assert/strict";
import * as ecs from "@pulumi/aws/ecs";
import * as lb from "@pulumi/aws/lb";
import {
    FargateService,
    placement,
    serviceMistakes,
    type FargateServiceArgs,
} from "../../components/service";
import { onlyContainer } from "../support/containers";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:FargateService";
const serviceType = "aws:ecs/service:Service";
const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const clusterType = "aws:ecs/cluster:Cluster";
const listenerType = "aws:lb/listener:Listener";
const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease:1.0.0";
const allowNothing = JSON.stringify({ Version: "2012-10-17", Statement: [] });

type Choices = Omit<FargateServiceArgs, "listener">;

const args = (over: Partial<Choices> = {}): Choices => ({
    environment: "test",
    region: "eu-west-1",
    image,
    taskPort: 8443,
    tasks: { min: 3, max: 20, spotPercent: 20, floors: [], expected: 5 },
    requestLabel: "app/alb/1/targetgroup/tasks/2",
    rollbackAlarmNames: ["cell-errors", "cell-latency"],
    subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroupId: "sg-1",
    targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/tasks/1",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
    logRetentionDays: 365,
    environmentVariables: { DATABASE_HOST: "db.example" },
    taskPolicies: { database: allowNothing, cache: allowNothing },
    deletionProtected: true,
    ...over,
});

/** The service with a listener beside it, which is not the service's own. */
async function makeService(over: Partial<Choices> = {}, options = {}): Promise<MadeResources> {
    return make((provider) => {
        const listener = new lb.Listener(
            "https",
            { loadBalancerArn: "alb", defaultActions: [] },
            { provider },
        );
        return new FargateService("cell", { ...args(over), listener }, { provider });
    }, options);
}

const container = async (over: Partial<Choices> = {}): Promise<Record<string, unknown>> =>
    onlyContainer(await makeService(over));

describe("FargateService", () => {
    it("makes exactly these parts", async () => {
        const made = await makeService();
        const direct = made.all.filter(({ parent }) => parent === made.only(token).urn);

        assert.deepEqual(direct.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:cloudwatch/logGroup:LogGroup cell-insights",
            "aws:cloudwatch/logGroup:LogGroup cell-logs",
            "aws:ecs/cluster:Cluster cell-cluster",
            "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders cell-capacity",
            "aws:ecs/service:Service cell-tasks",
            "aws:ecs/taskDefinition:TaskDefinition cell-task",
            "platform:compute:ServiceRoles cell-roles",
            "platform:compute:ServiceScaling cell-scaling",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeService()).orphansOf(token), ["https"]);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeService()).onDefaultProvider(), []);
    });

    it("gives each task 2 vCPU and 4 GB of ARM on Fargate", async () => {
        const { inputs } = (await makeService()).only(taskType);

        assert.equal(inputs.cpu, "2048");
        assert.equal(inputs.memory, "4096");
        assert.deepEqual(inputs.requiresCompatibilities, ["FARGATE"]);
        assert.equal(inputs.networkMode, "awsvpc");
        assert.deepEqual(inputs.runtimePlatform, {
            operatingSystemFamily: "LINUX",
            cpuArchitecture: "ARM64",
        });
        assert.deepEqual(inputs.volumes, [{ name: "tmp" }]);
    });

    it("names the family by environment and service, which share an account", async () => {
        assert.equal((await makeService()).only(taskType).inputs.family, "test-cell");
    });

    it("runs a container without root, writable root file system or capabilities", async () => {
        const made = await container();

        assert.equal(made.user, "10001:10001");
        assert.equal(made.readonlyRootFilesystem, true);
        assert.equal(made.privileged, false);
        assert.deepEqual(made.linuxParameters, {
            initProcessEnabled: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.deepEqual(made.mountPoints, [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }]);
    });

    it("runs the given image with the given environment", async () => {
        const made = await container();

        assert.equal(made.image, image);
        assert.deepEqual(made.environment, [
            { name: "DATABASE_HOST", value: "db.example" },
            { name: "PORT", value: "8443" },
        ]);
    });

    it("keeps encrypted logs for as long as it is told, and the container writes there", async () => {
        const made = await makeService();
        const logs = made.named("aws:cloudwatch/logGroup:LogGroup", "cell-logs");

        assert.equal(logs.inputs.kmsKeyId, "arn:aws:kms:eu-west-1:111122223333:key/1");
        assert.equal(logs.inputs.retentionInDays, 365);
        assert.deepEqual((await container()).logConfiguration, {
            logDriver: "awslogs",
            options: {
                "awslogs-group": String(logs.state.name),
                "awslogs-region": "eu-west-1",
                "awslogs-stream-prefix": "app",
                mode: "non-blocking",
                "max-buffer-size": "25m",
            },
        });
    });

    it("protects the log when told to, and only then", async () => {
        const protectedLog = async (deletionProtected: boolean): Promise<boolean> =>
            (await makeService({ deletionProtected })).named("aws:cloudwatch/logGroup:LogGroup", "cell-logs")
                .options.protect;

        assert.equal(await protectedLog(true), true);
        assert.equal(await protectedLog(false), false);
    });

    it("lets only the task's role into database and cache", async () => {
        const made = await makeService();
        const { inputs } = made.only(taskType);

        assert.match(String(inputs.executionRoleArn), /cell-roles-execution$/);
        assert.match(String(inputs.taskRoleArn), /cell-roles-task$/);
        assert.deepEqual(
            made
                .ofType("aws:iam/policy:Policy")
                .map(({ name }) => name)
                .sort(),
            ["cell-roles-execution-start", "cell-roles-task-cache", "cell-roles-task-database"],
        );
    });

    it("defines no task before its roles may do what it needs", async () => {
        const made = await makeService();
        const { propertyDependencies } = made.only(taskType);

        for (const [property, attachment] of [
            ["executionRoleArn", "cell-roles-execution-start"],
            ["taskRoleArn", "cell-roles-task-database"],
            ["taskRoleArn", "cell-roles-task-cache"],
        ] as const) {
            const { urn } = made.named("aws:iam/rolePolicyAttachment:RolePolicyAttachment", attachment);
            assert.ok(propertyDependencies[property]?.includes(urn), attachment);
        }
    });

    it("measures every task", async () => {
        assert.deepEqual((await makeService()).only(clusterType).inputs.settings, [
            { name: "containerInsights", value: "enhanced" },
        ]);
    });

    it("finds the group of what is measured made, with the cell's key and an end, before the first task", async () => {
        const made = await makeService();
        const group = made.named("aws:cloudwatch/logGroup:LogGroup", "cell-insights");
        const logs = made.named("aws:cloudwatch/logGroup:LogGroup", "cell-logs");

        assert.match(
            String(group.inputs.name),
            /^\/aws\/ecs\/containerinsights\/cell-cluster[^/]*\/performance$/,
        );
        assert.ok(group.inputs.kmsKeyId !== undefined);
        assert.equal(group.inputs.kmsKeyId, logs.inputs.kmsKeyId);
        assert.equal(group.inputs.retentionInDays, logs.inputs.retentionInDays);
        const providers = made.only("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders");
        assert.ok(providers.dependencies.includes(group.urn));
        assert.ok(made.only(serviceType).dependencies.includes(providers.urn));
    });

    it("keeps the minimum of tasks on demand, and a share of the others on Spot", async () => {
        const made = await makeService();

        assert.deepEqual(
            made.only("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").inputs.capacityProviders,
            ["FARGATE", "FARGATE_SPOT"],
        );
        assert.deepEqual(made.only(serviceType).inputs.capacityProviderStrategies, [
            { capacityProvider: "FARGATE", base: 3, weight: 80 },
            { capacityProvider: "FARGATE_SPOT", weight: 20 },
        ]);
        assert.equal(made.only(serviceType).inputs.launchType, undefined);
        assert.equal(made.only(serviceType).inputs.forceNewDeployment, true);
    });

    it("starts with what its users need and then leaves the number to scaling", async () => {
        const service = (await makeService()).only(serviceType);

        assert.equal(service.inputs.desiredCount, 5);
        assert.deepEqual(service.options.ignoreChanges, ["desiredCount"]);
    });

    it("is scaled within its bounds, by the names of its cluster and service", async () => {
        const made = await makeService();
        const target = made.only("aws:appautoscaling/target:Target");

        assert.deepEqual([target.inputs.minCapacity, target.inputs.maxCapacity], [3, 20]);
        assert.equal(target.inputs.resourceId, "service/cell-cluster-1a2b3c4/cell-tasks-1a2b3c4");
        assert.deepEqual([...(target.propertyDependencies.resourceId ?? [])].sort(), [
            made.only(clusterType).urn,
            made.only(serviceType).urn,
        ]);
    });

    it("stays private", async () => {
        assert.deepEqual((await makeService()).only(serviceType).inputs.networkConfiguration, {
            subnets: ["subnet-1", "subnet-2", "subnet-3"],
            securityGroups: ["sg-1"],
            assignPublicIp: false,
        });
    });

    it("stands behind the target group with the container and port of its task", async () => {
        const { loadBalancers } = (await makeService()).only(serviceType).inputs;
        const { name, portMappings } = await container();

        assert.deepEqual(loadBalancers, [
            { targetGroupArn: args().targetGroupArn, containerName: "app", containerPort: 8443 },
        ]);
        assert.equal(name, "app");
        assert.deepEqual(portMappings, [{ containerPort: 8443, hostPort: 8443, protocol: "tcp" }]);
    });

    it("rolls out new tasks beside the old, waits for them, and goes back when they fail", async () => {
        const { inputs } = (await makeService()).only(serviceType);

        assert.equal(inputs.deploymentMinimumHealthyPercent, 100);
        assert.equal(inputs.deploymentMaximumPercent, 200);
        assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
        assert.equal(inputs.healthCheckGracePeriodSeconds, 60);
        assert.equal(inputs.availabilityZoneRebalancing, "ENABLED");
        assert.equal(inputs.waitForSteadyState, true);
    });

    it("takes a rollout back that starts and then fails the users", async () => {
        assert.deepEqual((await makeService()).only(serviceType).inputs.alarms, {
            alarmNames: ["cell-errors", "cell-latency"],
            enable: true,
            rollback: true,
        });
    });

    it("refuses to be made without an alarm that takes a rollout back", async () => {
        await assert.rejects(
            makeService({ rollbackAlarmNames: [] }),
            /rollbackAlarmNames must name at least one alarm, got none; a release that starts/,
        );
    });

    it("lets nobody into a running task, and tags it", async () => {
        const { inputs } = (await makeService()).only(serviceType);

        assert.equal(inputs.enableExecuteCommand, false);
        assert.equal(inputs.enableEcsManagedTags, true);
        assert.equal(inputs.propagateTags, "SERVICE");
    });

    it("waits for the listener, the capacity providers and every policy of its roles", async () => {
        const made = await makeService();
        const { dependencies } = made.only(serviceType);
        const attachments = made.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");

        assert.equal(attachments.length, 3);
        for (const before of [
            made.only(listenerType),
            made.only("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"),
            ...attachments,
        ]) {
            assert.ok(dependencies.includes(before.urn), before.name);
        }
    });

    it("hands out what the alarms and the operator need", async () => {
        const seen: Record<string, string> = {};
        await make((provider) => {
            const listener = new lb.Listener(
                "https",
                { loadBalancerArn: "alb", defaultActions: [] },
                { provider },
            );
            const service = new FargateService("cell", { ...args(), listener }, { provider });
            service.clusterArn.apply((value) => (seen.clusterArn = value));
            service.clusterName.apply((value) => (seen.clusterName = value));
            service.serviceName.apply((value) => (seen.serviceName = value));
            service.taskRoleArn.apply((value) => (seen.taskRoleArn = value));
        });

        assert.deepEqual(seen, {
            clusterArn: "arn:aws:ecs:eu-west-1:111122223333:cluster/cell-cluster",
            clusterName: "cell-cluster-1a2b3c4",
            serviceName: "cell-tasks-1a2b3c4",
            taskRoleArn: "arn:aws:iam::111122223333:role/cell-roles-task",
        });
    });

    it("lends its cluster out once tasks can be placed in it", async () => {
        const made = await make((provider) => {
            const listener = new lb.Listener(
                "https",
                { loadBalancerArn: "alb", defaultActions: [] },
                { provider },
            );
            const { clusterArn } = new FargateService("cell", { ...args(), listener }, { provider });
            new ecs.Service("other", { cluster: clusterArn }, { provider });
        });

        assert.deepEqual(
            [...(made.named(serviceType, "other").propertyDependencies.cluster ?? [])].sort(),
            [
                made.only(clusterType).urn,
                made.only("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders").urn,
            ].sort(),
        );
    });

    it("makes the same resources before anything exists", async () => {
        const known = await makeService();
        const unknown = await makeService({}, { preview: true });

        assert.deepEqual(unknown.all.map(({ urn }) => urn).sort(), known.all.map(({ urn }) => urn).sort());
    });

    it("says all mistakes at once", async () => {
        await assert.rejects(
            makeService({
                tasks: { min: 1, max: 20, spotPercent: 71, floors: [], expected: 30 },
                environmentVariables: { DATABASE_PASSWORD: "not shown" },
            }),
            (error: Error) =>
                error.message.includes("tasks.min must") &&
                error.message.includes("tasks.expected must") &&
                error.message.includes("tasks.spotPercent must") &&
                error.message.includes("DATABASE_PASSWORD is named like a secret") &&
                !error.message.includes("not shown"),
        );
    });
});

describe("placement", () => {
    it("names no Spot where none is wanted", () => {
        assert.deepEqual(placement({ min: 2, spotPercent: 0 }), [
            { capacityProvider: "FARGATE", base: 2, weight: 100 },
        ]);
    });

    it("gives the base to one provider only, as ECS asks, and never more Spot than asked for", () => {
        for (let spotPercent = 1; spotPercent <= 70; spotPercent++) {
            const [onDemand, spot, ...others] = placement({ min: 3, spotPercent });
            assert.deepEqual(onDemand, { capacityProvider: "FARGATE", base: 3, weight: 100 - spotPercent });
            assert.deepEqual(spot, { capacityProvider: "FARGATE_SPOT", weight: spotPercent });
            assert.deepEqual(others, []);
        }
    });
});

describe("serviceMistakes", () => {
    for (const spotPercent of [-1, 71, 0.2, Number.NaN]) {
        it(`refuses ${spotPercent} % of Spot`, () => {
            assert.deepEqual(
                serviceMistakes({
                    tasks: { min: 3, max: 20, spotPercent, floors: [], expected: 5 },
                    rollbackAlarmNames: ["cell-errors"],
                    environmentVariables: {},
                }),
                [
                    `tasks.spotPercent must be a whole number from 0 to 70, got ${spotPercent}; ` +
                        "AWS may take all Spot tasks back at once",
                ],
            );
        });
    }

    for (const expected of [2, 21, 3.5, Number.NaN]) {
        it(`refuses to start with ${expected} tasks of 3 to 20`, () => {
            assert.deepEqual(
                serviceMistakes({
                    tasks: { min: 3, max: 20, spotPercent: 20, floors: [], expected },
                    rollbackAlarmNames: ["cell-errors"],
                    environmentVariables: {},
                }),
                [
                    `tasks.expected must be a whole number from tasks.min 3 to tasks.max 20, got ${expected}; ` +
                        "scaling would move the service at once",
                ],
            );
        });
    }
});
