import assert from "node:assert/strict";
import { output } from "@pulumi/pulumi";
import { cellDashboard } from "../../components/cell-dashboard";
import type { CellSignals } from "../../components/cell-signals";
import { loadBalancerAlarms } from "../../components/load-balancer-alarms";
import { queueAlarms, workerAlarms } from "../../components/queue-alarms";
import { partAlarms } from "../../components/cell-telemetry";
import type { DashboardBody } from "../../components/dashboard-body";
import { dashboardMistakes } from "../../components/dashboard-limits";
import { publishedSets } from "../../policies/uptime-alarms/alarm-dimensions";
import { withCacheBounds } from "../../strategy/cache-bounds";
import { planPlatform, type CachePlan, type CellPlan, type DatabaseCapacity } from "../../strategy/plan";
import { graphsOf, marksOf, metricsOf, titleOf } from "../support/dashboards";

const signals: CellSignals = {
    clusterName: "cluster",
    serviceName: "service",
    loadBalancer: "app/door/1",
    targetGroup: "targetgroup/tasks/1",
    clusterIdentifier: "database",
    proxyName: "proxy",
    replicationGroupId: "cache",
};

const provisioned: DatabaseCapacity = { kind: "provisioned", instanceClass: "db.r6g.large" };
const serverless: DatabaseCapacity = { kind: "serverless", minAcu: 2, maxAcu: 16 };

function planOf(
    database: DatabaseCapacity = provisioned,
    cache: CachePlan = withCacheBounds({ nodeType: "cache.r6g.large", shards: 2, replicasPerShard: 1 }),
): CellPlan {
    const [plan] = planPlatform({
        phase: 2,
        users: 10_000,
        cells: [
            {
                name: "eu-west-1-c1",
                region: "eu-west-1",
                cidr: "10.0.0.0/16",
                tasks: { min: 3, max: 40, spotPercent: 0, floors: [] },
                readers: { min: 2, max: 5 },
                database,
                cache,
            },
        ],
    }).cells;
    assert.ok(plan);
    return plan;
}

const events = { queueName: "queue", deadLetterQueueName: "dead", workerName: "worker" };

const alarmArns = { page: ["arn:p1", "arn:p2"], ticket: ["arn:t1"] };

/** The dashboard with its outputs resolved, as it is sent. */
function dashboard(plan: CellPlan = planOf(), watched: CellSignals = signals): Promise<DashboardBody> {
    const body = output(cellDashboard({ plan, signals: watched, alarmArns }));
    return new Promise((resolve) => {
        body.apply((resolved) => {
            resolve(resolved);
        });
    });
}

