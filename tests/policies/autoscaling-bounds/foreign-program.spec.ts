import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as ecs from "@pulumi/aws/ecs";
import { Provider } from "@pulumi/aws/provider";
import * as rds from "@pulumi/aws/rds";
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { rules } from "../../../policies/autoscaling-bounds/rules";
import { policyResources } from "../../../preview/judge";
import { record } from "../../../preview/recorder";
import { judge } from "../../support/stack-graph";

/** What everybody writes: plain resources, no component of ours, no class of ours. */
function program({ ignoreChanges }: { readonly ignoreChanges: string[] }): void {
    const provider = new Provider("ireland", { region: "eu-west-1" });
    const options = { provider };
    const cluster = new ecs.Cluster("main", {}, options);
    const service = new ecs.Service(
        "web",
        { cluster: cluster.id, taskDefinition: "web:1", desiredCount: 2 },
        { ...options, ignoreChanges },
    );
    const tasks = new appautoscaling.Target(
        "tasks",
        {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi
                .all([cluster.name, service.name])
                .apply((names) => `service/${names.join("/")}`),
            minCapacity: 2,
            maxCapacity: 20,
        },
        options,
    );
    const database = new rds.Cluster("database", { engine: "aurora-mysql", masterUsername: "shop" }, options);
    new rds.ClusterInstance(
        "writer",
        { clusterIdentifier: database.id, engine: "aurora-mysql", instanceClass: "db.r6g.large" },
        options,
    );
    const readers = new appautoscaling.Target(
        "readers",
        {
            serviceNamespace: "rds",
            scalableDimension: "rds:cluster:ReadReplicaCount",
            resourceId: pulumi.interpolate`cluster:${database.clusterIdentifier}`,
            minCapacity: 1,
            maxCapacity: 4,
        },
        options,
    );
    for (const [name, target, predefinedMetricType, targetValue] of [
        ["cpu", tasks, "ECSServiceAverageCPUUtilization", 70],
        ["memory", tasks, "ECSServiceAverageMemoryUtilization", 80],
        ["reader-cpu", readers, "RDSReaderAverageCPUUtilization", 75],
    ] as const) {
        new appautoscaling.Policy(
            name,
            {
                policyType: "TargetTrackingScaling",
                serviceNamespace: target.serviceNamespace,
                scalableDimension: target.scalableDimension,
                resourceId: target.resourceId,
                targetTrackingScalingPolicyConfiguration: {
                    predefinedMetricSpecification: { predefinedMetricType },
                    targetValue,
                    scaleOutCooldown: 60,
                    scaleInCooldown: 300,
                },
            },
            options,
        );
    }
}

async function findings(
    preview: boolean,
    ignoreChanges: string[] = ["desiredCount"],
): Promise<readonly string[]> {
    const { resources } = await record(
        () => {
            program({ ignoreChanges });
            return Promise.resolve({});
        },
        { project: "shop", stack: "live", preview },
    );
    const graph = policyResources(resources);
    const verdicts = await Promise.all(rules.map((rule) => judge(rule, graph)));
    return verdicts.flatMap(({ violations, undecided }) => [...violations, ...undecided]);
}

describe("autoscaling-bounds over a program that is not ours", () => {
    it("decides everything before the first update, and passes what is right", async () => {
        assert.deepEqual(await findings(true), []);
    });

    it("passes it with every output known", async () => {
        assert.deepEqual(await findings(false), []);
    });

    it("finds its one mistake before the first update", async () => {
        assert.deepEqual(await findings(true, []), [
            "web: ignoreChanges holds nothing; it must hold desiredCount",
        ]);
    });
});
