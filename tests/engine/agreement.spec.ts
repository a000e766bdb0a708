import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Violation } from "../../preview/judge";
import { readsText, repository } from "../support/platform";
import { findingDisagreements } from "./support/agreement";
import type { EngineRun, PolicyFinding, Step } from "./support/event-log";
import { assertNothingFound } from "./support/expectations";

const urn = "urn:pulumi:dev::platform::aws:sqs/queue:Queue::inbox";
const offline: Violation = {
    stack: "dev",
    pack: "hipaa-safeguards",
    rule: "queue-is-encrypted",
    enforcementLevel: "mandatory",
    urn,
    message: "kmsMasterKeyId is not set",
    remediation: "",
    undecided: false,
};
const engine: PolicyFinding = {
    pack: "hipaa-safeguards",
    rule: "queue-is-encrypted",
    enforcementLevel: "mandatory",
    urn,
    message: "Queues must be encrypted.\nkmsMasterKeyId is not set",
};

describe("the comparison of findings", () => {
    it("finds the same in the same findings, in whatever order", () => {
        const other = { ...engine, rule: "another" };
        assert.deepEqual(
            findingDisagreements([offline, { ...offline, rule: "another" }], [other, engine]),
            [],
        );
    });

    for (const [what, changed] of [
        ["pack", { pack: "uptime-alarms" }],
        ["rule", { rule: "queue-is-not-public" }],
        ["level", { enforcementLevel: "advisory" }],
        ["resource", { urn: `${urn}-2` }],
        ["message", { message: "Queues must be encrypted.\nkmsMasterKeyId is empty" }],
    ] as const) {
        it(`sees another ${what}`, () => {
            assert.equal(findingDisagreements([offline], [{ ...engine, ...changed }]).length, 2);
        });
    }

    it("sees that one side says it twice", () => {
        assert.deepEqual(
            findingDisagreements([offline, offline], [engine]).map((line) => line.split(":")[0]),
            ["only offline"],
        );
        assert.deepEqual(
            findingDisagreements([offline], [engine, engine]).map((line) => line.split(":")[0]),
            ["only the engine"],
        );
    });

    it("compares why a rule could not decide, of which the engine names no resource", () => {
        const { urn: resource, ...rest } = offline;
        assert.equal(resource, urn);
        const ofTheStack: Violation = {
            ...rest,
            enforcementLevel: "advisory",
            undecided: true,
            message: "undecided: x",
        };
        const shown = {
            ...engine,
            enforcementLevel: "advisory",
            message: `can't run policy '${engine.rule}' from policy pack '${engine.pack}' during preview: undecided: x`,
        };
        assert.deepEqual(findingDisagreements([ofTheStack], [shown]), []);
        assert.equal(
            findingDisagreements([ofTheStack], [{ ...shown, enforcementLevel: "mandatory" }]).length,
            2,
        );
    });
});

describe("a run in which no policy finds anything", () => {
    const [rule = ""] = readsText;
    const message = `can't run policy '${rule}' from policy pack 'hipaa-safeguards' during preview: undecided`;
    const run = (op: string): EngineRun => ({
        exitCode: 0,
        seconds: 0,
        text: message,
        steps: [{ op } as Step],
        failed: [],
        policies: [{ ...engine, rule, message, enforcementLevel: "advisory" }],
        diagnostics: [],
    });

    it("may leave a rule about texts undecided where something is created", () => {
        for (const op of ["create", "replace"]) assertNothingFound(run(op));
    });

    it("decides all where nothing is created", () => {
        for (const op of ["same", "update"]) {
            assert.throws(() => {
                assertNothingFound(run(op));
            });
        }
    });

    it("leaves no other rule undecided", () => {
        const other = {
            ...run("create"),
            policies: [],
            text: message.replace(rule, "service-has-bounded-target"),
        };
        assert.throws(() => {
            assertNothingFound(other);
        });
    });

    it("excuses the rules that ADR 0007 names", () => {
        const adr = readFileSync(join(repository, "docs", "adr", "0007-undecided-rules.md"), "utf8");
        const [, names = ""] =
            /rules\s+of `hipaa-safeguards` are excepted[^:]*:([^]*?) read inside/.exec(adr) ?? [];
        assert.deepEqual(
            [...names.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).sort(),
            [...readsText].sort(),
        );
    });
});
