import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { AlarmRule } from "../../components/alarm-rule";
import { databaseAlarms } from "../../components/database-alarms";
import { secondaryAlarms } from "../../components/secondary-alarms";
import { serviceLaw } from "../../strategy/law";
import { connectionBudget, workersFedBy, type DatabaseCapacity } from "../../strategy/plan";
import { platform, repository } from "../support/platform";
import { alarm as alarmType, metricsOf } from "./alarm-metrics";
import { toNode } from "./control";

const docs = join(repository, "docs");
const page = readFileSync(join(docs, "alarm-truths.md"), "utf8");
const adrFile = "adr/0031-alarms-not-raised.md";
const adr = readFileSync(join(docs, adrFile), "utf8");

/** A row of the page. */
interface Truth {
    readonly id: string;
    /** "namespace name dimensions" each, the dimensions in order. */
    readonly signals: readonly string[];
    readonly alarms: readonly { readonly name: string; readonly runbook: string }[];
    readonly excused: boolean;
    readonly specs: readonly string[];
}

/** An alarm as a row looks for it. */
interface Alarm {
    readonly key: string;
    /** Where it is recorded; none for a rule. */
    readonly stack?: string;
    readonly runbook: string;
    readonly signals: readonly string[];
}

const truths: readonly Truth[] = [
    ...page.matchAll(/^\| (T\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$/gm),
].map(([, id = "", signals = "", by = "", specs = ""]) => ({
    id,
    signals: [...signals.matchAll(/`([^`]+)`/g)].map(([, signal = ""]) => signal),
    alarms: [...by.matchAll(/\[`([^`]+)`\]\(runbooks\/([a-z0-9-]+\.md)\)/g)].map(
        ([, name = "", runbook = ""]) => ({ name, runbook }),
    ),
    excused: by.includes(`[ADR](${adrFile})`),
    specs: [...specs.matchAll(/\[spec\]\(([^)]+)\)/g)].map(([, file = ""]) => file),
}));

