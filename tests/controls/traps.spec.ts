import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/platform";
import { controls, traps } from "./checks";
import { environments, type Node } from "./control";
import { graphOf, hold } from "./hold";

/** How many there are of each kind. */
const counts = { A: 27, B: 14, C: 17, D: 31, E: 36, F: 12, G: 37, H: 17, I: 11, J: 17, K: 10 } as const;

/** A type, and where not all of it is meant: an input, and what it then says as JSON. */
type Binding = readonly [type: string, input?: string, says?: RegExp];

const queue = "aws:sqs/queue:Queue";

/** What a trap that is absent would bind, should it appear. */
const bound: Readonly<Record<string, readonly Binding[]>> = {
    A19: [
        ["aws:wafv2/webAclRule:WebAclRule"],
        ["aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation"],
    ],
    B13: [
        [queue, "fifoQueue", /true/],
        ["aws:sns/topic:Topic", "fifoTopic", /true/],
    ],
    E32: [["aws:secretsmanager/secretRotation:SecretRotation"]],
    F10: [
        ["aws:elasticache/globalReplicationGroup:GlobalReplicationGroup"],
        ["aws:elasticache/replicationGroup:ReplicationGroup", "globalReplicationGroupId"],
    ],
    G19: [
        ["aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey"],
        ["aws:cloudfront/keyvaluestoreKeysExclusive:KeyvaluestoreKeysExclusive"],
    ],
    G30: [["aws:route53/record:Record", "latencyRoutingPolicies"]],
    G33: [["aws:route53/healthCheck:HealthCheck", "cloudwatchAlarmName"]],
    G35: [["aws:route53/queryLog:QueryLog"], ["aws:route53/hostedZoneDnsSec:HostedZoneDnsSec"]],
    H4: [["aws:kms/replicaKey:ReplicaKey"], ["aws:kms/replicaExternalKey:ReplicaExternalKey"]],
    H15: [["aws:secretsmanager/secretRotation:SecretRotation"]],
    I2: [["aws:lambda/eventSourceMapping:EventSourceMapping"]],
    I9: [["aws:lambda/eventSourceMapping:EventSourceMapping"]],
    I10: [["aws:lambda/function:Function", "packageType", /^"Image"$/]],
    I11: [[queue, "name"]],
    J16: [["aws:cloudwatch/metricAlarm:MetricAlarm", "name", /^"TargetTracking-/]],
};

const isBound = ({ type, inputs }: Node, [wanted, input, says = /^/]: Binding): boolean =>
    type === wanted &&
    (input === undefined || (inputs[input] !== undefined && says.test(JSON.stringify(inputs[input]))));

/** What the reader of a trap that only AWS can show must find on its page. */
const told: Readonly<Record<string, RegExp>> = {
    G20: /SigV4A[^]*InvalidClientTokenId/,
    G28: /delegating[^\n]*name servers[^\n]*75 minutes/,
    J10: /PendingConfirmation/,
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
    const page = readFileSync(join(folder, "traps.md"), "utf8");
    const rows = rowsOf(page);
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

    it("knows every id that a check here names: a trap's, a control's, or table L", () => {
        const known = new Set([...all, "L"]);
        assert.deepEqual(
            [...traps, ...controls]
                .flatMap(({ ids }) => ids)
                .filter((id) => !known.has(id) && !/^CT\d{3}$/.test(id)),
            [],
        );
    });

    const linked = (kind: string): readonly (readonly [string, string])[] =>
        rows.flatMap(({ id, by }) => {
            const [, how, file = ""] = /^\[(\w+)\]\(([^)]+)\)/.exec(by) ?? [];
            if (how !== kind) return [];
            assert.ok(existsSync(join(folder, file)), `${id}: there is no ${file}`);
            return [[id, readFileSync(join(folder, file), "utf8")] as const];
        });
    const absent = rows.filter(({ by }) => /^absent: ./.test(by)).map(({ id }) => id);

    it("says by what each is held, in words that are known, and how many are", () => {
        const [specs, docs] = [linked("spec"), linked("doc")];
        const held = new Set([...[...specs, ...docs].map(([id]) => id), ...absent]);
        assert.deepEqual(
            rows.filter(({ id }) => !held.has(id)),
            [],
        );
        const checked = all.length - rows.length;
        assert.ok(
            page.includes(
                `${checked} checked, ${specs.length} spec, ${absent.length} absent, ${docs.length} doc.`,
            ),
            `${checked} checked, ${specs.length} spec, ${absent.length} absent, ${docs.length} doc`,
        );
    });

    it("names specs that name the trap", () => {
        for (const [id, text] of linked("spec")) {
            assert.match(text, new RegExp(`\\b(?:it|describe|refuses)\\(\\s*["\`].*\\b${id}\\b`), id);
        }
    });

    it("names pages that tell of the trap", () => {
        assert.deepEqual(
            linked("doc").map(([id]) => id),
            Object.keys(told),
        );
        for (const [id, text] of linked("doc")) assert.match(text, told[id] ?? /^$/, id);
    });

    it("pairs each trap that is absent with what it would bind", () => {
        assert.deepEqual(absent, Object.keys(bound));
    });

    for (const environment of environments) {
        it(`calls absent what does not exist in ${environment}`, async () => {
            const { nodes } = await graphOf(environment);
            for (const [id, bindings] of Object.entries(bound)) {
                assert.deepEqual(
                    nodes.filter((node) => bindings.some((one) => isBound(node, one))).map(({ urn }) => urn),
                    [],
                    id,
                );
            }
        });
    }

    it("would know what is absent: the SDK has these types and inputs", () => {
        for (const [type, input] of Object.values(bound).flat()) {
            const [, file = ""] = type.split(":");
            const source = join(repository, "node_modules", "@pulumi", "aws", file);
            assert.ok(readFileSync(`${source}.js`, "utf8").includes(`__pulumiType = '${type}'`), type);
            if (input === undefined) continue;
            assert.match(readFileSync(`${source}.d.ts`, "utf8"), new RegExp(`^ +${input}\\?: `, "m"), input);
        }
    });
});

describe("what a real deployment refuses, drops or silently gets wrong though mocks accept it (A1)", function () {
    this.timeout(120_000);

    hold(traps);
});