describe("cellDashboard", () => {
    it("goes in the order in which one looks during an incident", async () => {
        assert.deepEqual((await dashboard()).widgets.map(titleOf), [
            "Users of eu-west-1-c1: what was promised to them",
            "Requests a minute",
            "Time until a task begins to answer",
            "5XX percent of requests",
            "4XX percent of requests",
            "Service: tasks that answer",
            "Tasks",
            "CPU of all tasks together",
            "Memory of all tasks together",
            "Database: what tasks wait for",
            "Connections of an instance",
            "CPU",
            "Free memory of the fullest instance",
            "Lag of the slowest reader",
            "Wait for a connection of the proxy",
            "Connections of the proxy to the writer",
            "Connections of the proxy to the readers",
            "Cache: sessions and cached answers",
            "CPU of each node",
            "Memory of each node",
            "Keys given up before their time",
            "Lag of each standby",
            "The cache as a whole",
            "Alarms: what has rung, the latest first",
            "Pages",
            "Tickets",
        ]);
    });

    it("draws the strategy's numbers and the plan's bounds", async () => {
        assert.deepEqual(
            graphsOf(await dashboard())
                .map((graph): [string, readonly string[]] => [titleOf(graph), marksOf(graph)])
                .filter(([, marks]) => marks.length > 0),
            [
                [
                    "Time until a task begins to answer",
                    ["p50 promised 0.1", "p95 promised 0.2", "p99 promised 0.5"],
                ],
                ["5XX percent of requests", ["promised 0.1"]],
                ["4XX percent of requests", ["promised 1"]],
                ["Tasks", ["minimum 3", "maximum 40"]],
                ["CPU of all tasks together", ["scaling's target 70", "alarm 80"]],
                ["Memory of all tasks together", ["scaling's target 80", "alarm 85"]],
                ["Connections of an instance", ["the proxy's share 100", "alarm 160", "max_connections 200"]],
                ["CPU", ["readers are added 75", "the writer's alarm 80"]],
                ["Lag of the slowest reader", ["alarm 1000"]],
                ["Wait for a connection of the proxy", ["alarm 100000"]],
                ["CPU of each node", ["alarm 45"]],
                ["Memory of each node", ["alarm 80"]],
                ["Lag of each standby", ["alarm 1"]],
                ["The cache as a whole", ["alarm 80"]],
            ],
        );
    });

    it("shows a serverless database's capacity within its bounds", async () => {
        const graph = graphsOf(await dashboard(planOf(serverless))).find(
            (one) => titleOf(one) === "Capacity of the largest instance",
        );
        assert.ok(graph);
        assert.deepEqual(marksOf(graph), ["minimum 2", "maximum 16"]);
        assert.deepEqual(metricsOf(graph), [
            {
                namespace: "AWS/RDS",
                metricName: "ServerlessDatabaseCapacity",
                dimensions: { DBClusterIdentifier: "database" },
                options: { stat: "Maximum", label: "capacity" },
            },
        ]);
    });

    for (const database of [provisioned, serverless]) {
        it(`asks for every metric as AWS publishes it, in the cell's region: ${database.kind}`, async () => {
            for (const graph of graphsOf(await dashboard(planOf(database)))) {
                assert.equal(graph.properties.region, "eu-west-1", titleOf(graph));
                for (const { namespace, metricName, dimensions } of metricsOf(graph)) {
                    const keys = Object.keys(dimensions).sort().join();
                    const sets = (publishedSets[namespace] ?? []).map((set) => set.join());
                    assert.ok(sets.includes(keys), `${namespace} ${metricName} under ${keys}`);
                    assert.equal(
                        keys.includes("TargetGroup"),
                        /Healthy|ConnectionsAllowed/.test(metricName) || dimensions.TargetRole !== undefined,
                    );
                }
            }
        });

        it(`shows each metric that an alarm of the cell watches: ${database.kind}`, async () => {
            const plan = planOf(database);
            const shown = graphsOf(await dashboard(plan))
                .flatMap(metricsOf)
                .map(({ namespace, metricName }) => `${namespace} ${metricName}`);
            const watched = [
                ...loadBalancerAlarms({ ...signals, minTasks: plan.tasks.min }),
                ...partAlarms(plan, signals),
            ].flatMap(({ signal }) =>
                ("expression" in signal ? Object.values(signal.metrics) : [signal]).map(
                    ({ namespace, metricName }) => `${namespace} ${metricName}`,
                ),
            );
            assert.deepEqual(
                [...new Set(watched)].filter((metric) => !shown.includes(metric)),
                // The disk of an instance fills over days; utilisation is what capacity is of its maximum.
                database.kind === "provisioned" ? ["AWS/RDS FreeLocalStorage"] : ["AWS/RDS ACUUtilization"],
            );
        });
    }

    it("shows percentiles of latency, never an average", async () => {
        const stats = graphsOf(await dashboard())
            .flatMap(metricsOf)
            .filter(({ metricName }) => metricName === "TargetResponseTime")
            .map(({ options }) => options.stat);
        assert.deepEqual(stats, ["p50", "p95", "p99"]);
    });

    it("names every node of the cache", async () => {
        const graph = graphsOf(await dashboard()).find((one) => titleOf(one) === "Memory of each node");
        assert.ok(graph);
        assert.deepEqual(
            metricsOf(graph).map(({ dimensions }) => dimensions),
            ["0001", "0002", "0003", "0004"]
                .flatMap((shard) => ["001", "002", "003"].map((node) => `${shard}-${node}`))
                .map((node) => ({
                    CacheClusterId: `cache-${node}`,
                    CacheNodeId: "0001",
                })),
        );
    });

    for (const database of [provisioned, serverless]) {
        it(`is one that CloudWatch takes, with as many nodes as a cache can have: ${database.kind}`, async () => {
            const cache = withCacheBounds({ nodeType: "cache.r6g.4xlarge", shards: 15, replicasPerShard: 5 });
            for (const plan of [planOf(database), planOf(database, cache)]) {
                assert.deepEqual(dashboardMistakes(await dashboard(plan)), []);
                assert.deepEqual(dashboardMistakes(cellDashboard({ plan, signals, alarmArns })), []);
            }
        });
    }

    describe("of a cell with a queue", () => {
        const plan = { ...planOf(), workers: { min: 2, max: 10 } };
        const drawn = (): Promise<DashboardBody> => dashboard(plan, { ...signals, events });

        it("shows what waits and who works it off, before the alarms", async () => {
            const titles = (await drawn()).widgets.map(titleOf);
            const first = titles.indexOf("Events: work for later");
            assert.deepEqual(titles.slice(first, first + 8), [
                "Events: work for later",
                "Backlog",
                "Age of the oldest message",
                "Dead letters",
                "Workers",
                "CPU of all workers together",
                "memory of all workers together",
                "Alarms: what has rung, the latest first",
            ]);
            assert.equal(titles.length, (await dashboard()).widgets.length + 7);
        });

        it("draws the levels of the alarms and the plan's bounds", async () => {
            const marks = graphsOf(await drawn())
                .slice(-6)
                .map(marksOf);
            assert.deepEqual(marks, [
                [],
                ["alarm 300"],
                [],
                ["minimum 2", "maximum 10"],
                ["alarm 80"],
                ["alarm 85"],
            ]);
        });

        it("shows each metric that an alarm of the queue or the workers watches, as AWS publishes it", async () => {
            const metrics = graphsOf(await drawn())
                .slice(-6)
                .flatMap(metricsOf);
            const shown = metrics.map(({ namespace, metricName, dimensions }) =>
                JSON.stringify([namespace, metricName, dimensions]),
            );
            const rules = [
                ...queueAlarms(events),
                ...workerAlarms({ clusterName: "cluster", serviceName: "worker", workers: plan.workers }),
            ];
            for (const { key, signal } of rules) {
                assert.ok("metricName" in signal, key);
                const { namespace, metricName, dimensions } = signal;
                assert.ok(shown.includes(JSON.stringify([namespace, metricName, dimensions])), key);
            }
            for (const { namespace, dimensions } of metrics) {
                const sets = (publishedSets[namespace] ?? []).map((set) => set.join());
                assert.ok(sets.includes(Object.keys(dimensions).sort().join()), namespace);
            }
        });

        it("is one that CloudWatch takes, with as many nodes as a cache can have", async () => {
            const cache = withCacheBounds({ nodeType: "cache.r6g.4xlarge", shards: 15, replicasPerShard: 5 });
            const largest = { ...planOf(provisioned, cache), workers: plan.workers };
            assert.deepEqual(dashboardMistakes(await dashboard(largest, { ...signals, events })), []);
        });
    });

    it("shows pages apart from tickets", async () => {
        const alarms = (await dashboard()).widgets.flatMap((widget) =>
            widget.type === "alarm" ? [[widget.properties.title, widget.properties.alarms]] : [],
        );
        assert.deepEqual(alarms, [
            ["Pages", ["arn:p1", "arn:p2"]],
            ["Tickets", ["arn:t1"]],
        ]);
    });
});
