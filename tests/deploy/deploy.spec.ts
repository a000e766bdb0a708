import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTarget } from "../../preview/target";
import { optionMistake, optionMistakes, packFolders, pulumiCalls } from "../../deploy/pulumi-command";
import { repository } from "../support/platform";
import { FakePulumi, readyCli, type WrapperRun } from "./fake-pulumi";

describe("pulumiCalls", () => {
    it("gives every stack the environment's settings file and every pack", () => {
        const calls = pulumiCalls(
            "up",
            { environment: "prod", stacks: ["prod-eu-west-1-c1", "prod"] },
            ["policies/a", "policies/b"],
            ["--yes"],
        );
        assert.deepEqual(calls, [
            {
                stack: "prod-eu-west-1-c1",
                args: "up --stack prod-eu-west-1-c1 --config-file Pulumi.prod.yaml --policy-pack policies/a --policy-pack policies/b --yes".split(
                    " ",
                ),
            },
            {
                stack: "prod",
                args: "up --stack prod --config-file Pulumi.prod.yaml --policy-pack policies/a --policy-pack policies/b --yes".split(
                    " ",
                ),
            },
        ]);
    });

    it("knows every pack of the repository", () => {
        assert.deepEqual(packFolders(repository), [
            "policies/autoscaling-bounds",
            "policies/cell-isolation",
            "policies/hipaa-safeguards",
            "policies/indexes-as-migrations",
            "policies/uptime-alarms",
        ]);
    });
});

describe("optionMistake", () => {
    for (const option of ["--skip-preview", "-f", "-yf", "--skip-preview=true"]) {
        it(`refuses ${option}, because policies stop an update in its preview`, () => {
            assert.match(optionMistake(option) ?? "", /leave the preview in/);
        });
    }
    it("refuses what the wrapper sets", () => {
        for (const option of ["--stack=dev", "-sdev", "-C..", "--config-file"]) {
            assert.match(optionMistake(option) ?? "", /set for you/, option);
        }
    });
    it("lets the rest through", () => {
        for (const option of ["--diff", "-y", "--refresh"]) assert.equal(optionMistake(option), undefined);
    });
});

describe("optionMistakes", () => {
    it("refuses to go on after a failed update, which is for previews", () => {
        for (const option of ["--keep-going", "--keep-going=true"]) {
            assert.match(optionMistakes("up", ["--yes", option]).join(), /^--keep-going.*preview:cloud/);
        }
        assert.deepEqual(optionMistakes("preview", ["--keep-going"]), []);
    });
    it("refuses a second name, which the CLI would take for a template", () => {
        for (const options of [["prod"], ["--target", "urn", "prod"]]) {
            assert.deepEqual(optionMistakes("up", options), [
                "prod: one environment or stack at a time, then options",
            ]);
        }
    });
    it("lets values of options through", () => {
        assert.deepEqual(optionMistakes("up", ["--message", "a word", "--parallel", "4", "-y"]), []);
    });
    it("says every mistake at once", () => {
        assert.equal(optionMistakes("up", ["prod", "--keep-going", "-f", "--stack=dev"]).length, 4);
    });
});

