import assert from "node:assert/strict";
import { burnRatePairIsComplete as rule } from "../../../policies/uptime-alarms/burn-rate";
import type { GraphResource } from "../../../policies/rule";
import { policyResources } from "../../../preview/judge";
import {
    appliedTo,
    clean,
    doubts,
    judge,
    joined,
    output,
    refusals,
    resource,
} from "../../support/stack-graph";
import { platform } from "../../support/platform";
import { elsewhere, loadBalancer } from "./fixture";

const { on, resources } = loadBalancer();

/** One window on the share of requests that fail; it notifies nobody by itself. */
function window(name: string, period: number, least: number, dimensions: object = on): GraphResource {
    const metric = (id: string, metricName: string): object => ({
        id,
        metric: { namespace: "AWS/ApplicationELB", metricName, dimensions, stat: "Sum", period },
    });
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", name, {
        metricQueries: [
            { id: "share", expression: `IF(bad > ${String(least)}, 100 * bad / all, 0)`, returnData: true },
            metric("bad", "HTTPCode_Target_5XX_Count"),
            metric("all", "RequestCount"),
        ],
        comparisonOperator: "GreaterThanThreshold",
        threshold: 1.44,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
    });
}

const [long, short] = [window("long", 3600, 10), window("short", 300, 1)];

const composite = (...parts: readonly unknown[]): GraphResource =>
    resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "burn", { alarmRule: joined(...parts) });
const names = (of: GraphResource): readonly unknown[] => ['ALARM("', output(of, "name"), '")'];
const stack = (...others: readonly GraphResource[]): readonly GraphResource[] => [
    ...resources,
    long,
    short,
    ...others,
];

const longAlone =
    "burn: follows long over 3600 s alone; a short window of the same must be there too, or it rings long after the end";
const shortAlone =
    "burn: follows short over 300 s alone; the long window of long must be there too, or every hiccup rings";

describe("burn-rate-pair-is-complete", () => {
    it("passes a long and a short window of the same share, whatever their numbers", async () => {
        assert.deepEqual(
            await judge(rule, stack(composite(...names(long), " AND ", ...names(short)))),
            clean,
        );
    });

    it("refuses one window without the other", async () => {
        assert.deepEqual(await judge(rule, stack(composite(...names(long)))), refusals(longAlone));
        assert.deepEqual(await judge(rule, stack(composite(...names(short)))), refusals(shortAlone));
    });

    it("refuses a pair over different load balancers, and two windows of one length", async () => {
        const other = loadBalancer("other");
        const strange = window("short", 300, 1, other.on);
        const pair = composite(...names(long), " AND ", ...names(strange));
        assert.deepEqual(
            await judge(rule, [...resources, ...other.resources, long, strange, pair]),
            refusals(longAlone),
        );
        const twin = window("twin", 3600, 1);
        const twins = composite(...names(long), " AND ", ...names(twin));
        assert.deepEqual(await judge(rule, [...resources, long, twin, twins]), refusals(longAlone));
    });

    it("refuses windows of which either rings", async () => {
        const named = (name: string, period: number): GraphResource => {
            const made = window(name, period, 1);
            return { ...made, props: { ...made.props, name } };
        };
        const either = resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "burn", {
            alarmRule: "ALARM(slow) OR ALARM(fast)",
        });
        assert.deepEqual(
            await judge(rule, [...resources, named("slow", 3600), named("fast", 300), either]),
            refusals('burn: alarmRule is "ALARM(slow) OR ALARM(fast)"; it must join the two windows by AND'),
        );
    });

    it("does not apply to composites of other alarms, and to a short window that has no long one", async () => {
        const cpu = resource("aws:cloudwatch/metricAlarm:MetricAlarm", "cpu", {
            period: 3600,
            evaluationPeriods: 1,
        });
        assert.deepEqual(await judge(rule, [cpu, composite(...names(cpu))]), clean);
        assert.deepEqual(await judge(rule, [...resources, short, composite(...names(short))]), clean);
    });

    it("cannot decide where nobody knows what the composite follows", async () => {
        const blind = resource("aws:cloudwatch/compositeAlarm:CompositeAlarm", "burn", {
            alarmRule: appliedTo(elsewhere),
        });
        assert.deepEqual(
            await judge(rule, stack(blind)),
            doubts("burn: alarmRule is not known before the update"),
        );
    });

    it("holds every burn alarm of prod: each that loses a window is found", async () => {
        const { stacks } = await platform("prod", "unknown");
        const cell: readonly GraphResource[] | undefined = stacks
            .map(({ resources: made }) => policyResources(made))
            .find((made) => made.some(({ name }) => name.endsWith("availability-burn-fast")));
        assert.ok(cell !== undefined);
        for (const part of ["long", "short"]) {
            const halved: readonly GraphResource[] = cell.map((one) =>
                one.type !== "aws:cloudwatch/compositeAlarm:CompositeAlarm"
                    ? one
                    : {
                          ...one,
                          propertyDependencies: {
                              alarmRule: (one.propertyDependencies.alarmRule ?? []).filter(
                                  ({ name }) => !name.endsWith(`-${part}`),
                              ),
                          },
                      },
            );
            const burns: readonly GraphResource[] = cell.filter(
                ({ type, name }) => type.includes("compositeAlarm") && name.includes("-burn-"),
            );
            const { violations } = await judge(rule, halved);
            assert.ok(burns.length >= 4);
            assert.equal(violations.length, burns.length, violations.join("\n"));
        }
    });
});
