import assert from "node:assert/strict";
import { configOf, PolicyConfigError, whole, measure } from "../../policies/config";
import { toStackPolicy, type AnyRule } from "../../policies/rule";
import { judge as judgeInTest } from "../../policies/testing";
import { rules as autoscaling } from "../../policies/autoscaling-bounds/rules";
import { run } from "../../preview/judge";
import { packSources, loadPacks } from "../../preview/packs";
import { parsePolicyConfig } from "../../preview/policy-config";
import { judge } from "../support/stack-graph";
import { scaledDatabase, scaledService } from "./autoscaling-bounds/fixture";
import { alarm, loadBalancer, service } from "./uptime-alarms/fixture";
import { rules as uptime } from "../../policies/uptime-alarms/rules";
import { resource, output, type Verdict } from "../support/stack-graph";

const rule = {
    name: "queue-has-bounds",
    configSchema: {
        properties: {
            most: whole(5, [1, 10], "Most."),
            ratio: measure(0.5, [0, 1], "Ratio."),
            zones: {
                type: "array" as const,
                items: { type: "string" as const, enum: ["a", "b"] },
                default: ["a"],
            },
            label: { type: "string" as const },
        },
    },
};

describe("configOf", () => {
    it("fills in what nobody set, and nothing where there is no default", () => {
        assert.deepEqual(configOf(rule), { most: 5, ratio: 0.5, zones: ["a"] });
        assert.deepEqual(configOf(rule, { most: 7, label: "x" }), {
            most: 7,
            ratio: 0.5,
            zones: ["a"],
            label: "x",
        });
    });

    for (const [given, ...messages] of [
        [{ most: "7" }, 'config queue-has-bounds.most is "7"; it must be a whole number from 1 to 10'],
        [{ most: 11 }, "config queue-has-bounds.most is 11; it must be a whole number from 1 to 10"],
        [{ most: 1.5 }, "config queue-has-bounds.most is 1.5; it must be a whole number from 1 to 10"],
        [{ ratio: -1 }, "config queue-has-bounds.ratio is -1; it must be a number from 0 to 1"],
        [{ label: null }, "config queue-has-bounds.label is null; it must be a text"],
        [{ zones: "a" }, 'config queue-has-bounds.zones is "a"; it must be a list'],
        [{ zones: ["a", "c"] }, 'config queue-has-bounds.zones[1] is "c"; it must be "a" or "b"'],
        [
            { mots: 7, ratio: 2 },
            "config queue-has-bounds.mots is 7; the rule has no such setting, it takes most, ratio, zones, label",
            "config queue-has-bounds.ratio is 2; it must be a number from 0 to 1",
        ],
    ] as const) {
        it(`refuses ${JSON.stringify(given)}`, () => {
            assert.throws(() => configOf(rule, given), new PolicyConfigError(messages.join("\n")));
        });
    }

    it("refuses everything for a rule that takes nothing", () => {
        assert.throws(
            () => configOf({ name: "plain" }, { most: 1 }),
            new PolicyConfigError("config plain.most is 1; the rule has no such setting, it takes no config"),
        );
    });
});

describe("the schema of every rule", () => {
    for (const { name: pack, rules } of packSources) {
        for (const { name, configSchema } of rules) {
            if (configSchema === undefined) continue;
            it(`takes its own defaults, and says of each setting what it is: ${pack}/${name}`, () => {
                const presets = configOf({ name, configSchema });
                assert.deepEqual(configOf({ name, configSchema }, presets), presets);
                for (const { description = "" } of Object.values(configSchema.properties)) {
                    assert.match(description, /^[A-Z].*\.$/);
                }
            });
        }
    }
});

const withoutAlarm = (name: string): AnyRule => {
    const found = [...autoscaling, ...uptime].find((one) => one.name === name);
    assert.ok(found);
    return found;
};

const lb = loadBalancer();
const api = service();
const queue = resource("aws:sqs/queue:Queue", "jobs");
const site = resource("aws:cloudfront/distribution:Distribution", "site");
const cache = resource("aws:elasticache/replicationGroup:ReplicationGroup", "cache", { numCacheClusters: 1 });
const serverless = (bounds: object): readonly ReturnType<typeof resource>[] => [
    resource("aws:rds/cluster:Cluster", "db", {
        engine: "aurora-postgresql",
        engineMode: "provisioned",
        serverlessv2ScalingConfiguration: bounds,
    }),
];
const ofQueue = { QueueName: output(queue, "name") };
const ofCache = { CacheClusterId: output(cache, "replicationGroupId") };

