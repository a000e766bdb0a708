import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { judge, type Violation } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import { parseState } from "../../preview/state";
import { repository } from "../support/platform";
import { findingDisagreements } from "./support/agreement";
import { Deployment } from "./support/deployment";
import { assertRefused, assertSucceeded } from "./support/expectations";

const stack = "dev";
const fixture = join(repository, "tests", "preview", "fixtures", "clinic-export.json");

/** What the fixture must not hold: where it was written, on which machine. */
const withoutPlaces = (text: string): string =>
    text.replaceAll(/project:\/\/\/[^"]*?(node_modules|tests\/engine)\//g, "project:///$1/");

const verdict = (state: string): Promise<readonly Violation[]> =>
    judge(loadPacks([]), stack, parseState(state, "export.json"));

/** A verdict without what differs from one deployment to the next. */
const told = (violations: readonly Violation[]): readonly string[] =>
    violations.map(({ rule, urn, message }) => `${rule} ${urn ?? ""} ${message}`).sort();

describe("the exported state of somebody else's program", () => {
    let clinic: Deployment;
    beforeEach(async () => {
        clinic = await Deployment.of("dev");
        // The platform's own exemptions are about its own stacks, of which one has this name.
        process.env.POLICY_EXEMPTIONS = join(clinic.workspace.home, "exemptions.yaml");
        writeFileSync(process.env.POLICY_EXEMPTIONS, "exemptions: []\n");
        const file = join(clinic.workspace.project, "Pulumi.dev.yaml");
        const settings = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
        // Most programs have default providers, and this one must.
        delete settings.config["pulumi:disable-default-providers"];
        settings.config["aws:region"] = "us-east-1";
        writeFileSync(file, stringify(settings));
        await clinic.cli.init(stack);
        clinic.workspace.useProgram("tests/engine/programs/clinic.ts");
        const pager = "aws:sns/topic:Topic";
        const urn = `urn:pulumi:${stack}::medease-platform::${pager}::pager`;
        clinic.cloud.create(urn, pager, "pager", { name: "on-call" }, "eu-west-1");
    });
    afterEach(() => {
        delete process.env.POLICY_EXEMPTIONS;
        clinic.end();
    });

    it("gets the verdict that the engine gives, exported or as the backend keeps it", async () => {
        assertSucceeded(await clinic.cli.up(stack, { packs: false }));
        const violations = await verdict(await clinic.cli.exported(stack));
        assert.notEqual(violations.length, 0);
        const preview = await clinic.cli.preview(stack);
        assert.deepEqual(findingDisagreements(violations, preview.policies), []);

        const states = join(clinic.workspace.home, "state", ".pulumi", "stacks", "medease-platform");
        assert.ok(readdirSync(states).includes(`${stack}.json`));
        const checkpoint = readFileSync(join(states, `${stack}.json`), "utf8");
        assert.deepEqual(told(await verdict(checkpoint)), told(violations));
    });

    it("follows the config of a policy, and says what is wrong with it", async () => {
        const preview = (config: object): ReturnType<typeof clinic.cli.preview> => {
            const file = join(clinic.workspace.project, "config.json");
            writeFileSync(file, JSON.stringify(config));
            const options = [
                "--policy-pack",
                join("policies", "uptime-alarms"),
                "--policy-pack-config",
                file,
            ];
            return clinic.cli.preview(stack, { packs: false, options });
        };
        const age = "queue-has-an-age-alarm";
        const dead = { "dead-letter-queue-has-an-alarm": "disabled" };
        assertSucceeded(await preview(dead));
        assertRefused(
            await preview({ ...dead, [age]: { maxAgeSeconds: 120 } }),
            /its threshold is 300; it must be at most 120/,
        );
        assertRefused(
            await preview({ ...dead, [age]: { maxAge: 120 } }),
            /queue-has-an-age-alarm\.maxAge is 120; the rule has no such setting, it takes maxAgeSeconds/,
        );
        assertRefused(await preview({ ...dead, [age]: { maxAgeSeconds: "120" } }), /maxAgeSeconds/);
    });

    it("is what the unit tests have as a fixture: `RECORD=1` writes it anew", async () => {
        clinic.cloud.holdAnswer("aws:rds/instance:Instance", 60_000);
        let since: number | undefined;
        // When everything else is there: a CLI that is killed while it writes leaves no state at all.
        const when = (): boolean => {
            if (clinic.cloud.resources.some(({ type }) => type === "aws:rds/instance:Instance")) {
                since ??= Date.now();
            }
            return since !== undefined && Date.now() - since > 5_000;
        };
        await clinic.cli.up(stack, { packs: false }, { signal: "SIGKILL", when });
        await clinic.cli.cancel(stack);
        const text = await clinic.cli.exported(stack);
        if (process.env.RECORD === "1") writeFileSync(fixture, withoutPlaces(text));
        const recorded = readFileSync(fixture, "utf8");
        assert.deepEqual(told(await verdict(text)), told(await verdict(recorded)));
    });
});
