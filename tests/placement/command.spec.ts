import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseCommand } from "../../placement/command-line";
import { formatPlacement } from "../../placement/placement-file";
import { run } from "../../placement/run";
import type { Result } from "../../placement/scene";
import { FakeStore } from "../support/key-value-store";
import { organization, placementOf } from "../support/placement";
import { repository } from "../support/platform";
import { writeProgram } from "../support/shell-program";

const acme = organization("acme", "eu-west-1-c1", 60_000);
const beta = organization("beta", "eu-west-1-c2", 60_000, { failover: "eu-west-1-c1" });

describe("npm run placement", function () {
    this.timeout(60_000);
    let folder = "";
    let fake = new FakeStore();
    const path = (): string => join(folder, "placement", "prod.json");
    const file = (): string => readFileSync(path(), "utf8");
    beforeEach(async () => {
        folder = mkdtempSync(join(tmpdir(), "placement-"));
        for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml"])
            cpSync(join(repository, name), join(folder, name));
        mkdirSync(join(folder, "placement"));
        writeFileSync(path(), formatPlacement(placementOf([acme, beta])));
        fake = new FakeStore();
        await fake.start();
    });
    afterEach(async () => {
        rmSync(folder, { recursive: true });
        await fake.stop();
    });

    /** In this process, with the played store. */
    async function placement(...args: readonly string[]): Promise<Result> {
        const command = parseCommand(["prod", ...args, "--cwd", folder]);
        if ("mistake" in command) return assert.fail(command.mistake);
        return run(command, {
            store: () => Promise.resolve(fake.connect()),
            secret: () => assert.fail("no secret is asked for"),
            pause: () => Promise.resolve(),
            now: () => new Date(),
        });
    }

    /** The command of package.json, with no network; a Pulumi CLI only where this script is one. */
    function spawned(
        args: readonly string[],
        pulumi?: string,
    ): { status: number | null; stdout: string; stderr: string } {
        const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
            scripts: { placement: string };
        };
        const [, ...rest] = scripts.placement.split(" ");
        if (pulumi !== undefined) writeProgram(join(folder, "pulumi"), pulumi);
        const { status, stdout, stderr } = spawnSync(
            process.execPath,
            ["--require", join(repository, "tests", "support", "no-network.cjs"), ...rest, ...args],
            { cwd: repository, encoding: "utf8", env: { PATH: `${folder}:/bin:/usr/bin`, HOME: folder } },
        );
        return { status, stdout, stderr };
    }

    it("shows what is where and the headroom of each cell, offline, within 80 columns", () => {
        const { status, stdout, stderr } = spawned(["prod", "--cwd", folder]);
        assert.equal(stderr, "");
        assert.equal(status, 0);
        assert.match(stdout, /^MedEase prod, placement version 7\n2 organizations of 120,000 users$/m);
        assert.match(stdout, /^zone eu +room for 180,000 users in 3 open cells$/m);
        assert.match(
            stdout,
            /^ {2}eu-west-1-c1 {2}open +1 org\. · 60,000 of 100,000 users · room for 40,000$/m,
        );
        assert.deepEqual(
            stdout.split("\n").filter((line) => line.length > 80),
            [],
        );
    });

    it("writes nothing in a dry run, says so, and prints the headroom afterwards", async () => {
        const { code, text } = await placement("drain", "eu-west-1-c1");
        assert.equal(code, 0);
        assert.match(
            text,
            /^would change\n {2}eu-west-1-c1: open -> draining\n {2}acme: eu-west-1-c1 -> eu-west-1-c3, 60,000 users$/m,
        );
        assert.match(text, /^ {2}beta: failover eu-west-1-c1 -> none$/m);
        assert.match(
            text,
            /^ {2}eu-west-1-c3 {2}open +1 org\. · 60,000 of 100,000 users · room for 40,000$/m,
        );
        assert.match(
            text.replace(/\s+/g, " "),
            /a move changes the route, not the data: .*docs\/moving-organizations\.md/,
        );
        assert.match(
            text.replace(/\s+/g, " "),
            /--apply would be refused: 1 organization would leave the cell that serves it while its writes go on/,
        );
        assert.match(text, /^a dry run: nothing was written/m);
        assert.deepEqual(
            text.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.equal(file(), formatPlacement(placementOf([acme, beta])));
        assert.equal(fake.updates.length, 0);
    });

    it("exits 1 where the rest cannot hold them, and says how many cells are missing and where", () => {
        const { status, stdout, stderr } = spawned(["prod", "evacuate", "eu-west-1", "--cwd", folder]);
        assert.equal(status, 1);
        assert.equal(stdout, "");
        assert.match(
            stderr.replace(/\s+/g, " "),
            /refused: evacuate eu-west-1: got 2 organizations of 120,000 users .* 2 cells of 100,000 users are missing in zone eu \(eu-central-1\): add them to the settings/,
        );
        assert.match(stderr, /^zone us +room for 600,000 users/m);
    });

    it("applies a move by holding, moving and releasing, in store and file", async () => {
        assert.equal((await placement("sync", "--apply")).code, 0);
        const early = await placement("move", "acme", "--to", "eu-west-1-c3", "--apply");
        assert.equal(early.code, 1);
        assert.match(
            early.text.replace(/\s+/g, " "),
            /refused: 1 organization would leave the cell that serves it .*: acme \(in eu-west-1-c1\); hold them first/,
        );
        assert.equal((await placement("hold", "acme", "--apply")).code, 0);
        assert.equal(fake.entries.get("o:acme"), '{"c":"eu-west-1-c1","w":0}');
        const moved = await placement("move", "acme", "--to", "eu-west-1-c3", "--apply");
        assert.equal(moved.code, 0);
        assert.match(moved.text, /^changed\n {2}acme: eu-west-1-c1 -> eu-west-1-c3/m);
        assert.equal(fake.entries.get("o:acme"), '{"c":"eu-west-1-c3","w":0}');
        await placement("release", "acme", "--apply");
        assert.equal(fake.entries.get("o:acme"), '{"c":"eu-west-1-c3"}');
        assert.match(fake.entries.get("v") ?? "", /^10 [0-9a-f]{16}$/);
        assert.equal(
            file(),
            formatPlacement({ ...placementOf([{ ...acme, cell: "eu-west-1-c3" }, beta]), version: 10 }),
        );
    });

    it("exits 1 and leaves the file alone where another operator was faster", async () => {
        await placement("sync", "--apply");
        const before = file();
        await placement("full", "us-east-1-c1", "--apply");
        writeFileSync(path(), before);
        const { code, text, json } = await placement("hold", "acme", "--apply");
        assert.equal(code, 1);
        assert.match(text.replace(/\s+/g, " "), /your file is behind: it has version 7, the store 8/);
        assert.equal(json.fault, "behind");
        assert.equal(file(), before);
    });

    it("says what a sync would do, and whose tokens the router cannot check yet", async () => {
        const { code, text, json } = await placement("sync");
        assert.equal(code, 0);
        assert.match(text, /^14 entries of the store would be written or deleted$/m);
        assert.match(
            text.replace(/\s+/g, " "),
            /the router knows no key of us-east-1-c1, .*rotate-key <cell> --apply/,
        );
        assert.equal(json.entries, 14);
        assert.equal(fake.updates.length, 0);
    });

    it("prints one JSON object for machines", () => {
        const { status, stdout } = spawned(["prod", "drain", "eu-west-1-c1", "--json", "--cwd", folder]);
        assert.equal(status, 0);
        const printed = JSON.parse(stdout) as {
            applied: boolean;
            changes: unknown[];
            cells: Record<string, { users: number; headroom: number; state: string }>;
        };
        assert.equal(printed.applied, false);
        assert.equal(printed.changes.length, 3);
        assert.deepEqual(
            [printed.cells["eu-west-1-c3"]?.users, printed.cells["eu-west-1-c1"]?.state],
            [60_000, "draining"],
        );
    });

    it("exits 2 on a mistake in the file, without a stack trace", () => {
        writeFileSync(path(), formatPlacement(placementOf([{ ...acme, cell: "us-east-1-c1" }])));
        const { status, stderr } = spawned(["prod", "--cwd", folder]);
        assert.equal(status, 2);
        assert.match(
            stderr,
            /^1 mistake in the placement\n\nplacement\/prod\.json organizations\[0\]\.cell: got "us-east-1-c1" for acme/,
        );
        assert.doesNotMatch(stderr, /^\s+at /m);
    });

    it("exits 2 where there is no file, and says what to write", () => {
        rmSync(path());
        const { status, stderr } = spawned(["prod", "--cwd", folder]);
        assert.equal(status, 2);
        assert.match(stderr.replace(/\s+/g, " "), /there is no placement\/prod\.json; write \{"version": 1/);
    });

    it("asks the edge's stack for the store, and says what to do where it does not say", () => {
        const missing = (pulumi?: string): string => {
            const { status, stderr } = spawned(["prod", "sync", "--cwd", folder], pulumi);
            assert.equal(status, 2, stderr);
            return stderr.replace(/\s+/g, " ");
        };
        assert.match(missing(), /the Pulumi CLI is not on the PATH, .* or write --store <arn>/);
        assert.match(
            missing("echo 'no stack named prod' >&2; exit 1"),
            /outputs of prod cannot be read \(no stack named prod\); see npm run up -- prod/,
        );
        assert.match(missing("echo '{}'"), /prod exports no placementStoreArn; bring it up to date/);
    });

    for (const [what, args, message] of [
        ["no environment", [], /^$/],
        ["an unknown verb", ["prod", "evacaute"], /there is no verb evacaute; did you mean evacuate\?/],
        ["an option of another verb", ["prod", "drain", "a", "--to", "b"], /--to: drain does not take it/],
        ["a verb without its operand", ["prod", "drain"], /drain: write drain <cell>/],
        [
            "an unknown zone",
            ["prod", "place", "a", "--zone", "mars", "--users", "5"],
            /--zone: got mars; expected one of us, ca/,
        ],
        [
            "users that are no number",
            ["prod", "place", "a", "--zone", "eu", "--users", "1e3"],
            /--users: got 1e3; .*write 1000/,
        ],
        [
            "an unknown region",
            ["prod", "evacuate", "eu-west-11"],
            /<region>: got eu-west-11; .*did you mean eu-west-1\?/,
        ],
        ["nothing to apply", ["prod", "--apply"], /there is nothing to apply/],
        ["holding nobody", ["prod", "hold"], /write hold <organization>… or hold --cell <cell>/],
        ["releasing nobody", ["prod", "release"], /write release <organization>… or release --all/],
        [
            "a failover that is none",
            ["prod", "failover", "a", "--to", "b", "--none"],
            /--to <cell>, or --none/,
        ],
        ["--now without --finish", ["prod", "rotate-key", "a", "--now"], /--now: only with --finish/],
        ["an option that it does not know", ["prod", "--frce"], /--frce/],
    ] as const) {
        it(`refuses ${what}`, () => {
            const command = parseCommand(args);
            assert.match("mistake" in command ? command.mistake : assert.fail("accepted"), message);
        });
    }

    it("exits 2 on a mistake in the command, says it and where the usage is, and prints that within 80 columns", () => {
        const { status, stderr } = spawned(["prod", "evacaute"]);
        assert.equal(status, 2);
        assert.equal(
            stderr,
            "there is no verb evacaute; did you mean evacuate?\nnpm run placement, without more, prints the usage\n",
        );
        const usage = spawned([]);
        assert.equal(usage.status, 2);
        assert.match(usage.stderr, /^Shows and changes .*\[--cwd <folder>\].* failover <organization> --to/s);
        assert.deepEqual(
            usage.stderr.split("\n").filter((line) => line.length > 80),
            [],
        );
    });

    it("prints the mistakes for machines where it exits 2", () => {
        const mistakes = (...args: readonly string[]): readonly string[] => {
            const { status, stdout } = spawned([...args, "--json"]);
            assert.equal(status, 2);
            return (JSON.parse(stdout) as { mistakes: readonly string[] }).mistakes;
        };
        assert.deepEqual(mistakes("prod", "evacaute"), ["there is no verb evacaute; did you mean evacuate?"]);
        assert.match(mistakes("mars")[0] ?? "", /there is no environment "mars"/);
        writeFileSync(path(), formatPlacement(placementOf([{ ...acme, cell: "us-east-1-c1" }])));
        assert.match(
            mistakes("prod", "--cwd", folder)[0] ?? "",
            /organizations\[0\]\.cell: got "us-east-1-c1"/,
        );
    });

    it("syncs no file that another operator's change is not in, and none that moves whom it may not", async () => {
        await placement("sync", "--apply");
        const before = file();
        await placement("place", "gamma", "--zone", "eu", "--users", "5", "--apply");
        const edit = (version: number, more: object): void => {
            writeFileSync(path(), formatPlacement({ ...placementOf([{ ...acme, ...more }, beta]), version }));
        };
        edit(8, { users: 50_000 });
        const same = await placement("sync", "--apply");
        assert.deepEqual([same.code, same.json.fault], [1, "behind"]);
        assert.ok(fake.entries.has("o:gamma"));
        assert.notEqual(before, file());
        edit(9, { cell: "eu-west-1-c3" });
        const bypass = await placement("sync", "--apply");
        assert.deepEqual([bypass.code, bypass.json.fault], [1, "unheld"]);
        assert.ok(fake.entries.has("o:gamma"));
        edit(9, {});
        assert.match((await placement("sync")).text.replace(/\s+/g, " "), /not in the file, .*: gamma/);
    });

    it("exits 2 on a stack, and on an environment that does not exist", () => {
        assert.match(spawned(["prod-eu-west-1-c1"]).stderr, /is a stack; write its environment: prod/);
        assert.match(spawned(["mars"]).stderr, /there is no environment "mars"; there are: dev, prod/);
    });
});
