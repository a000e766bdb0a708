import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { previewTarget } from "../../preview/preview";
import { report } from "../../preview/report";
import { toJson } from "../../preview/summary";
import { findTarget } from "../../preview/target";
import { repository } from "../support/platform";

interface Run {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

/** The command of package.json's preview script, with no network: any connection or name look-up throws. */
function preview(...args: readonly string[]): Run {
    const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
        scripts: { preview: string };
    };
    const [command = "node", ...rest] = scripts.preview.split(" ");
    const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(PULUMI|AWS)_/.test(name)),
    );
    const { status, stdout, stderr } = spawnSync(
        command,
        ["--require", join(__dirname, "..", "support", "no-network.cjs"), ...rest, ...args],
        { cwd: repository, env, encoding: "utf8", maxBuffer: 1 << 28 },
    );
    return { status, stdout, stderr };
}

describe("npm run preview", function () {
    this.timeout(60_000);

    it("shows dev, opens no connection and exits 0", () => {
        const { status, stdout, stderr } = preview("dev");
        assert.equal(stderr, "");
        assert.equal(status, 0);
        assert.match(stdout, /^MedEase dev: phase 1, 1,000 users/);
        assert.match(stdout, /1 stack, 1 cell in 1 region/);
        assert.match(stdout, /deployable: no mandatory rule is broken/);
    });

    it("fits into 80 columns", () => {
        const { stdout } = preview("prod-us-east-1-c1");
        assert.deepEqual(
            stdout.split("\n").filter((line) => line.length > 80),
            [],
        );
    });

    it("prints one JSON object and nothing else", () => {
        const { status, stdout } = preview("prod", "--json");
        assert.equal(status, 0);
        const printed = JSON.parse(stdout) as {
            environment: string;
            stacks: { name: string; resources: Record<string, unknown>[] }[];
            violations: { undecided: boolean }[];
            summary: Record<string, number>;
        };
        assert.equal(printed.environment, "prod");
        assert.equal(printed.stacks.at(-1)?.name, "prod", "the edge comes last");
        assert.deepEqual(
            printed.violations.filter(({ undecided }) => !undecided),
            [],
        );
        assert.equal(printed.summary.cells, 11);
        assert.equal(printed.summary.regions, 4);
        assert.equal(printed.summary.capacityUsers, 1_100_000);
        const [, first] = printed.stacks[0]?.resources ?? [];
        assert.deepEqual(Object.keys(first ?? {}), [
            "urn",
            "type",
            "name",
            "parent",
            "provider",
            "inputs",
            "dependencies",
            "propertyDependencies",
            "options",
        ]);
        assert.match(stdout, /"\$unknown":true/);
    });

    it("explains itself where no name is given", () => {
        const { status, stderr } = preview();
        assert.equal(status, 2);
        assert.match(stderr, /usage: npm run preview -- <environment or stack>/);
        assert.match(stderr, /^ {2}dev$/m);
        assert.match(stderr, /^ {4}prod-eu-west-1-c1$/m);
    });

    it("answers a name that does not exist with those that do", () => {
        const { status, stderr } = preview("prod-mars-1");
        assert.equal(status, 2);
        assert.match(stderr, /there is no environment or stack "prod-mars-1"/);
        assert.match(stderr, /prod-us-west-2-c1/);
    });

    it("refuses an option it does not know", () => {
        const { status, stderr } = preview("dev", "--jsn");
        assert.equal(status, 2);
        assert.match(stderr, /--jsn/);
    });

    describe("against a former preview", () => {
        let folder = "";
        before(() => {
            folder = mkdtempSync(join(tmpdir(), "preview-"));
        });
        after(() => {
            rmSync(folder, { recursive: true });
        });

        it("says that nothing differs where nothing does, to people, machines and pull requests", () => {
            const file = join(folder, "before.json");
            writeFileSync(file, preview("dev", "--json").stdout);
            const { status, stdout, stderr } = preview("dev", "--against", file);
            assert.equal(stderr, "");
            assert.equal(status, 0);
            assert.match(stdout, /^no difference$/m);
            const { changes } = JSON.parse(preview("dev", "--against", file, "--json").stdout) as {
                changes: unknown[];
            };
            assert.deepEqual(changes, []);
            assert.match(
                preview("dev", "--against", file, "--markdown").stdout,
                /^\| resources \| no difference \|$/m,
            );
        });

        it("exits 2 before anything runs, with the remedy, where the file is no such preview", () => {
            const { status, stdout, stderr } = preview("dev", "--against", join(folder, "none.json"));
            assert.equal(status, 2);
            assert.equal(stdout, "");
            assert.match(
                stderr,
                /^there is no file .*none\.json; write it, before the change: .* dev --json/,
            );
            assert.doesNotMatch(stderr, /^\s+at /m);
        });

        it("writes a page whole and says so, beside the machine's JSON", () => {
            const folder = mkdtempSync(join(tmpdir(), "preview-html-"));
            try {
                const file = join(folder, "dev.html");
                const text = preview("dev", "--html", file);
                assert.equal(text.status, 0);
                assert.match(text.stdout, /^MedEase dev: .*\n.*carries 100,000 users\ndeployable: .*\n$/);
                assert.equal(text.stderr, `wrote ${file}\n`);
                assert.match(readFileSync(file, "utf8"), /^<!DOCTYPE html>[^]*<\/html>\n$/);
                assert.equal(typeof JSON.parse(preview("dev", "--json", "--html", file).stdout), "object");
            } finally {
                rmSync(folder, { recursive: true, force: true });
            }
        });

        it("exits 2 before anything runs where the page cannot be written", () => {
            for (const [file, message] of [
                [tmpdir(), /^--html: \S+ is a directory; name a file in it: \S+\n$/],
                [
                    "/no/such/folder/prod.html",
                    /^--html: there is no folder \S+; make it first: mkdir -p \S+\n$/,
                ],
                ["", /^--html wants the name of the file to write/],
            ] as const) {
                const { status, stdout, stderr } = preview("dev", "--html", file);
                assert.equal(status, 2);
                assert.equal(stdout, "");
                assert.match(stderr, message);
            }
        });

        it("takes one way to print", () => {
            const { status, stderr } = preview("dev", "--json", "--markdown");
            assert.equal(status, 2);
            assert.match(stderr, /--json or --markdown, not both/);
        });
    });

    describe("with one number changed in Pulumi.prod.yaml", () => {
        let folder = "";
        before(() => {
            folder = mkdtempSync(join(tmpdir(), "preview-"));
            cpSync(join(repository, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
            const settings = readFileSync(join(repository, "Pulumi.prod.yaml"), "utf8");
            writeFileSync(join(folder, "Pulumi.prod.yaml"), settings.replace(/max: 50/, "max: 60"));
        });
        after(() => {
            rmSync(folder, { recursive: true });
        });

        it("exits 2, says where, what, why and what to do, and shows no stack trace", () => {
            const { status, stdout, stderr } = preview("prod", "--cwd", folder);
            assert.equal(status, 2);
            assert.equal(stdout, "");
            assert.match(stderr, /cells\[0\]\.tasks\.max/);
            assert.match(stderr, /got 60/);
            assert.match(stderr, /2 to 50/);
            assert.doesNotMatch(stderr, /^\s+at /m);
        });
    });

    describe("with a placement", () => {
        let folder = "";
        const organization = { id: "acme", zone: "eu", users: 12_000, cell: "eu-west-1-c1" };
        const place = (one: object): void => {
            const cells = { "eu-west-1-c1": { state: "draining" } };
            const text = JSON.stringify({ version: 4, cells, organizations: [one] });
            writeFileSync(join(folder, "placement", "prod.json"), text);
        };
        beforeEach(() => {
            folder = mkdtempSync(join(tmpdir(), "preview-"));
            for (const file of ["Pulumi.yaml", "Pulumi.prod.yaml"])
                cpSync(join(repository, file), join(folder, file));
            mkdirSync(join(folder, "placement"));
        });
        afterEach(() => {
            rmSync(folder, { recursive: true });
        });

        const shown = async (): Promise<{ text: string; json: ReturnType<typeof toJson> }> => {
            const made = await previewTarget(folder, findTarget(folder, "prod-eu-west-1-c1"));
            return { text: report(made), json: toJson(made) };
        };

        it("shows organizations and users of the cell, and of all, to people and machines", async () => {
            place(organization);
            const { text, json } = await shown();
            assert.match(text, /^ {2}1 organization of 12,000 users placed there, zone eu, draining$/m);
            assert.match(text, /^placement version 4: 1 organization of 12,000 users$/m);
            const printed = json.placement as { version: number; cells: Record<string, object> };
            assert.equal(printed.version, 4);
            assert.deepEqual(printed.cells["eu-west-1-c1"], {
                zone: "eu",
                state: "draining",
                organizations: 1,
                users: 12_000,
                capacityUsers: 100_000,
            });
            assert.equal(Object.keys(printed.cells).length, 11);
        });

        it("says clearly that there is none", async () => {
            const { text, json } = await shown();
            assert.match(text, /^no placement: there is no placement\/prod\.json$/m);
            assert.doesNotMatch(text, /placed there/);
            assert.equal(json.placement, null);
        });

        it("exits 2 where it is broken, before anything runs", () => {
            place({ ...organization, cell: "us-east-1-c1" });
            const { status, stdout, stderr } = preview("prod-eu-west-1-c1", "--cwd", folder);
            assert.equal(status, 2);
            assert.equal(stdout, "");
            assert.match(
                stderr,
                /placement\/prod\.json organizations\[0\]\.cell: got "us-east-1-c1" for acme/,
            );
            assert.doesNotMatch(stderr, /^\s+at /m);
        });
    });

    it("loads no AWS SDK: a preview reads files only", () => {
        const loaded = spawnSync(
            process.execPath,
            [
                "--require",
                "./policies/compile.cjs",
                "-e",
                `require("./preview/preview.ts"); require("./preview/report.ts"); console.log(Object.keys(require.cache).filter((file) => file.includes("@aws-sdk")).length)`,
            ],
            { cwd: repository, encoding: "utf8" },
        );
        assert.equal(loaded.stdout.trim(), "0", loaded.stderr);
    });
});
