import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge, policyResources } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import type { Registration } from "../../preview/registration";
import { parseState, StateError } from "../../preview/state";
import { platform, repository } from "../support/platform";

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

    it("refuses what is no exported state, and says how to write one", () => {
        for (const [text, says] of [
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

    function run(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
        const main = join(repository, "preview", "policies-main.ts");
        return spawnSync(process.execPath, ["--require", "sucrase/register/ts", main, ...args], {
            cwd: repository,
            encoding: "utf8",
        });
    }

    it("exits 1 on a broken rule and names it, by one pack or all", async () => {
        const { stacks } = await platform("dev", "known");
        const file = join(folder, "export.json");
        writeFileSync(
            file,
            exportOf(changed(stacks[0]?.resources ?? [], "edge-key-key", { enableKeyRotation: false })),
        );
        const json = run("--state", file, "--json");
        assert.equal(json.status, 1, json.stderr);
        const { violations } = JSON.parse(json.stdout) as { violations: readonly { rule: string }[] };
        assert.deepEqual(
            violations.map(({ rule }) => rule),
            ["key-rotates"],
        );
        const text = run("--state", file, "--pack", "uptime-alarms", "--pack", "hipaa-safeguards");
        assert.match(text.stdout, /enableKeyRotation is false; it must be true \[edge-key-key\]/);
        assert.equal(run("--state", file, "--pack", "uptime-alarms").status, 0);
    });

    it("lists every foreign key with its index", () => {
        const { status, stdout, stderr } = run("--migrations", "migrations", "--json");
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
            [["--stat", "x"], /Unknown option '--stat'/],
        ] as const) {
            const { status, stderr } = run(...args);
            assert.equal(status, 2, stderr);
            assert.match(stderr, says);
        }
    });
});