/** For each setting, what the default refuses and the setting lets pass. */
const settings: readonly (readonly [
    rule: string,
    config: Record<string, number>,
    resources: Parameters<typeof judge>[1],
])[] = [
    ["service-has-bounded-target", { minTasks: 1 }, scaledService({ target: { minCapacity: 1 } }).all],
    ["service-has-bounded-target", { maxTasks: 90 }, scaledService({ target: { maxCapacity: 90 } }).all],
    [
        "service-scales-on-cpu-and-memory",
        { cpuPercent: 90 },
        scaledService({ cpu: { tracking: { targetValue: 90 } } }).all,
    ],
    [
        "service-scales-on-cpu-and-memory",
        { memoryPercent: 90 },
        scaledService({ memory: { tracking: { targetValue: 90 } } }).all,
    ],
    [
        "service-scaling-states-cooldowns",
        { scaleOutSeconds: 90 },
        scaledService({ cpu: { tracking: { scaleOutCooldown: 90 } } }).all,
    ],
    [
        "service-scaling-states-cooldowns",
        { scaleInSeconds: 90 },
        scaledService({ cpu: { tracking: { scaleInCooldown: 90 } } }).all,
    ],
    [
        "service-keeps-on-demand-floor",
        { minTasks: 1 },
        [
            resource("aws:ecs/service:Service", "api", {
                capacityProviderStrategies: [
                    { capacityProvider: "FARGATE", base: 1 },
                    { capacityProvider: "FARGATE_SPOT", weight: 1 },
                ],
            }),
        ],
    ],
    ["cluster-has-reader-scaling", { minReaders: 0 }, scaledDatabase({ target: { minCapacity: 0 } }).all],
    ["cluster-has-reader-scaling", { maxReaders: 9 }, scaledDatabase({ target: { maxCapacity: 9 } }).all],
    [
        "cluster-scales-on-reader-cpu",
        { cpuPercent: 85 },
        scaledDatabase({ readers: { tracking: { targetValue: 85 } } }).all,
    ],
    [
        "service-has-its-alarms",
        { cpuPercent: 95, memoryPercent: 95, leastTasks: 1 },
        [
            ...api.resources,
            alarm("cpu", "AWS/ECS CPUUtilization", { on: api.on, above: 95 }),
            alarm("memory", "AWS/ECS MemoryUtilization", { on: api.on, above: 95 }),
            alarm("tasks", "ECS/ContainerInsights RunningTaskCount", {
                on: api.on,
                below: 1,
                statistic: "Minimum",
            }),
        ],
    ],
    [
        "load-balancer-has-its-alarms",
        { p95Milliseconds: 900, p99Milliseconds: 2_000 },
        [
            ...lb.resources,
            alarm("p95", "AWS/ApplicationELB TargetResponseTime", {
                on: lb.on,
                statistic: "p95",
                above: 0.9,
            }),
            alarm("p99", "AWS/ApplicationELB TargetResponseTime", { on: lb.on, statistic: "p99", above: 2 }),
            ...["Target", "ELB"].map((by) =>
                alarm(by, `AWS/ApplicationELB HTTPCode_${by}_5XX_Count`, {
                    on: lb.on,
                    statistic: "Sum",
                    above: 9,
                }),
            ),
            alarm("hosts", "AWS/ApplicationELB HealthyHostCount", {
                on: lb.onGroup,
                statistic: "Minimum",
                below: 1,
            }),
        ],
    ],
    [
        "queue-has-an-age-alarm",
        { maxAgeSeconds: 900 },
        [
            queue,
            alarm("age", "AWS/SQS ApproximateAgeOfOldestMessage", {
                on: ofQueue,
                statistic: "Maximum",
                above: 900,
            }),
        ],
    ],
    [
        "distribution-has-its-alarms",
        { serverErrorPercent: 2 },
        [
            site,
            alarm("errors", "AWS/CloudFront 5xxErrorRate", {
                on: { DistributionId: output(site, "id"), Region: "Global" },
                above: 2,
            }),
        ],
    ],
    [
        "cache-has-its-alarms",
        { cpuPercent: 95, memoryPercent: 95 },
        [
            cache,
            alarm("cpu", "AWS/ElastiCache EngineCPUUtilization", { on: ofCache, above: 95 }),
            alarm("memory", "AWS/ElastiCache DatabaseMemoryUsagePercentage", { on: ofCache, above: 95 }),
        ],
    ],
];

