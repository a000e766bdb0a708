import assert from "node:assert/strict";
import { targetNamesWhatItScales as rule } from "../../../policies/autoscaling-bounds/target-id";
import {
    appliedTo,
    clean,
    doubts,
    joined,
    judge,
    output,
    refusals,
    resource,
} from "../../support/stack-graph";
import { scaledDatabase, scaledService } from "./fixture";

const secret = resource("aws:ssm/parameter:Parameter", "secret");

describe("target-names-what-it-scales", () => {
    it("passes ids made of the right outputs, and ids of the right form", async () => {
        assert.deepEqual(await judge(rule, [...scaledService().all, ...scaledDatabase().all]), clean);
        assert.deepEqual(
            await judge(rule, scaledService({ target: { resourceId: "service/main/api" } }).all),
            clean,
        );
    });

    it("passes the literal name of a cluster that the stack does not make", async () => {
        const service = resource("aws:ecs/service:Service", "api", { cluster: "main" });
        const target = resource("aws:appautoscaling/target:Target", "api-target", {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: joined("service/main/", output(service, "name")),
        });
        assert.deepEqual(await judge(rule, [service, target]), clean);
    });

    it("refuses ARNs, absent ids and the wrong namespace", async () => {
        const arn = "service/arn:aws:ecs:eu-west-1:111122223333:cluster/main/api";
        const variants: readonly [object, string][] = [
            [{ resourceId: arn }, `resourceId is "${arn}"; it must be service/<cluster name>/<service name>`],
            [
                { resourceId: undefined },
                "resourceId is not set; it must be service/<cluster name>/<service name>",
            ],
            [{ serviceNamespace: "rds" }, 'serviceNamespace is "rds"; it must be "ecs"'],
        ];
        for (const [target, message] of variants) {
            const { all } = scaledService({ target: { ...target } });
            assert.deepEqual(await judge(rule, all), refusals(`api-target: ${message}`));
        }
        assert.deepEqual(
            await judge(rule, scaledDatabase({ target: { resourceId: "prod-db" } }).all),
            refusals('db-readers: resourceId is "prod-db"; it must be cluster:<cluster identifier>'),
        );
    });

    it("says nothing about dimensions that it does not know", async () => {
        const table = resource("aws:appautoscaling/target:Target", "table", {
            scalableDimension: "dynamodb:table:ReadCapacityUnits",
            resourceId: "table/x",
        });
        assert.deepEqual(await judge(rule, [table]), clean);
    });

    it("cannot decide where the dimension, or what the id is made of, is unknown", async () => {
        assert.deepEqual(
            await judge(rule, scaledService({ target: { scalableDimension: output(secret, "value") } }).all),
            doubts("api-target: scalableDimension is not known before the update"),
        );
        assert.deepEqual(
            await judge(rule, scaledService({ target: { resourceId: appliedTo(secret) } }).all),
            doubts(
                "api-target: resourceId is not known before the update and does not come from aws:ecs/service:Service and aws:ecs/cluster:Cluster",
            ),
        );
    });

    it("cannot decide where the id may come from either of two services", async () => {
        const [one, other] = [scaledService(), scaledService({ name: "worker" })];
        const id = appliedTo(one.cluster, one.service, other.service);
        const { target } = scaledService({ target: { resourceId: id } });
        assert.deepEqual(
            await judge(rule, [one.cluster, one.service, other.service, target]),
            doubts(
                "api-target: resourceId is not known before the update and comes from several resources of aws:ecs/service:Service or aws:ecs/cluster:Cluster",
            ),
        );
    });

    it("cannot decide where the id leaves out the cluster that the service is in", async () => {
        const { service, cluster } = scaledService();
        const target = resource("aws:appautoscaling/target:Target", "api-target", {
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: joined("service/", output(service, "name")),
        });
        assert.deepEqual(
            await judge(rule, [service, cluster, target]),
            doubts(
                "api-target: resourceId is not known before the update and does not come from aws:ecs/cluster:Cluster",
            ),
        );
    });
});
