import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../support/platform";

interface Workflow {
    readonly jobs: Readonly<
        Record<
            string,
            {
                readonly steps?: readonly {
                    readonly uses?: string;
                    readonly with?: Readonly<Record<string, unknown>>;
                }[];
            }
        >
    >;
}

const read = (...path: readonly string[]): string => readFileSync(join(repository, ...path), "utf8");

/** The version of a module that a go.mod requires, without its "v". */
function requiredVersion(goModule: string, folder: string): string {
    const [, version] =
        new RegExp(`^\\t${goModule} v(\\S+)`, "m").exec(read("engine", folder, "go.mod")) ?? [];
    assert.ok(version !== undefined, `engine/${folder}/go.mod requires no ${goModule}`);
    return version;
}

const cli = requiredVersion("github.com/pulumi/pulumi/pkg/v3", "cli");

describe("the version of the Pulumi CLI", () => {
    const folder = join(".github", "workflows");
    const installs = readdirSync(join(repository, folder)).flatMap((file) =>
        Object.entries((parse(read(folder, file)) as Workflow).jobs).flatMap(([job, { steps = [] }]) =>
            steps
                .filter(({ uses }) => uses?.startsWith("pulumi/actions@"))
                .map((step) => ({ where: `${file}, job ${job}`, version: step.with?.["pulumi-version"] })),
        ),
    );

    it("is installed by the workflows that preview and update", () => {
        assert.deepEqual([...new Set(installs.map(({ where }) => where.split(",")[0]))].sort(), [
            "deploy.yaml",
            "drift.yaml",
            "preview.yaml",
        ]);
    });

    for (const { where, version } of installs) {
        it(`is the tested one in ${where}`, () => {
            assert.equal(version, cli, `${where} installs another CLI than engine/cli/go.mod pins`);
        });
    }

    it("is that of the launchers of packs and dynamic providers", () => {
        assert.equal(requiredVersion("github.com/pulumi/pulumi/sdk/v3", "cli"), cli);
    });

    it("stands as its reason's heading in each go.mod", () => {
        const host = requiredVersion("github.com/pulumi/pulumi/sdk/v3", "language-host");
        for (const [part, version] of [
            ["cli", cli],
            ["language-host", host],
        ] as const) {
            assert.match(read("engine", part, "go.mod"), new RegExp(`^// v${version}: `, "m"));
        }
    });

    it("is the one that docs/engine.md shows", () => {
        const [, shown] = /cmd\/pulumi@v(\S+)/.exec(read("docs", "engine.md")) ?? [];
        assert.equal(shown, cli);
    });
});
