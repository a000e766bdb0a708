import assert from "node:assert/strict";
import type { Violation } from "../../preview/judge";
import { isBroken, report } from "../../preview/report";
import { wrap } from "../../preview/text";
import { toJson } from "../../preview/summary";
import { platform } from "../support/platform";

const violation: Violation = {
    stack: "dev",
    pack: "uptime-alarms",
    rule: "alarm-notifies",
    enforcementLevel: "mandatory",
    urn: "urn:pulumi:dev::medease-platform::aws:cloudwatch/metricAlarm:MetricAlarm::cpu",
    message: "alarmActions is not set; it must name at least one topic [cpu]",
    remediation: "Set alarmActions to a topic with at least one subscription.",
    undecided: false,
};

async function reportOf(violations: readonly Violation[]): Promise<string> {
    return report({ ...(await platform("dev", "unknown")), violations });
}

describe("report", function () {
    this.timeout(60_000);

    it("names rule, resource, finding and remedy of a violation, and forbids the update", async () => {
        const text = await reportOf([violation]);
        assert.match(text, /^mandatory {2}uptime-alarms \/ alarm-notifies$/m);
        assert.match(text, /^ {2}alarmActions is not set; it must name at least one topic \[cpu\]$/m);
        assert.match(text, /^ {2}urn:pulumi:dev::.*MetricAlarm::cpu$/m);
        assert.match(text, /fix: Set alarmActions to a topic/);
        assert.match(text, /uptime-alarms {2}15 rules +1 broken, 0 advised, 0 undecided/);
        assert.match(text, /^not deployable: a mandatory rule is broken$/m);
    });

    it("tells the same finding in several stacks once", async () => {
        const text = await reportOf([violation, { ...violation, stack: "other" }]);
        assert.equal(text.match(/alarmActions is not set/g)?.length, 1);
        assert.match(text.replace(/\s+/g, " "), /2 stacks, first dev/);
    });

    it("shows what stayed undecided, which never counts as kept", async () => {
        const text = await reportOf([{ ...violation, undecided: true, enforcementLevel: "advisory" }]);
        assert.match(text, /^undecided {2}uptime-alarms \/ alarm-notifies$/m);
        assert.match(text, /0 broken, 0 advised, 1 undecided/);
    });

    it("tells once what leaves several rules of a pack undecided, and names them all", async () => {
        const undecided: Violation = { ...violation, undecided: true, enforcementLevel: "advisory" };
        const text = await reportOf([
            undecided,
            { ...undecided, stack: "other" },
            { ...undecided, rule: "topic-has-subscriber" },
            { ...undecided, rule: "topic-has-subscriber", stack: "other" },
            { ...undecided, rule: "table-has-alarms" },
            { ...undecided, rule: "queue-has-alarms", message: "another cause" },
        ]);
        assert.match(
            text,
            /^undecided {2}uptime-alarms \/ alarm-notifies\n {2}and topic-has-subscriber:\n {2}alarmActions/m,
        );
        assert.match(text, /^undecided {2}uptime-alarms \/ table-has-alarms\n {2}alarmActions/m);
        assert.match(text, /^undecided {2}uptime-alarms \/ queue-has-alarms\n {2}another cause$/m);
        assert.match(text, /0 broken, 0 advised, 6 undecided/);
    });

    it("shows the edge's behaviours in the order in which they are tried", async () => {
        const text = report(await platform("prod", "unknown"));
        assert.deepEqual(text.match(/^ {2}\d {2}\S+ +\S+ .*$/gm), [
            "  1  /api/*     router             every method  https-only         as it is",
            "  2  /static/*  site-with-replica  GET,HEAD      redirect-to-https  compressed",
            "  3  *.js       site-with-replica  GET,HEAD      redirect-to-https  compressed",
            "  4  *          site-with-replica  GET,HEAD      redirect-to-https  compressed",
        ]);
        const { stacks } = toJson(await platform("prod", "unknown")) as {
            stacks: readonly { name: string; behaviors: readonly { path: string; to: string }[] }[];
        };
        assert.deepEqual(
            stacks
                .map(({ name, behaviors }) => [name, behaviors.map(({ path, to }) => `${path} ${to}`)])
                .at(-1),
            [
                "prod",
                [
                    "/api/* router",
                    "/static/* site-with-replica",
                    "*.js site-with-replica",
                    "* site-with-replica",
                ],
            ],
        );
        assert.deepEqual(stacks[0]?.behaviors, []);
    });

    it("names the migrations that a first update applies, the newest last, and counts the older ones", async () => {
        const preview = await platform("dev", "unknown");
        const { migrations } = preview.migrations;
        const text = report(preview);
        const block = /^migrations that 1 cell applies[^]*?\n\n/m.exec(text)?.[0] ?? "";
        assert.deepEqual(
            block.match(/\d{14}_\w+\.sql/g),
            migrations.slice(-10).map(({ file }) => file),
        );
        const more = Array.from({ length: 12 }, (_, nth) => ({
            ...migrations[0],
            file: `29990101${String(nth).padStart(6, "0")}_new.sql`,
            statements: [],
        })) as typeof migrations;
        const grown = report({ ...preview, migrations: { ...preview.migrations, migrations: more } });
        assert.match(grown, /^migrations that.*\n {2}2 older\n {2}29990101000002_new\.sql +0 statements$/m);
        const none = report({ ...preview, stacks: [] });
        assert.ok(!none.includes("migrations that"));
    });

    it("says how many of the tasks that the users need are on Spot, where any are", async () => {
        const [dev, prod] = await Promise.all(
            (["dev", "prod"] as const).map(async (environment) =>
                report(await platform(environment, "unknown")),
            ),
        );
        assert.match(dev ?? "", /users · 2 tasks within 2\.\.50 · Aurora/);
        assert.match(prod ?? "", /users · 46 tasks within 3\.\.50, 9 on Spot/);
    });
});

describe("the report of a cell", function () {
    this.timeout(60_000);

    it("says where its backups go, where it has any", async () => {
        assert.match(report(await platform("prod", "unknown")).replace(/\s+/g, " "), /backups to us-west-2/);
        assert.doesNotMatch(await reportOf([]), /backups to/);
    });
});

describe("isBroken", () => {
    const broken = async (change: Partial<Violation>): Promise<boolean> =>
        isBroken({ ...(await platform("dev", "unknown")), violations: [{ ...violation, ...change }] });

    it("is true of a mandatory violation", async () => {
        assert.equal(await broken({}), true);
    });
    it("is false of advice, and of what could not be decided", async () => {
        assert.equal(await broken({ enforcementLevel: "advisory" }), false);
        assert.equal(await broken({ undecided: true }), false);
    });
});

describe("wrap", () => {
    it("breaks at spaces, within 80 columns, with the indent on every line", () => {
        const lines = wrap("word ".repeat(40).trim(), "    ");
        assert.ok(lines.length > 1);
        for (const line of lines) {
            assert.ok(line.length <= 80);
            assert.match(line, /^ {4}\S/);
        }
        assert.equal(lines.join(" ").match(/word/g)?.length, 40);
    });
});
