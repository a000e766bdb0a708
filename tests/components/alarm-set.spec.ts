import assert from "node:assert/strict";
import type { Provider } from "@pulumi/aws/provider";
import * as pulumi from "@pulumi/pulumi";
import * as sns from "@pulumi/aws/sns";
import { output } from "@pulumi/pulumi";
import { AlarmSet, alarmArgs, type AlarmSetArgs } from "../../components/alarm-set";
import { unknownSentinel } from "../../preview/wire";
import { composite, cpu, errors, latency, requests, rule } from "../support/alarm-rules";
import { make, type MadeResources } from "../support/recording";

const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const compositeType = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

const makeSet = (over: Partial<AlarmSetArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new AlarmSet("cell", { rules: [rule()], topicArn, ...over }, { provider }), options);

describe("AlarmSet", () => {
    it("takes further rules, as if it had had them from the start", async () => {
        const later = rule({ key: "latency-p95", signal: latency });
        const early = await makeSet({ rules: [rule(), later] });
        const grown = await make((provider) => {
            new AlarmSet("cell", { rules: [rule()], topicArn }, { provider }).add([later]);
        });

        assert.deepEqual(grown.all, early.all);
    });

    it("refuses a further rule whose key is taken", async () => {
        await assert.rejects(
            make((provider) => {
                new AlarmSet("cell", { rules: [rule()], topicArn }, { provider }).add([rule()]);
            }),
            /alarm "service-cpu": key is taken by another rule/,
        );
    });

    it("names an alarm by its rule's key, and refuses a key that it does not have", async () => {
        const names: string[] = [];
        await make((provider) => {
            const set = new AlarmSet("cell", { rules: [rule()], topicArn }, { provider });
            set.nameOf("service-cpu").apply((name) => names.push(name));
        });
        assert.deepEqual(names, ["cell-service-cpu-1a2b3c4"]);
        await assert.rejects(
            make((provider) =>
                new AlarmSet("cell", { rules: [rule()], topicArn }, { provider }).nameOf("service-cup"),
            ),
            /the set has no alarm "service-cup"; it has service-cpu/,
        );
    });

    it("makes one alarm for each rule and nothing else", async () => {
        const rules = [rule(), rule({ key: "latency-p95", signal: latency })];

        assert.deepEqual((await makeSet({ rules })).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${alarm} cell-latency-p95`,
            `${alarm} cell-service-cpu`,
            "platform:observability:AlarmSet cell",
        ]);
    });

    it("owns every alarm it makes", async () => {
        assert.deepEqual((await makeSet()).orphansOf("platform:observability:AlarmSet"), []);
    });

    it("makes every alarm with the given provider", async () => {
        assert.deepEqual((await makeSet()).onDefaultProvider(), []);
    });

    it("hands out the alarms' ARNs, pages apart from tickets, in the order of the rules", async () => {
        const rules = [rule(), rule({ key: "b", severity: "ticket" }), rule({ key: "c" })];
        let arns: Readonly<Record<string, readonly unknown[]>> = {};
        await make((provider) => {
            const { alarmArns } = new AlarmSet("cell", { rules, topicArn }, { provider });
            output(alarmArns).apply((known) => {
                arns = known;
            });
        });
        const arn = "arn:aws:cloudwatch:eu-west-1:111122223333:metricAlarm/cell";
        assert.deepEqual(arns, { page: [`${arn}-service-cpu`, `${arn}-c`], ticket: [`${arn}-b`] });
    });

    it("tells nobody that it is over where the rule says so", async () => {
        const { inputs } = (await makeSet({ rules: [rule({ tellsWhenOver: false })] })).only(alarm);
        assert.deepEqual([inputs.alarmActions, inputs.okActions], [[topicArn], undefined]);
    });

    it("turns a rule into the whole alarm", async () => {
        assert.deepEqual((await makeSet()).only(alarm).inputs, {
            namespace: "AWS/ECS",
            metricName: "CPUUtilization",
            dimensions: { ClusterName: "cluster", ServiceName: "service" },
            statistic: "Average",
            period: 60,
            evaluationPeriods: 2,
            datapointsToAlarm: 2,
            comparisonOperator: "GreaterThanThreshold",
            threshold: 80,
            treatMissingData: "breaching",
            alarmDescription:
                "[page] Tasks are out of CPU; look at the scaling activity first. Runbook: docs/runbooks/service-cpu.md",
            actionsEnabled: true,
            alarmActions: [topicArn],
            okActions: [topicArn],
            tags: { severity: "page" },
        });
    });

    it("passes metric math to AWS with one value that counts", async () => {
        const { inputs } = (await makeSet({ rules: [rule({ signal: errors })] })).only(alarm);

        assert.deepEqual(inputs.metricQueries, [
            {
                id: "signal",
                expression: "100 * FILL(bad, 0) / total",
                label: "5xx percent of requests",
                returnData: true,
            },
            {
                id: "bad",
                metric: {
                    namespace: "AWS/ApplicationELB",
                    metricName: "HTTPCode_Target_5XX_Count",
                    dimensions: { LoadBalancer: "app/cell/50dc6c495c0c9188" },
                    stat: "Sum",
                    period: 60,
                },
            },
            {
                id: "total",
                metric: {
                    namespace: "AWS/ApplicationELB",
                    metricName: "RequestCount",
                    dimensions: { LoadBalancer: "app/cell/50dc6c495c0c9188" },
                    stat: "Sum",
                    period: 60,
                },
            },
        ]);
        // CloudWatch refuses an alarm that has both.
        for (const single of [
            "namespace",
            "metricName",
            "dimensions",
            "statistic",
            "extendedStatistic",
            "period",
        ]) {
            assert.equal(inputs[single], undefined, single);
        }
    });

    it("makes the same alarms in a preview, where dimensions and topic are not known yet", async () => {
        const construct = (provider: Provider): void => {
            const topic = new sns.Topic("probe", {}, { provider });
            const dimensions = { ClusterName: topic.arn, ServiceName: topic.id };
            const rules = [rule({ signal: { ...cpu, dimensions } })];
            new AlarmSet("cell", { rules, topicArn: topic.arn }, { provider });
        };
        const preview = await make(construct, { preview: true });
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(preview.only(alarm).inputs.alarmActions, [unknownSentinel]);
        assert.deepEqual(urns(preview), urns(await make(construct)));
    });

    describe("with composite alarms", () => {
        const over: Partial<AlarmSetArgs> = {
            rules: [rule({ key: "long", notifies: false }), rule({ key: "short", notifies: false })],
            composites: {
                namePrefix: "prod-cell",
                rules: [
                    composite({ key: "burn", when: { allOf: ["long", "short"] } }),
                    composite({ key: "health", when: { anyOf: ["burn", "long"] }, notifies: false }),
                ],
            },
        };

        it("makes them of the alarms' own names, which AWS must have first", async () => {
            const made = await makeSet(over);
            const { inputs, propertyDependencies } = made.named(compositeType, "cell-burn");

            assert.deepEqual(inputs, {
                alarmName: "prod-cell-burn",
                alarmRule: 'ALARM("cell-long-1a2b3c4") AND ALARM("cell-short-1a2b3c4")',
                alarmDescription:
                    "[page] The budget goes; take the last release back first. Runbook: docs/runbooks/burn.md",
                actionsEnabled: true,
                alarmActions: [topicArn],
                okActions: [topicArn],
                tags: { severity: "page" },
            });
            assert.deepEqual(
                propertyDependencies.alarmRule?.map((urn) => urn.split("::").at(-1)),
                ["cell-long", "cell-short"],
            );
        });

        it("composes them of one another, and keeps those silent that only show a state", async () => {
            const { inputs } = (await makeSet(over)).named(compositeType, "cell-health");

            assert.equal(inputs.alarmRule, 'ALARM("prod-cell-burn") OR ALARM("cell-long-1a2b3c4")');
            assert.equal(inputs.alarmActions, undefined);
            assert.equal(inputs.okActions, undefined);
            assert.match(String(inputs.alarmDescription), /^\[silent\] /);
        });

        it("takes the actions from the alarms that they speak for, and leaves the severity", async () => {
            const { inputs } = (await makeSet(over)).named(alarm, "cell-long");

            assert.equal(inputs.alarmActions, undefined);
            assert.equal(inputs.okActions, undefined);
            assert.deepEqual(inputs.tags, { severity: "page" });
        });

        it("makes the same alarms in a preview, on the given provider, owned by the set", async () => {
            const preview = await makeSet(over, { preview: true });

            assert.deepEqual(
                preview.all.map(({ urn }) => urn).sort(),
                (await makeSet(over)).all.map(({ urn }) => urn).sort(),
            );
            assert.deepEqual(preview.onDefaultProvider(), []);
            assert.deepEqual(preview.orphansOf("platform:observability:AlarmSet"), []);
        });

        it("tells the name of each alarm by its key, and knows no other", async () => {
            const named = new Promise((resolve) => {
                void make((provider) => {
                    const set = new AlarmSet("cell", { rules: [], topicArn, ...over }, { provider });
                    assert.throws(() => set.nameOf("other"), /the set has no alarm "other"; it has long, /);
                    pulumi.all([set.nameOf("long"), set.nameOf("health")]).apply(resolve);
                });
            });
            assert.deepEqual(await named, ["cell-long-1a2b3c4", "prod-cell-health"]);
        });

        it("refuses composites that are mistaken", async () => {
            await assert.rejects(makeSet({ ...over, rules: [rule({ key: "long" })] }), {
                message: 'alarm "burn": names "short", which is the key of no alarm before it',
            });
        });
    });

    it("refuses every mistaken rule at once, each by its key", async () => {
        const rules = [rule({ periodSeconds: 7 }), rule({ key: "other", periods: 0 })];

        await assert.rejects(makeSet({ rules }), {
            message:
                'alarm "service-cpu": periodSeconds must be 10, 20, 30 or a multiple of 60 up to 86400, got 7\n' +
                'alarm "other": periods must be a whole number from 1, got 0',
        });
    });
});

describe("alarmArgs", () => {
    it("compares downwards where the rule says below", () => {
        const made = alarmArgs(rule({ threshold: { below: 2 } }), topicArn);

        assert.equal(made.comparisonOperator, "LessThanThreshold");
        assert.equal(made.threshold, 2);
    });

    it("compares with what is usual where the rule says so, and with no number", () => {
        const made = alarmArgs(rule({ signal: requests, threshold: { belowBand: 3 } }), topicArn);

        assert.equal(made.comparisonOperator, "LessThanLowerThreshold");
        assert.equal(made.thresholdMetricId, "band");
        assert.deepEqual(made.metricQueries, [
            {
                id: "signal",
                returnData: true,
                metric: {
                    namespace: "AWS/ApplicationELB",
                    metricName: "RequestCount",
                    dimensions: { LoadBalancer: "app/cell/50dc6c495c0c9188" },
                    stat: "Sum",
                    period: 60,
                },
            },
            {
                id: "band",
                expression: "ANOMALY_DETECTION_BAND(signal, 3)",
                label: "what is usual at this hour",
                returnData: true,
            },
        ]);
        for (const single of ["threshold", "namespace", "metricName", "dimensions", "statistic", "period"]) {
            assert.ok(!(single in made), single);
        }
    });

    it("asks for percentiles the way CloudWatch takes them", () => {
        const made = alarmArgs(rule({ signal: latency }), topicArn);

        assert.equal(made.extendedStatistic, "p95");
        assert.equal(made.evaluateLowSampleCountPercentiles, "ignore");
        assert.equal(made.statistic, undefined);
    });

    it("leaves percentiles out of other statistics", () => {
        const made = alarmArgs(rule(), topicArn);

        assert.equal(made.statistic, "Average");
        assert.equal(made.extendedStatistic, undefined);
        assert.equal(made.evaluateLowSampleCountPercentiles, undefined);
    });

    it("fires on some of the periods where the rule says so", () => {
        const made = alarmArgs(rule({ periods: 5, datapointsToAlarm: 3 }), topicArn);

        assert.equal(made.evaluationPeriods, 5);
        assert.equal(made.datapointsToAlarm, 3);
    });

    it("takes silence as the rule says", () => {
        assert.equal(
            alarmArgs(rule({ whenSilent: "notBreaching" }), topicArn).treatMissingData,
            "notBreaching",
        );
    });

    it("tells tickets from pages", () => {
        const made = alarmArgs(rule({ severity: "ticket" }), topicArn);

        assert.deepEqual(made.tags, { severity: "ticket" });
        assert.equal(
            made.alarmDescription,
            `[ticket] ${rule().meaning} Runbook: docs/runbooks/service-cpu.md`,
        );
    });

    it("links to the rule's page where the runbooks are published", () => {
        assert.equal(
            alarmArgs(rule(), topicArn, "https://runbooks.example.com").alarmDescription,
            `[page] ${rule().meaning} Runbook: docs/runbooks/service-cpu.md https://runbooks.example.com/service-cpu.md`,
        );
    });

    it("sends rules that are met in the same way to one page", () => {
        assert.equal(
            alarmArgs(rule({ runbook: "cache-cpu" }), topicArn).alarmDescription,
            `[page] ${rule().meaning} Runbook: docs/runbooks/cache-cpu.md`,
        );
    });
});
