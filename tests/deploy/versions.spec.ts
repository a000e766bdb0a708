import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { pinnedCli as cli, pinnedHost, requiredVersion } from "../support/pinned-versions";
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

describe("the version of the Pulumi CLI", () => {
    const folder = join(".github", "workflows");
    const installs = readdirSync(join(repository, folder)).flatMap((file) =>
        Object.entries((parse(read(folder, file)) as Workflow).jobs).flatMap(([job, { steps = [] }]) =>
            steps
                .filter(({ uses }) => uses?.startsWith("pulumi/actions@"))
                .map((step) => ({ where: `${file}, job ${job}`, version: step.with?.["pulumi-version"] })),
        ),
    );

    it("is installed by the workflows that test, preview and update", () => {
        assert.deepEqual([...new Set(installs.map(({ where }) => where.split(",")[0]))].sort(), [
            "checks.yaml",
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
        for (const [part, version] of [
            ["cli", cli],
            ["language-host", pinnedHost],
        ] as const) {
            assert.match(read("engine", part, "go.mod"), new RegExp(`^// v${version}: `, "m"));
        }
    });

    it("is the one that docs/engine.md shows", () => {
        const [, shown] = /cmd\/pulumi@v(\S+)/.exec(read("docs", "engine.md")) ?? [];
        assert.equal(shown, cli);
    });
});
