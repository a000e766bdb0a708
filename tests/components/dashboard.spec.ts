import assert from "node:assert/strict";
import * as lb from "@pulumi/aws/lb";
import { Dashboard, dashboardNameOf, dashboardUrl } from "../../components/dashboard";
import {
    alarmStates,
    graphs,
    heading,
    layOut,
    type DashboardBody,
    type MetricEntry,
    type Panel,
    type Widget,
} from "../../components/dashboard-body";
import { graph } from "../../components/dashboard-graph";
import { dashboardMistakes } from "../../components/dashboard-limits";
import { latency } from "../support/alarm-rules";
import { make, type MadeResources } from "../support/recording";

const dashboardType = "aws:cloudwatch/dashboard:Dashboard";

const entry: MetricEntry = ["AWS/ECS", "CPUUtilization", "ClusterName", "c", { stat: "Average" }];

/** A graph of these metrics, whatever is wrong with them. */
const graphOf = (metrics: readonly MetricEntry[], region = "eu-west-1"): Panel => ({
    type: "metric",
    properties: { title: "g", region, metrics, view: "timeSeries", period: 60, yAxis: { left: {} } },
});

const right = layOut([heading("## a"), graphs([graphOf([entry])])]);

const mistakesOf = (panel: Panel, place: Partial<Widget> = {}): readonly string[] =>
    dashboardMistakes({
        ...right,
        widgets: [{ ...panel, x: 0, y: 0, width: 6, height: 6, ...place } as Widget],
    });

const makeDashboard = (
    body: DashboardBody = right,
    dashboardName = "prod-eu-west-1-c1",
    options = {},
): Promise<MadeResources> =>
    make((provider) => new Dashboard("cell", { dashboardName, body }, { provider }), options);

describe("Dashboard", () => {
    it("makes one dashboard, owned, with the given provider", async () => {
        const made = await makeDashboard();
        assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${dashboardType} cell-board`,
            "platform:observability:Dashboard cell",
        ]);
        assert.deepEqual(made.orphansOf("platform:observability:Dashboard"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    it("hands the body over as JSON, under the given name", async () => {
        const { inputs } = (await makeDashboard()).only(dashboardType);
        assert.equal(inputs.dashboardName, "prod-eu-west-1-c1");
        assert.deepEqual(JSON.parse(String(inputs.dashboardBody)), right);
    });

    it("puts in names that are known only once their resources are made", async () => {
        const made = await make((provider) => {
            const { arnSuffix } = new lb.LoadBalancer("door", {}, { provider });
            const signal = { ...latency, dimensions: { LoadBalancer: arnSuffix } };
            const lines = [{ label: "p95", signal }];
            const panel = graph({ title: "g", region: "eu-west-1", unit: "seconds", lines });
            new Dashboard("cell", { dashboardName: "d", body: layOut([graphs([panel])]) }, { provider });
        });
        assert.match(
            String(made.only(dashboardType).inputs.dashboardBody),
            /"LoadBalancer","app\/door\/50dc6c495c0c9188",\{/,
        );
    });

    it("refuses every mistake at once, each with the widget that it is in", async () => {
        const body = layOut([graphs([graphOf([]), graphOf([entry], "")])]);
        await assert.rejects(makeDashboard(body, "prod cell"), {
            message:
                'dashboardName must be 1 to 255 letters, digits, hyphens and underscores, got "prod cell"\n' +
                'widget "g": metrics must be 1 to 500, got 0\n' +
                'widget "g": region must be set: a dashboard has none of its own',
        });
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(
            urns(await makeDashboard(right, "d", { preview: true })),
            urns(await makeDashboard(right, "d")),
        );
    });
});

describe("dashboardMistakes", () => {
    it("finds nothing wrong with what is right", () => {
        assert.deepEqual(dashboardMistakes(right), []);
    });

    for (const [place, mistake] of [
        [{ x: 20, width: 6 }, "x and width must lie within 24 columns, got 20 and 6"],
        [{ x: 24, width: 0 }, "x and width must lie within 24 columns, got 24 and 0"],
        [{ x: 0.5 }, "x and width must lie within 24 columns, got 0.5 and 6"],
        [{ y: -1 }, "y must be from 0 and height from 1 to 1000, got -1 and 6"],
        [{ height: 1001 }, "y must be from 0 and height from 1 to 1000, got 0 and 1001"],
    ] as const) {
        it(`refuses a widget at ${JSON.stringify(place)}`, () => {
            assert.deepEqual(mistakesOf(graphOf([entry]), place), [`widget "g": ${mistake}`]);
        });
    }

    const pairs = "must be a namespace, a name, and pairs of a dimension and its value";
    for (const [entries, mistake] of [
        [[["AWS/ECS"]], `AWS/ECS ${pairs}`],
        [[["AWS/ECS", "CPUUtilization", "ClusterName"]], `AWS/ECS CPUUtilization ${pairs}`],
        [[[{ stat: "Sum" }]], `an entry ${pairs}`],
        [
            [["AWS/ECS", { stat: "Sum" }, "CPUUtilization"]],
            "AWS/ECS CPUUtilization must have its options last",
        ],
        [
            [
                ["AWS/ECS", "CPUUtilization", { id: "a" }],
                ["AWS/ECS", "MemoryUtilization", { id: "a" }],
            ],
            'two metrics have the id "a"; each needs its own',
        ],
    ] as const) {
        it(`refuses ${JSON.stringify(entries)}`, () => {
            assert.deepEqual(mistakesOf(graphOf(entries)), [`widget "g": ${mistake}`]);
        });
    }

    it("takes an expression, which has no names", () => {
        assert.deepEqual(mistakesOf(graphOf([[{ expression: "1" }], entry])), []);
    });

    it("counts metrics, alarms and widgets as AWS does", () => {
        const many = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);
        assert.deepEqual(mistakesOf(graphOf(many(500, entry))), []);
        assert.deepEqual(mistakesOf(graphOf(many(501, entry))), [
            'widget "g": metrics must be 1 to 500, got 501',
        ]);
        const [panel] = alarmStates("p", ["arn"]);
        assert.ok(panel?.type === "alarm");
        assert.deepEqual(
            mistakesOf({ ...panel, properties: { ...panel.properties, alarms: many(101, "arn") } }),
            ['widget "p": alarms must be 1 to 100, got 101'],
        );
        assert.deepEqual(dashboardMistakes({ ...right, widgets: [] }), ["widgets must be 1 to 500, got 0"]);
        const [widget] = right.widgets;
        assert.ok(widget);
        assert.deepEqual(dashboardMistakes({ ...right, widgets: many(501, widget) }), [
            "widgets must be 1 to 500, got 501",
        ]);
        assert.deepEqual(dashboardMistakes(layOut(many(6, graphs([graphOf(many(417, entry))])))), [
            "metrics must be at most 2500 on one dashboard, got 2502",
        ]);
    });
});

describe("the names of dashboards", () => {
    it("are those of the stacks, which no two share", () => {
        assert.equal(dashboardNameOf("prod"), "prod");
        assert.equal(dashboardNameOf("prod", "eu-west-1-c1"), "prod-eu-west-1-c1");
    });

    it("lead to an address", () => {
        assert.equal(
            dashboardUrl("prod"),
            "https://console.aws.amazon.com/cloudwatch/home#dashboards:name=prod",
        );
    });
});
