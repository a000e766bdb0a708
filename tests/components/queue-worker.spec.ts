import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import {
    QueueWorker,
    workerCommand,
    workerMistakes,
    type QueueWorkerArgs,
} from "../../components/queue-worker";
import { backlogPerWorker, eventLaw } from "../../strategy/law";
import { onlyContainer } from "../support/containers";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:QueueWorker";
const serviceType = "aws:ecs/service:Service";
const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const clusterArn = "arn:aws:ecs:eu-west-1:111122223333:cluster/cell";
const allowNothing = JSON.stringify({ Version: "2012-10-17", Statement: [] });

const args = (over: Partial<QueueWorkerArgs> = {}): QueueWorkerArgs => ({
    environment: "test",
    region: "eu-west-1",
    image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease:1.0.0",
    subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroupId: "sg-1",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
    logRetentionDays: 365,
    environmentVariables: { EVENTS_QUEUE_URL: "https://sqs.example/queue" },
    taskPolicies: { database: allowNothing, events: allowNothing },
    deletionProtected: true,
    cluster: { arn: clusterArn, name: "cell" },
    queueName: "queue",
    workers: { min: 2, max: 10 },
    ...over,
});

const makeWorker = (over: Partial<QueueWorkerArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new QueueWorker("worker", args(over), { provider }), options);

const container = async (): Promise<Record<string, unknown>> => onlyContainer(await makeWorker());

describe("QueueWorker", () => {
    it("makes exactly these parts, and no cluster of its own", async () => {
        const made = await makeWorker();
        const direct = made.all.filter(({ parent }) => parent === made.only(token).urn);

        assert.deepEqual(direct.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:cloudwatch/logGroup:LogGroup worker-logs",
            "aws:ecs/service:Service worker-tasks",
            "aws:ecs/taskDefinition:TaskDefinition worker-task",
            "platform:compute:BacklogScaling worker-scaling",
            "platform:compute:ServiceRoles worker-roles",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeWorker()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeWorker()).onDefaultProvider(), []);
    });

    it("starts the image as a worker, which listens to nobody", async () => {
        const made = await container();

        assert.equal(made.image, args().image);
        assert.deepEqual(made.command, ["worker"]);
        assert.equal(made.portMappings, undefined);
        assert.deepEqual(made.environment, [
            { name: "EVENTS_QUEUE_URL", value: "https://sqs.example/queue" },
        ]);
    });

    it("runs without root, writable root file system or capabilities, and with time to finish", async () => {
        const made = await container();

        assert.equal(made.user, "10001:10001");
        assert.equal(made.readonlyRootFilesystem, true);
        assert.equal(made.privileged, false);
        assert.deepEqual(made.linuxParameters, {
            initProcessEnabled: true,
            capabilities: { drop: ["ALL"] },
        });
        assert.ok(Number(made.stopTimeout) >= eventLaw.processingSeconds);
    });

    it("is as large as a task of the service, in a family of its own", async () => {
        const { inputs } = (await makeWorker()).only(taskType);

        assert.deepEqual([inputs.cpu, inputs.memory, inputs.family], ["2048", "4096", "test-worker"]);
        assert.match(String(inputs.taskRoleArn), /worker-roles-task$/);
        assert.match(String(inputs.executionRoleArn), /worker-roles-execution$/);
    });

    it("keeps encrypted logs for as long as it is told", async () => {
        const logs = (await makeWorker()).only("aws:cloudwatch/logGroup:LogGroup");

        assert.equal(logs.inputs.kmsKeyId, args().kmsKeyArn);
        assert.equal(logs.inputs.retentionInDays, 365);
        assert.equal(logs.options.protect, true);
    });

    it("runs in the given cluster, privately, behind nothing", async () => {
        const { inputs } = (await makeWorker()).only(serviceType);

        assert.equal(inputs.cluster, clusterArn);
        assert.equal(inputs.loadBalancers, undefined);
        assert.equal(inputs.healthCheckGracePeriodSeconds, undefined);
        assert.deepEqual(inputs.networkConfiguration, {
            subnets: ["subnet-1", "subnet-2", "subnet-3"],
            securityGroups: ["sg-1"],
            assignPublicIp: false,
        });
    });

    it("keeps the minimum on demand, and four of five tasks above it on Spot", async () => {
        const { inputs } = (await makeWorker({ workers: { min: 3, max: 10 } })).only(serviceType);

        assert.deepEqual(inputs.capacityProviderStrategies, [
            { capacityProvider: "FARGATE", base: 3, weight: 1 },
            { capacityProvider: "FARGATE_SPOT", weight: 4 },
        ]);
        assert.equal(inputs.launchType, undefined);
        assert.equal(inputs.forceNewDeployment, true);
    });

    it("rolls out as the service does, and goes back when the tasks fail", async () => {
        const { inputs } = (await makeWorker()).only(serviceType);

        assert.equal(inputs.deploymentMinimumHealthyPercent, 100);
        assert.equal(inputs.deploymentMaximumPercent, 200);
        assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
        assert.equal(inputs.waitForSteadyState, true);
        assert.equal(inputs.enableExecuteCommand, false);
    });

    it("starts with its minimum and then leaves the number to scaling", async () => {
        const made = await makeWorker();

        assert.equal(made.only(serviceType).inputs.desiredCount, 2);
        assert.deepEqual(made.only(serviceType).options.ignoreChanges, ["desiredCount"]);
        const { inputs } = made.only("aws:appautoscaling/target:Target");
        assert.equal(inputs.resourceId, "service/cell/worker-tasks-1a2b3c4");
        assert.deepEqual([inputs.minCapacity, inputs.maxCapacity], [2, 10]);
    });

    it("waits for every policy of its roles, and for whatever makes the cluster ready", async () => {
        const made = await makeWorker();
        const attachments = made.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment");

        assert.equal(attachments.length, 3);
        for (const { urn, name } of attachments) {
            assert.ok(made.only(serviceType).dependencies.includes(urn), name);
        }
    });

    it("makes the same resources before anything exists", async () => {
        const unknown = await makeWorker({ queueName: pulumi.output("later") }, { preview: true });
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(unknown), urns(await makeWorker()));
    });

    it("says all mistakes at once", async () => {
        await assert.rejects(
            makeWorker({
                workers: { min: 0, max: 60 },
                environmentVariables: { QUEUE_TOKEN: "not shown" },
            }),
            (error: Error) =>
                error.message.includes("workers.min must be a whole number from 2 to 50, got 0") &&
                error.message.includes("workers.max must be a whole number from 2 to 50, got 60") &&
                error.message.includes("QUEUE_TOKEN is named like a secret") &&
                !error.message.includes("not shown"),
        );
    });
});

describe("the contract of the worker", () => {
    const contract = readFileSync(join(__dirname, "..", "..", "docs", "service-contract.md"), "utf8");

    for (const promise of [
        `argument **\`${workerCommand.join(" ")}\`**`,
        `**${eventLaw.processingSeconds} s for each message.** After ${eventLaw.visibilitySeconds} s it is handed out again`,
        `get through ${eventLaw.messagesPerSecondPerWorker} messages a second: workers are added at ${backlogPerWorker} waiting`,
        `exit within ${eventLaw.processingSeconds} s`,
    ]) {
        it(`tells the image's authors: ${promise}`, () => {
            assert.ok(contract.includes(promise));
        });
    }
});

describe("workerMistakes", () => {
    it("finds nothing wrong with a fixed number of workers", () => {
        assert.deepEqual(workerMistakes({ workers: { min: 2, max: 2 }, environmentVariables: {} }), []);
    });
});
