import assert from "node:assert/strict";
import { alarmStates, graphs, heading, layOut, type Panel } from "../../components/dashboard-body";
import { graph, graphsIn, limit, linesOf, target } from "../../components/dashboard-graph";
import { dashboardLimits } from "../../components/dashboard-limits";
import { errors, latency } from "../support/alarm-rules";

const panel = (title = "a"): Panel =>
    graph({ title, region: "eu-west-1", unit: "seconds", lines: [{ label: "p95", signal: latency }] });

const places = (counts: readonly number[]): readonly (readonly number[])[] =>
    layOut(counts.map((count) => graphs(Array.from({ length: count }, () => panel())))).widgets.map(
        ({ x, y, width, height }) => [x, y, width, height],
    );

describe("layOut", () => {
    it("puts panels side by side and rows below each other", () => {
        assert.deepEqual(places([4, 1, 3]), [
            [0, 0, 6, 6],
            [6, 0, 6, 6],
            [12, 0, 6, 6],
            [18, 0, 6, 6],
            [0, 6, 24, 6],
            [0, 12, 8, 6],
            [8, 12, 8, 6],
            [16, 12, 8, 6],
        ]);
    });

    for (let count = 1; count <= dashboardLimits.columns; count++) {
        it(`keeps ${count} panels within the columns`, () => {
            for (const [x = NaN, , width = NaN] of places([count])) {
                assert.ok(x + width <= dashboardLimits.columns);
            }
        });
    }

    it("shows the last three hours, with the periods that the titles name", () => {
        const { start, periodOverride } = layOut([heading("## a")]);
        assert.deepEqual([start, periodOverride], ["-PT3H", "inherit"]);
    });
});

describe("graph", () => {
    it("writes a metric as CloudWatch reads it: names, pairs of dimensions, options last", () => {
        assert.deepEqual(panel("Latency").properties, {
            title: "Latency",
            region: "eu-west-1",
            metrics: [
                [
                    "AWS/ApplicationELB",
                    "TargetResponseTime",
                    "LoadBalancer",
                    "app/cell/50dc6c495c0c9188",
                    { stat: "p95", label: "p95" },
                ],
            ],
            view: "timeSeries",
            period: 60,
            yAxis: { left: { min: 0, label: "seconds", showUnits: false } },
        });
    });

    it("draws an expression and hides the metrics that it is made of", () => {
        const { properties } = graph({
            title: "Errors",
            region: "eu-west-1",
            unit: "percent",
            lines: [{ label: "5xx", signal: errors }],
        }) as Extract<Panel, { type: "metric" }>;
        assert.deepEqual(
            properties.metrics.map((entry) => entry.at(-1)),
            [
                { expression: errors.expression, label: "5xx" },
                { stat: "Sum", id: "bad", visible: false },
                { stat: "Sum", id: "total", visible: false },
            ],
        );
    });

    it("draws limits and targets as levels, apart by colour", () => {
        const draw = graphsIn("us-west-2");
        const { properties } = draw({
            title: "CPU",
            unit: "percent",
            lines: [linesOf("AWS/ECS")("CPU", "CPUUtilization", { ClusterName: "c" }, "Average")],
            marks: [target("aim", 70), limit("end", 80)],
        }) as Extract<Panel, { type: "metric" }>;
        assert.equal(properties.region, "us-west-2");
        assert.deepEqual(properties.annotations?.horizontal, [
            { label: "aim", value: 70, color: "#879596" },
            { label: "end", value: 80, color: "#d13212" },
        ]);
    });
});

describe("alarmStates", () => {
    const arns = (count: number): readonly string[] =>
        Array.from({ length: count }, (_, index) => `arn:${index}`);

    for (const [count, sizes] of [
        [0, []],
        [1, [1]],
        [100, [100]],
        [101, [100, 1]],
        [276, [100, 100, 76]],
    ] as const) {
        it(`shows each of ${count} alarms once, at most 100 in a panel`, () => {
            const panels = alarmStates("Pages", arns(count)) as readonly Extract<Panel, { type: "alarm" }>[];
            assert.deepEqual(
                panels.map(({ properties }) => properties.alarms.length),
                sizes,
            );
            assert.deepEqual(
                panels.flatMap(({ properties }) => properties.alarms),
                arns(count),
            );
        });
    }

    it("puts the alarm that rang last first", () => {
        const [only] = alarmStates("Pages", arns(1));
        assert.deepEqual(only?.properties, {
            title: "Pages",
            alarms: ["arn:0"],
            sortBy: "stateUpdatedTimestamp",
        });
    });
});