/** Rows and names of metrics that the decision leaves without an alarm. */
const excused = [...adr.matchAll(/^\| (T\d+) \| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(
    ([, id = "", names = ""]) => [...names.matchAll(/`(\w+)`/g)].map(([, name = ""]) => `${id} ${name}`),
);
const isExcused = (id: string, signal: string): boolean =>
    excused.includes(`${id} ${signal.split(" ")[1] ?? ""}`);

const signalOf = ({
    namespace,
    metricName,
    dimensions,
}: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: object;
}): string => `${namespace} ${metricName} ${Object.keys(dimensions).sort().join("+")}`;

function ofRule({ key, runbook, signal }: AlarmRule): Alarm {
    const metrics = "expression" in signal ? Object.values(signal.metrics) : [signal];
    return { key, runbook: `${runbook ?? key}.md`, signals: metrics.map(signalOf) };
}

/** Of settings that prod has not. */
const capacity: DatabaseCapacity = { kind: "serverless", minAcu: 8, maxAcu: 32 };
const connections = connectionBudget(50);
const otherwise: readonly Alarm[] = [
    ...databaseAlarms({ clusterIdentifier: "c", proxyName: "p", connections, capacity, readersMin: 2 }),
    ...secondaryAlarms({ clusterIdentifier: "s", connections, capacity }),
].map(ofRule);

/** Every alarm on metrics of an environment. */
async function recorded(environment: "dev" | "prod"): Promise<readonly Alarm[]> {
    const { stacks } = await platform(environment, "known");
    return stacks.flatMap(({ name, resources }) =>
        resources
            .filter(({ type }) => type === alarmType)
            .map((one) => {
                const node = toNode(name, one);
                return {
                    stack: name,
                    key: node.name.replace(/^.*?-alarm-/, ""),
                    runbook:
                        /docs\/runbooks\/(\S+\.md)/.exec(String(node.inputs.alarmDescription))?.[1] ?? "",
                    signals: metricsOf(node).map(signalOf),
                };
            }),
    );
}

/** Alarms of a name; what stands in angle brackets has a number in it, as nodes, zones and cells have. */
function named(alarms: readonly Alarm[], name: string): readonly Alarm[] {
    const pattern = new RegExp(`^${name.replace(/<\w+>/g, "[a-z0-9-]*\\d[a-z0-9-]*")}$`);
    return alarms.filter(({ key }) => pattern.test(key));
}

/** What of the page is not so among these alarms. */
function missing(alarms: readonly Alarm[]): readonly string[] {
    return truths.flatMap((truth) => {
        const { id, signals } = truth;
        const mine = truth.alarms.flatMap(({ name }) => named(alarms, name));
        return [
            ...truth.alarms
                .filter(({ name, runbook }) => !named(alarms, name).some((one) => one.runbook === runbook))
                .map(({ name, runbook }) => `${id}: no alarm ${name} names ${runbook}`),
            ...mine
                .filter((one) => !one.signals.some((signal) => signals.includes(signal)))
                .map(({ key }) => `${id}: ${key} reads none of its signals`),
            ...signals
                .filter((signal) => !isExcused(id, signal))
                .filter((signal) => !mine.some((one) => one.signals.includes(signal)))
                .map((signal) => `${id}: none of its alarms reads ${signal}`),
        ];
    });
}

describe("docs/alarm-truths.md", function () {
    this.timeout(60_000);

    const everywhere = async (): Promise<readonly Alarm[]> => [...(await recorded("prod")), ...otherwise];

    it("has each of the 30 rows once, in order, with a signal", () => {
        assert.deepEqual(
            truths.map(({ id }) => id),
            Array.from({ length: 30 }, (_, index) => `T${index + 1}`),
        );
        for (const { id, signals } of truths) {
            assert.ok(signals.length > 0, id);
            for (const signal of signals) assert.match(signal, /^[\w/]+ \w+ \w+(\+\w+)*$/, id);
        }
    });

    it("names alarms that there are, each reading a signal of its row and naming its runbook", async () => {
        assert.deepEqual(missing(await everywhere()), []);
    });

    it("holds of each cell of prod by itself, with what the edge alone has", async () => {
        const all = await recorded("prod");
        const cells = [...new Set(all.map(({ stack }) => stack))].filter((stack) => stack !== "prod");
        assert.equal(cells.length, 11);
        for (const cell of cells) {
            const mine = all.filter(({ stack, key }) => stack === cell || key.startsWith("edge-"));
            assert.deepEqual(missing([...mine, ...otherwise]), [], cell);
        }
    });

    it("would miss each alarm and each signal that went", async () => {
        const all = await everywhere();
        for (const { id, signals, alarms } of truths) {
            for (const { name } of alarms) {
                const gone = new Set(named(all, name));
                const found = missing(all.filter((one) => !gone.has(one)));
                assert.ok(
                    found.some((one) => one.startsWith(`${id}: no alarm ${name}`)),
                    `${id} ${name}`,
                );
            }
            for (const signal of signals.filter((one) => !isExcused(id, one))) {
                const blind = all.map((one) => ({
                    ...one,
                    signals: one.signals.filter((read) => read !== signal),
                }));
                assert.ok(
                    missing(blind).includes(`${id}: none of its alarms reads ${signal}`),
                    `${id} ${signal}`,
                );
            }
        }
    });

    it("excuses what ADR 0031 excuses, which no alarm reads, and nothing else", async () => {
        const read = new Set((await everywhere()).flatMap(({ signals }) => signals));
        const left = truths.flatMap(({ id, signals }) =>
            signals
                .filter((signal) => !read.has(signal))
                .map((signal) => `${id} ${signal.split(" ")[1] ?? ""}`),
        );
        assert.deepEqual(left, excused);
        assert.deepEqual(
            truths.filter((truth) => truth.excused).map(({ id }) => id),
            [...new Set(excused.map((one) => one.split(" ")[0]))],
        );
    });

    it("names for every row with an alarm the specs that name it", () => {
        for (const { id, specs, alarms } of truths) {
            for (const spec of specs) assert.ok(existsSync(join(docs, spec)), `${id}: there is no ${spec}`);
            const text = specs.map((spec) => readFileSync(join(docs, spec), "utf8")).join("\n");
            for (const { name } of alarms) {
                const written = new RegExp(`\\b${name.replace(/<\w+>/, "\\S+")}\\b`);
                assert.ok(
                    written.test(text),
                    `${id}: ${specs.join(" and ") || "no spec"} does not name ${name}`,
                );
            }
        }
    });

    it("holds of dev, but for the queue that dev has not and the whole of a cache that nothing scales there", async () => {
        const found = missing([...(await recorded("dev")), ...otherwise]);
        assert.deepEqual([...new Set(found.map((one) => one.split(":")[0]))], ["T17", "T18", "T21", "T22"]);
    });

    it("leaves a cache's connections unwatched only while the sum of ADR 0031 is right", () => {
        const [, least = "0"] = /are more than (\d+) from each/.exec(adr) ?? [];
        const clients = 2 * (serviceLaw.maxTasks + workersFedBy(serviceLaw.maxTasks));
        assert.ok(Number(least) >= 100 && (0.8 * 65_000) / clients > Number(least), `${least} of ${clients}`);
    });
});
