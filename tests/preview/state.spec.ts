import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge, policyResources } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import type { Registration } from "../../preview/registration";
import { parseState, StateError } from "../../preview/state";
import { platform, repository } from "../support/platform";
import { runPolicies } from "../support/policies-command";

/** What `pulumi stack export` writes of such resources. */
function exportOf(resources: readonly Registration[]): string {
    return JSON.stringify({
        version: 3,
        deployment: {
            manifest: {},
            resources: resources.map(({ inputs, state, options, propertyDependencies, ...one }) => ({
                ...one,
                inputs,
                outputs: state,
                propertyDependencies: Object.fromEntries(
                    Object.entries(propertyDependencies).map(([key, urns]) => [
                        key,
                        urns.length === 0 ? null : urns,
                    ]),
                ),
                protect: options.protect,
                ignoreChanges: options.ignoreChanges,
            })),
        },
    });
}

/** The state with an input of one resource changed. */
function changed(resources: readonly Registration[], name: string, change: object): readonly Registration[] {
    return resources.map((one) =>
        one.name === name
            ? { ...one, inputs: { ...one.inputs, ...change }, state: { ...one.state, ...change } }
            : one,
    );
}

describe("parseState", function () {
    this.timeout(60_000);

    for (const environment of ["dev", "prod"] as const) {
        it(`gives the packs what the preview gives them: ${environment}`, async () => {
            const { stacks } = await platform(environment, "known");
            for (const { name, resources } of stacks.slice(0, 2)) {
                const key = `${resources.find(({ type }) => type.endsWith(":RegionalCell"))?.name ?? ""}-key-key`;
                const broken = changed(resources, key, { enableKeyRotation: false });
                const packs = loadPacks();
                const read = parseState(exportOf(broken), "export.json");
                const expected = await judge(packs, name, broken);
                assert.equal(expected.length, 1);
                assert.deepEqual(await judge(packs, name, read), expected);
            }
        });
    }

    it("leaves out what waits for its deletion, and reads secrets", () => {
        const urn = "urn:pulumi:s::p::aws:sqs/queue:Queue::q";
        const signature = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
        const inputs = {
            plain: { ...signature, plaintext: '"x"' },
            hidden: { ...signature, ciphertext: "v1:abc" },
        };
        const one = { urn, type: "aws:sqs/queue:Queue", custom: true, inputs };
        const read = parseState(
            JSON.stringify({ version: 3, deployment: { resources: [one, { ...one, delete: true }] } }),
            "e.json",
        );
        assert.equal(read.length, 1);
        const [queue] = policyResources(read);
        assert.ok(queue !== undefined);
        assert.equal(queue.name, "q");
        assert.equal(queue.props.plain, "x");
        assert.throws(() => queue.props.hidden as unknown, /can't be known/);
    });

    /** What the rules say of a database: as Go's SDK has it written down, of properties with sources only. */
    async function about(extra: object): Promise<readonly string[]> {
        const one = {
            urn: "urn:pulumi:s::p::aws:rds/instance:Instance::orders",
            type: "aws:rds/instance:Instance",
            custom: true,
            propertyDependencies: {
                vpcSecurityGroupIds: ["urn:pulumi:s::p::aws:ec2/securityGroup:SecurityGroup::g"],
            },
            ...extra,
        };
        const read = parseState(JSON.stringify({ version: 3, deployment: { resources: [one] } }), "e.json");
        return (await judge(loadPacks(), "s", read)).map(({ rule }) => rule);
    }

    it("knows what was given a plain value, whatever language the program is written in", async () => {
        const inputs = { identifier: "prod-1", publiclyAccessible: true, storageEncrypted: true };
        const kmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d";
        const { vpcSecurityGroupIds, ...nothing } = { vpcSecurityGroupIds: ["sg-1"] };
        for (const propertyDependencies of [nothing, { vpcSecurityGroupIds }]) {
            const found = await about({ inputs, outputs: { ...inputs, kmsKeyId }, propertyDependencies });
            assert.ok(found.includes("data-store-is-private"), found.join());
            assert.ok(found.includes("data-store-is-encrypted-with-customer-key"), found.join());
            const given = await about({ inputs: { ...inputs, kmsKeyId }, propertyDependencies });
            assert.ok(!given.includes("data-store-is-encrypted-with-customer-key"), given.join());
        }
    });

    it("takes what the provider filled in for not given", async () => {
        const kmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/1a2b3c4d";
        const found = await about({ inputs: { storageEncrypted: true, kmsKeyId, __defaults: ["kmsKeyId"] } });
        assert.ok(found.includes("data-store-is-encrypted-with-customer-key"), found.join());
    });

    it("judges nothing that the program only reads, whatever it is called", async () => {
        const outputs = { identifier: "orders-of-others", publiclyAccessible: true };
        assert.deepEqual(await about({ external: true, outputs }), []);
        assert.notDeepEqual(await about({ outputs }), []);
    });

    it("reads a file that begins with a byte order mark", () => {
        assert.deepEqual(parseState('\uFEFF{"version":3,"deployment":{"resources":[]}}', "e.json"), []);
    });

    it("refuses what is no exported state, and says how to write one", () => {
        const secret = { "4dabf18193072939515e22adb298388d": "x", plaintext: "not JSON" };
        const urn = "urn:pulumi:s::p::aws:sqs/queue:Queue::q";
        const odd = { urn, type: "aws:sqs/queue:Queue", inputs: { secret } };
        for (const [text, says] of [
            [
                '{"version":3,"deployment":{"resources":[{"urn":"urn:pulumi:x","type":"a"}]}}',
                /deployment\.resources\.0\.urn: must be a URN/,
            ],
            [
                JSON.stringify({ version: 3, deployment: { resources: [odd] } }),
                /a secret's plaintext is not JSON; export the stack anew/,
            ],
            ["{", /e\.json is not JSON; write it with `pulumi stack export --file e\.json`/],
            ["{}", /e\.json is no exported state \(version: /],
            ['{"version":3,"deployment":{"resources":[{"urn":"x"}]}}', /deployment\.resources\.0\.urn/],
        ] as const) {
            assert.throws(
                () => parseState(text, "e.json"),
                (error: unknown) => error instanceof StateError && says.test(error.message),
            );
        }
    });
});

describe("npm run policies", function () {
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), "policies-"));
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("exits 1 on a broken rule and names it, by one pack or all", async () => {
        const { stacks } = await platform("dev", "known");
        const file = join(folder, "export.json");
        writeFileSync(
            file,
            exportOf(changed(stacks[0]?.resources ?? [], "edge-key-key", { enableKeyRotation: false })),
        );
        const json = runPolicies("--state", file, "--json");
        assert.equal(json.status, 1, json.stderr);
        const { violations } = JSON.parse(json.stdout) as { violations: readonly { rule: string }[] };
        assert.deepEqual(
            violations.map(({ rule }) => rule),
            ["key-rotates"],
        );
        const text = runPolicies("--state", file, "--pack", "uptime-alarms", "--pack", "hipaa-safeguards");
        assert.match(text.stdout, /enableKeyRotation is false; it must be true \[edge-key-key\]/);
        assert.equal(runPolicies("--state", file, "--pack", "uptime-alarms").status, 0);
    });

    it("lists every foreign key with its index", () => {
        const { status, stdout, stderr } = runPolicies("--migrations", "migrations", "--json");
        assert.equal(status, 0, stderr);
        const { foreignKeys } = JSON.parse(stdout) as {
            foreignKeys: readonly { table: string; columns: readonly string[]; coveredBy: string }[];
        };
        assert.ok(foreignKeys.length > 5);
        for (const { table, columns, coveredBy } of foreignKeys) {
            assert.ok(table !== "" && columns.length > 0 && coveredBy !== "");
        }
    });

    it("exits 2 on a mistake, and says which", () => {
        for (const [args, says] of [
            [[], /name either a state or a directory/],
            [["--state", join(repository, "package.json")], /package\.json is no exported state/],
            [["--state", "missing.json"], /missing\.json: ENOENT/],
            [["--migrations", "nowhere"], /there is no directory nowhere/],
            [
                ["--state", "x", "--layout", "goose", "--server", "y"],
                /^--layout, --server: for --migrations alone; for --state, set it for each rule in --config/,
            ],
            [["--migrations", "migrations", "--pack", "uptime-alarms"], /--pack is for --state/],
            [["--stat", "x"], /Unknown option '--stat'/],
        ] as const) {
            const { status, stderr } = runPolicies(...args);
            assert.equal(status, 2, stderr);
            assert.match(stderr, says);
        }
    });
});
