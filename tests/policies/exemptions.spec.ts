import type { PolicyResource, ReportViolation, StackValidationArgs } from "@pulumi/policy";
import { UnknownValueError } from "@pulumi/policy/proxy";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logGroupKeepsAYear } from "../../policies/hipaa-safeguards/log-retention";
import { ExemptionsError, parseExemptions, readExemptions, type Exemption } from "../../policies/exemptions";
import { toStackPolicies, toStackPolicy, type GraphResource } from "../../policies/rule";
import { loadPacks } from "../../preview/packs";
import { output, resource } from "../support/stack-graph";

const logType = "aws:cloudwatch/logGroup:LogGroup";
const short = (name: string): GraphResource => resource(logType, name, { retentionInDays: 30 });
const exemption: Exemption = {
    rule: "hipaa-safeguards/log-group-keeps-a-year",
    resource: "debug-*",
    reason: "Nothing of a patient is in it.",
    owner: "platform",
    expires: "2027-03-31",
};

/** What the policy says once these exemptions hold, on a day. */
async function findings(
    resources: readonly GraphResource[],
    exemptions: readonly Exemption[],
    day = "2027-01-01",
): Promise<readonly string[]> {
    const said: string[] = [];
    const report: ReportViolation = (message) => said.push(message);
    const args: Pick<StackValidationArgs, "resources"> = {
        resources: resources as unknown as PolicyResource[],
    };
    const all = { ...args, getConfig: () => ({}) } as unknown as StackValidationArgs;
    try {
        await toStackPolicy(logGroupKeepsAYear, { exemptions, day }).validateStack(all, report);
    } catch (error) {
        if (!(error instanceof UnknownValueError)) throw error;
        said.push(error.message);
    }
    return said;
}

const breach = "retentionInDays is 30; it must be at least 365";

describe("exemptions", () => {
    it("spare what they match, until their last day, and nothing else", async () => {
        const both = [short("debug-web"), short("web")];
        assert.deepEqual(await findings(both, [exemption]), [`${breach} [web]`]);
        assert.deepEqual(await findings(both, [exemption], "2027-03-31"), [`${breach} [web]`]);
        assert.deepEqual(await findings([short("a-debug-web")], []), [`${breach} [a-debug-web]`]);
    });

    it("are violations once they have expired, and the breach stands again", async () => {
        assert.deepEqual(await findings([short("debug-web")], [exemption], "2027-04-01"), [
            "the exemption of debug-* expired on 2027-03-31; platform must end the breach or renew it",
            `${breach} [debug-web]`,
        ]);
    });

    it("are violations where they match nothing", async () => {
        assert.deepEqual(await findings([short("web")], [exemption]), [
            "the exemption of debug-* matches nothing that the rule finds in test; platform must take it away",
            `${breach} [web]`,
        ]);
        const mended = resource(logType, "debug-web", { retentionInDays: 365 });
        assert.equal((await findings([mended], [exemption])).length, 1);
    });

    it("hold in the stacks that they name", async () => {
        const elsewhere = { ...exemption, stack: "prod-*" };
        assert.deepEqual(await findings([short("debug-web")], [elsewhere]), [`${breach} [debug-web]`]);
        assert.deepEqual(await findings([short("debug-web")], [{ ...exemption, stack: "te*" }]), []);
        const byUrn = { ...exemption, resource: short("debug-web").urn };
        assert.deepEqual(await findings([short("debug-web")], [byUrn]), []);
        const foreign = { ...exemption, resource: byUrn.resource.replace("pulumi:test", "pulumi:other") };
        assert.deepEqual(await findings([short("debug-web")], [foreign]), [`${breach} [debug-web]`]);
    });

    it("spare what cannot be decided too", async () => {
        const source = resource("aws:ssm/parameter:Parameter", "settings");
        const open = (name: string): GraphResource =>
            resource(logType, name, { retentionInDays: output(source, "value") });
        assert.deepEqual(await findings([open("debug-a"), open("b"), open("c")], [exemption]), [
            "undecided: b, c: retentionInDays is not known before the update",
        ]);
    });

    it("name rules that there are", () => {
        const strange = { ...exemption, rule: "hipaa-safeguards/log-group-keeps-a-day" };
        assert.throws(
            () => toStackPolicies("hipaa-safeguards", [logGroupKeepsAYear], [strange]),
            /exemption of hipaa-safeguards\/log-group-keeps-a-day: pack hipaa-safeguards has no such rule/,
        );
        assert.throws(
            () => loadPacks([{ ...exemption, rule: "hippo/log" }]),
            /exemption of hippo\/log: there is no such pack/,
        );
    });
});

describe("parseExemptions", () => {
    it("tells every mistake at once, with its place", () => {
        const text = `exemptions:
            - {rule: log, resource: a, reason: " ", owner: me, expires: 2027-02-30, until: never}
            - 7`;
        assert.throws(
            () => parseExemptions(text, "e.yaml"),
            (error: unknown) => {
                assert.ok(error instanceof ExemptionsError);
                assert.deepEqual(error.message.split("\n"), [
                    "e.yaml: exemptions[0].until: not known; an exemption says rule, resource, stack, reason, owner, expires",
                    "e.yaml: exemptions[0].reason: must be a text that is not empty",
                    "e.yaml: exemptions[0].expires: got 2027-02-30; must be a day such as 2027-03-31",
                    "e.yaml: exemptions[0].rule: got log; must be <pack>/<rule>",
                    "e.yaml: exemptions[1]: must say rule, resource, reason, owner, expires",
                ]);
                return true;
            },
        );
        assert.throws(() => parseExemptions("rules: []", "e.yaml"), /must hold a list "exemptions"/);
        assert.throws(() => parseExemptions("{", "e.yaml"), /^Error: e\.yaml: |e\.yaml: /);
    });
});

describe("readExemptions", () => {
    const folder = mkdtempSync(join(tmpdir(), "exemptions-"));
    afterEach(() => {
        delete process.env.POLICY_EXEMPTIONS;
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("reads the file that the environment names, else the repository's", () => {
        const file = join(folder, "own.yaml");
        writeFileSync(file, JSON.stringify({ exemptions: [exemption] }));
        process.env.POLICY_EXEMPTIONS = file;
        assert.deepEqual(readExemptions(), [exemption]);
        process.env.POLICY_EXEMPTIONS = join(folder, "missing.yaml");
        assert.throws(() => readExemptions(), /POLICY_EXEMPTIONS: there is no file .*missing\.yaml/);
        delete process.env.POLICY_EXEMPTIONS;
        assert.deepEqual([...new Set(readExemptions().map(({ stack }) => stack))], ["dev"]);
    });
});
