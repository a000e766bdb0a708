import assert from "node:assert/strict";
import { alarmWatchesItsOwnResource as rule } from "../../../policies/uptime-alarms/alarm-ownership";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, clean, judge, output, refusals, resource } from "../../support/stack-graph";
import { alarm, elsewhere, loadBalancer, mathAlarm, service } from "./fixture";

const root = resource("pulumi:pulumi:Stack", "stack");
const cell = (name: string): GraphResource => resource("my:cell:Cell", name, {}, { parent: root });
const [blue, green] = [cell("blue"), cell("green")];
const balancer = (parent: GraphResource, region?: string): GraphResource =>
    resource(
        "aws:lb/loadBalancer:LoadBalancer",
        `${parent.name}-alb`,
        {},
        {
            parent,
            ...(region === undefined ? {} : { region }),
        },
    );

function requests(of: GraphResource, parent: GraphResource, region?: string): GraphResource {
    return alarm(`${parent.name}-requests`, "AWS/ApplicationELB RequestCount", {
        on: { LoadBalancer: output(of, "arnSuffix") },
        below: 1,
        options: { parent, ...(region === undefined ? {} : { region }) },
    });
}

describe("alarm-watches-its-own-resource", () => {
    it("passes an alarm beside what it watches, deeper in the tree on either side", async () => {
        const set = resource("my:cell:Alarms", "blue-alarms", {}, { parent: blue });
        const alb = balancer(blue, "eu-west-1");
        assert.deepEqual(await judge(rule, [alb, requests(alb, blue, "eu-west-1")]), clean);
        assert.deepEqual(await judge(rule, [alb, requests(alb, set, "eu-west-1")]), clean);
    });

    it("refuses an alarm that watches the cell next door", async () => {
        const [own, foreign] = [balancer(blue), balancer(green)];
        assert.deepEqual(
            await judge(rule, [own, foreign, requests(foreign, blue)]),
            refusals("blue-requests: belongs to blue but watches green-alb of green; it must watch its own"),
        );
    });

    it("refuses an alarm in another region than what it watches", async () => {
        const alb = balancer(blue, "us-east-1");
        assert.deepEqual(
            await judge(rule, [alb, requests(alb, blue, "eu-west-1")]),
            refusals(
                "blue-requests: is in eu-west-1 but watches blue-alb in us-east-1; CloudWatch alarms see their own region only",
            ),
        );
    });

    it("lets a distribution be watched from where its metrics are", async () => {
        const edge = resource(
            "aws:cloudfront/distribution:Distribution",
            "edge",
            {},
            { region: "eu-west-1" },
        );
        const errors = alarm("errors", "AWS/CloudFront 5xxErrorRate", {
            on: { DistributionId: output(edge, "id"), Region: "Global" },
            above: 0.1,
            options: { region: "us-east-1" },
        });
        assert.deepEqual(await judge(rule, [edge, errors]), clean);
    });

    it("refuses a target group beside a load balancer that does not forward to it", async () => {
        const [front, back] = [loadBalancer("front"), loadBalancer("back")];
        const on = { ...front.on, TargetGroup: output(back.group, "arnSuffix") };
        const healthy = alarm("healthy", "AWS/ApplicationELB HealthyHostCount", { on, below: 1 });
        assert.deepEqual(
            await judge(rule, [...front.resources, ...back.resources, healthy]),
            refusals(
                "healthy: pairs load balancer front with target group back-group, which back forwards to; there is no such metric",
            ),
        );
    });

    it("follows a listener's rules to its load balancer", async () => {
        const front = loadBalancer("front");
        const group = resource("aws:lb/targetGroup:TargetGroup", "orders");
        const listener = front.resources[2] ?? elsewhere;
        const forwarding = resource("aws:lb/listenerRule:ListenerRule", "orders", {
            listenerArn: output(listener, "arn"),
            actions: [{ type: "forward", targetGroupArn: output(group, "arn") }],
        });
        const on = { ...front.on, TargetGroup: output(group, "arnSuffix") };
        const healthy = alarm("healthy", "AWS/ApplicationELB HealthyHostCount", { on, below: 1 });
        const all = [...front.resources, group, forwarding, healthy];
        assert.deepEqual(await judge(rule, all), clean);

        const other = loadBalancer("other");
        const crossed = alarm("crossed", "AWS/ApplicationELB HealthyHostCount", {
            on: { ...other.on, TargetGroup: output(group, "arnSuffix") },
            below: 1,
        });
        assert.deepEqual(
            await judge(rule, [...all, ...other.resources, crossed]),
            refusals(
                "crossed: pairs load balancer other with target group orders, which front forwards to; there is no such metric",
            ),
        );
    });

    it("refuses a service under the name of another cluster", async () => {
        const api = service("api", { name: "api" }, { name: "main" });
        const cpu = alarm("cpu", "AWS/ECS CPUUtilization", {
            on: { ClusterName: "other", ServiceName: "api" },
            above: 80,
        });
        // The name alone does not make it this service: the cluster decides.
        const { violations } = await judge(rule, [...api.resources, cpu]);
        assert.deepEqual(violations, [
            "cpu: names cluster other, but service api runs in main; there is no such metric",
        ]);
    });

    it("looks inside expressions", async () => {
        const [own, foreign] = [balancer(blue), balancer(green)];
        const math = mathAlarm(
            "math",
            "all * 2",
            {
                all: [
                    "AWS/ApplicationELB RequestCount",
                    { LoadBalancer: output(foreign, "arnSuffix") },
                    "Sum",
                ],
            },
            1,
        );
        const inBlue = { ...math, parent: blue };
        assert.deepEqual(
            await judge(rule, [own, foreign, inBlue]),
            refusals("math: belongs to blue but watches green-alb of green; it must watch its own"),
        );
    });

    it("says nothing about what is not in the stack, nor about metrics that are unknown", async () => {
        const literal = alarm("literal", "AWS/ApplicationELB RequestCount", {
            on: { LoadBalancer: "app/other-stack/1" },
            below: 1,
        });
        const queries = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "queries", {
            metricQueries: appliedTo(elsewhere),
        });
        assert.deepEqual(await judge(rule, [literal, queries]), clean);
    });
});