describe("npm run up", function () {
    this.timeout(60_000);

    const cli = new FakePulumi();
    after(() => {
        cli.remove();
    });

    const up = (args: readonly string[], pulumi?: string): WrapperRun => cli.wrap("up", args, pulumi);

    const ready = (rest: string, exported?: string): string =>
        readyCli(["dev", "organization/medease-platform/prod-us-east-1-c1"], rest, exported);

    it("says how to install the CLI where there is none", () => {
        const { status, stderr } = up(["dev"]);
        assert.equal(status, 2);
        assert.match(stderr, /not on the PATH.*pulumi\.com\/docs\/install/);
    });

    it("says how to log in", () => {
        const { status, stderr } = up(["dev"], "echo 'PULUMI_ACCESS_TOKEN must be set' >&2; exit 1");
        assert.equal(status, 2);
        assert.match(stderr, /pulumi login/);
        assert.match(stderr, /PULUMI_ACCESS_TOKEN must be set/);
    });

    it("says how to create the stacks that are missing, and runs none", () => {
        const { status, stderr, calls } = up(["prod"], ready("exit 0"));
        assert.equal(status, 2);
        assert.match(stderr, /11 stacks do not exist yet/);
        assert.match(
            stderr,
            /pulumi stack init prod-us-east-1-c2 --no-select && rm -f Pulumi\.prod-us-east-1-c2\.yaml/,
        );
        assert.doesNotMatch(stderr, /stack init prod-us-east-1-c1 /);
        assert.doesNotMatch(calls, /^up /m);
    });

    it("runs one cell by name", () => {
        const { status, calls } = up(["prod-us-east-1-c1", "--yes"], ready("exit 0"));
        assert.equal(status, 0);
        assert.match(
            calls,
            /^up --stack prod-us-east-1-c1 --config-file Pulumi\.prod\.yaml (--policy-pack \S+ ){5}--yes$/m,
        );
    });

    it("updates each cell by a stack of its own, and the edge last (CT006)", () => {
        const { stacks } = findTarget(repository, "prod");
        const { calls } = cli.wrap("up", ["prod", "--yes"], readyCli(stacks, "exit 0"));
        const updated = [...calls.matchAll(/^up --stack (\S+)/gm)].map(([, stack]) => stack);
        assert.deepEqual(updated, [...stacks.filter((stack) => stack !== "prod"), "prod"]);
    });

    it("hands on the exit code of the CLI and says what was not touched", () => {
        const { status, stderr } = up(["dev"], ready("exit 7"));
        assert.equal(status, 7);
        assert.match(stderr, /dev failed; not touched: none/);
    });

    it("goes on after a failure where a preview is told to, and fails at the end", () => {
        const { stacks } = findTarget(repository, "prod");
        const script = readyCli(stacks, "exit 3");
        const patient = cli.wrap("preview", ["prod", "--keep-going"], script);
        assert.equal(patient.status, 1);
        assert.equal(patient.calls.match(/^preview /gm)?.length, stacks.length);
        assert.doesNotMatch(patient.calls, /--keep-going/);
        assert.match(patient.stderr, /failed: prod-us-east-1-c1, .*, prod$/m);
        assert.equal(cli.wrap("preview", ["prod"], script).calls.match(/^preview /gm)?.length, 1);
    });

    it("refuses to skip the preview", () => {
        const { status, stderr } = up(["dev", "--skip-preview"]);
        assert.equal(status, 2);
        assert.match(stderr, /policies stop an update in its preview/);
    });

    it("refuses --keep-going, and asks the CLI nothing", () => {
        const { status, stderr, calls } = up(["dev", "--keep-going"], ready("exit 0"));
        assert.equal(status, 2);
        assert.match(stderr, /--keep-going: is for npm run preview:cloud/);
        assert.equal(calls, "");
    });

    const pendingIn = (type: string): string =>
        JSON.stringify({
            deployment: {
                // As long as the state of a cell is.
                resources: [{ urn: "x".repeat(2_000_000) }],
                pending_operations: [
                    {
                        type,
                        resource: {
                            urn: "urn:pulumi:dev::medease-platform::aws:rds/cluster:Cluster::us-east-1-c1-database-cluster",
                            type: "aws:rds/cluster:Cluster",
                        },
                    },
                ],
            },
        });
    const exporting = (exported: string): string => {
        const file = join(cli.folder, "state.json");
        writeFileSync(file, exported);
        return `case "$1 $2" in "stack export") cat ${file}; exit 0;; esac; ${ready("exit 0")}`;
    };

    it("refuses an update after one that was killed, and names what may exist and the way to repair it", () => {
        const script = exporting(pendingIn("creating"));
        const { status, stderr, calls } = up(["dev", "--yes"], script);
        assert.equal(status, 2);
        assert.match(stderr, /The state of dev does not know/);
        assert.match(stderr, /^ {2}us-east-1-c1-database-cluster {2}aws:rds\/cluster:Cluster$/m);
        assert.match(stderr, /^ {2}npm run repair -- dev$/m);
        assert.match(stderr, /pulumi cancel --stack dev/);
        assert.doesNotMatch(calls, /^up /m);
        assert.equal(cli.wrap("preview", ["dev"], script).status, 0, "a preview creates nothing");
    });

    it("goes on after what a killed update was only changing, which the next one changes again", () => {
        assert.equal(up(["dev"], exporting(pendingIn("updating"))).status, 0);
    });

    it("updates nothing where the state cannot be read", () => {
        const { status, stderr, calls } = up(
            ["dev"],
            `case "$1 $2" in "stack export") echo no passphrase >&2; exit 1;; esac; ${ready("exit 0")}`,
        );
        assert.equal(status, 2);
        assert.match(stderr, /The state of dev cannot be read: no passphrase/);
        assert.doesNotMatch(calls, /^up /m);
    });
});
