import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { platform, repository } from "../support/platform";
import { controls, traps } from "./checks";
import { toNode, type Node } from "./control";
import { hold } from "./hold";

/** How many there are of each kind. */
const counts = { A: 27, B: 14, C: 17, D: 31, E: 36, F: 12, G: 37, H: 17, I: 11, J: 17, K: 10 } as const;

const ofType =
    (...types: readonly string[]) =>
    ({ type }: Node): boolean =>
        types.includes(type);

/** What a trap that is absent would bind, should it appear. */
const bound: Readonly<Record<string, (node: Node) => boolean>> = {
    A19: ofType("aws:wafv2/webAclRule:WebAclRule"),
    B13: ({ inputs }) => inputs.fifoQueue === true || inputs.fifoTopic === true,
    E31: ofType("aws:rds/globalCluster:GlobalCluster"),
    E32: ofType("aws:secretsmanager/secretRotation:SecretRotation"),
    F10: ofType("aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"),
    G19: ofType(
        "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey",
        "aws:cloudfront/keyvaluestoreKeysExclusive:KeyvaluestoreKeysExclusive",
    ),
    G30: ({ inputs }) => inputs.latencyRoutingPolicies !== undefined,
    G33: ({ inputs }) => inputs.cloudwatchAlarmName !== undefined,
    G35: ofType("aws:route53/queryLog:QueryLog", "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"),
    H4: ofType("aws:kms/replicaKey:ReplicaKey"),
    H15: ofType("aws:secretsmanager/secretRotation:SecretRotation"),
    I2: ofType("aws:lambda/eventSourceMapping:EventSourceMapping"),
    I9: ofType("aws:lambda/eventSourceMapping:EventSourceMapping"),
    I10: ({ inputs }) => inputs.packageType === "Image",
    I11: ({ type, inputs }) => type === "aws:sqs/queue:Queue" && inputs.name !== undefined,
    J16: ({ type, inputs }) =>
        type === "aws:cloudwatch/metricAlarm:MetricAlarm" &&
        String(inputs.name).startsWith("TargetTracking-"),
};

/** The rows of docs/traps.md. */
function rowsOf(page: string): readonly { readonly id: string; readonly by: string }[] {
    return [...page.matchAll(/^\| ([A-K]\d+) \| [^|]+ \| ([^|]+) \|$/gm)].map(([, id = "", by = ""]) => ({
        id,
        by,
    }));
}

describe("docs/traps.md", function () {
    this.timeout(60_000);

    const folder = join(repository, "docs");
    const rows = rowsOf(readFileSync(join(folder, "traps.md"), "utf8"));
    const all = Object.entries(counts).flatMap(([letter, count]) =>
        Array.from({ length: count }, (_, index) => `${letter}${String(index + 1)}`),
    );

    it("has each of the 229 traps that no check here names, in order", () => {
        const checked = new Set([...traps, ...controls].flatMap(({ ids }) => ids));
        assert.equal(all.length, 229);
        assert.deepEqual(
            rows.map(({ id }) => id),
            all.filter((id) => !checked.has(id)),
        );
    });

    it("says by what each is held, and names files that are there", () => {
        for (const { id, by } of rows) {
            const file = /^\[(?:spec|doc)\]\(([^)]+)\)/.exec(by)?.[1];
            assert.ok(file !== undefined || /^absent: ./.test(by), `${id}: ${by}`);
            if (file !== undefined) assert.ok(existsSync(join(folder, file)), `${id}: there is no ${file}`);
        }
    });

    it("calls absent what does not exist in dev and prod", async () => {
        assert.deepEqual(
            rows.filter(({ by }) => by.startsWith("absent")).map(({ id }) => id),
            Object.keys(bound),
        );
        for (const environment of ["dev", "prod"] as const) {
            const { stacks } = await platform(environment, "known");
            const nodes = stacks.flatMap(({ name, resources }) => resources.map((one) => toNode(name, one)));
            for (const [id, binds] of Object.entries(bound)) {
                assert.deepEqual(
                    nodes.filter(binds).map(({ urn }) => urn),
                    [],
                    id,
                );
            }
        }
    });
});

describe("what a real deployment refuses, drops or silently gets wrong", function () {
    this.timeout(120_000);

    hold(traps);
});