describe("the numbers of the rules", () => {
    for (const [name, config, resources] of settings) {
        it(`are the user's to set: ${name} ${JSON.stringify(config)}`, async () => {
            const found = withoutAlarm(name);
            const strict: Verdict = await judge(found, resources);
            assert.notDeepEqual(strict.violations, [], "the default refuses nothing here");
            assert.deepEqual(await judge(found, resources, config as never), {
                violations: [],
                undecided: [],
            });
        });
    }

    it("bound a serverless cluster, where somebody sets them", async () => {
        const found = withoutAlarm("serverless-cluster-has-acu-bounds");
        const cluster = serverless({ minCapacity: 0.5, maxCapacity: 128 });
        assert.deepEqual((await judge(found, cluster)).violations, []);
        assert.deepEqual((await judge(found, cluster, { minAcu: 2, maxAcu: 64 } as never)).violations, [
            "db: serverlessv2ScalingConfiguration.minCapacity is 0.5; it must be from 2 to 64 capacity units",
            "db: serverlessv2ScalingConfiguration.maxCapacity is 128; it must be from 2 to 64 capacity units",
        ]);
    });
});

describe("config in the three ways of running", () => {
    const { all } = scaledService({ target: { maxCapacity: 90 } });
    const found = withoutAlarm("service-has-bounded-target");
    const asEngine = async (given: object): Promise<readonly string[]> => {
        const policy = toStackPolicy(found);
        const violations = await run(policy, "p", "s", [...all] as never, { properties: { ...given } });
        return violations.map(({ message }) => message);
    };

    it("is what a unit test says, by rule", async () => {
        assert.equal((await judgeInTest([found], all)).length, 1);
        assert.deepEqual(await judgeInTest([found], all, { [found.name]: { maxTasks: 90 } }), []);
        await assert.rejects(
            judgeInTest([found], all, { [found.name]: { max: 90 } }),
            /service-has-bounded-target\.max is 90/,
        );
        await assert.rejects(judgeInTest([found], all, { other: {} }), /config other: there is no such rule/);
    });

    it("is what the engine hands over; a mistake is a violation of the rule", async () => {
        assert.equal((await asEngine({})).length, 1);
        assert.deepEqual(await asEngine({ maxTasks: 90 }), []);
        assert.deepEqual(await asEngine({ maxTask: 90 }), [
            "config service-has-bounded-target.maxTask is 90; the rule has no such setting, it takes minTasks, maxTasks",
        ]);
    });

    it("is what a file says, with levels as Pulumi has them", () => {
        const packs = loadPacks([]);
        const config = parsePolicyConfig(
            JSON.stringify({
                all: "advisory",
                "service-has-bounded-target": { maxTasks: 90, enforcementLevel: "mandatory" },
                "key-rotates": "disabled",
            }),
            "config.json",
            packs,
        );
        assert.deepEqual(config["service-has-bounded-target"], {
            enforcementLevel: "mandatory",
            properties: { maxTasks: 90 },
        });
        assert.deepEqual(config["key-rotates"], { enforcementLevel: "disabled", properties: {} });
        assert.deepEqual(config["alarm-notifies"], { enforcementLevel: "advisory", properties: {} });
        for (const [text, says] of [
            ["{", /^config\.json: /],
            ["[]", /^config\.json: must hold an object of rules/],
            ['{"key-rotate":{}}', /^config key-rotate: there is no such rule$/],
            ['{"key-rotates":7}', /^config key-rotates is 7; it must be an object/],
            [
                '{"key-rotates":"strict"}',
                /^config key-rotates\.enforcementLevel is "strict"; it must be advisory,/,
            ],
            [
                '{"queue-has-an-age-alarm":{"maxAgeSeconds":0},"key-rotates":{"days":1}}',
                /key-rotates\.days is 1; .*\n.*maxAgeSeconds is 0; it must be a whole number from 1 to 1209600/,
            ],
        ] as const) {
            assert.throws(
                () => parsePolicyConfig(text, "config.json", packs),
                (error: unknown) => error instanceof PolicyConfigError && says.test(error.message),
                text,
            );
        }
    });

    it("knows every rule by a name of its own, for a file has the rules of every pack", () => {
        const names = packSources.flatMap(({ rules }) => rules.map(({ name }) => name));
        assert.equal(new Set(names).size, names.length);
    });
});
