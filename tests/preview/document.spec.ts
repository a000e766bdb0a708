import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseDocument, readDocument } from "../../preview/document";
import { toJson } from "../../preview/summary";
import { platform } from "../support/platform";
import { documentOf, resourceOf } from "../support/preview-document";

const whole = documentOf([resourceOf("aws:kms/key:Key", "key")]);
const remedy = /write it anew, before the change: npm run --silent preview -- prod --json > before\.json$/;

describe("a former preview's JSON", () => {
    it("is read as it was written, with parts that nobody here knows", () => {
        const text = JSON.stringify({ ...whole, cost: { total: 1 } });
        assert.deepEqual(parseDocument(text, "before.json", "prod"), { ...whole, cost: { total: 1 } });
    });

    it("is read below what npm prints where --silent was forgotten", () => {
        const banner = "\n> medease-platform@0.1.0 preview\n> node preview/main.ts prod --json\n\n";
        assert.deepEqual(parseDocument(`${banner}${JSON.stringify(whole)}\n`, "before.json", "prod"), whole);
    });

    it("of the platform is read whole", async function () {
        this.timeout(60_000);
        const printed = toJson(await platform("dev", "unknown"));
        const text = JSON.stringify(printed);
        assert.equal(
            JSON.stringify(parseDocument(text, "before.json", "dev").stacks),
            JSON.stringify(printed.stacks),
        );
    });

    for (const { what, text, says } of [
        { what: "an empty file", text: "\n", says: /^before\.json is empty: the preview that should/ },
        { what: "a text", text: "MedEase prod: phase 4", says: /^before\.json is not JSON; / },
        {
            what: "the first part of one",
            text: JSON.stringify(whole).slice(0, 200),
            says: /^before\.json is cut off after 200 characters; /,
        },
        { what: "other JSON", text: "[]", says: /^before\.json is JSON, but no preview; / },
        {
            what: "one without a version",
            text: JSON.stringify({ ...whole, version: undefined }),
            says: /is of a time before versions, and this preview reads version 1 only; /,
        },
        {
            what: "one of another version",
            text: JSON.stringify({ ...whole, version: 2 }),
            says: /is of version 2, and this preview reads version 1 only; /,
        },
        {
            what: "another environment",
            text: JSON.stringify({ ...whole, environment: "dev", target: "dev" }),
            says: /shows dev, and prod is asked for; /,
        },
        {
            what: "one stack of it",
            text: JSON.stringify({ ...whole, target: "prod-a" }),
            says: /shows prod-a of prod, and prod is asked for; /,
        },
        {
            what: "one in which a resource lacks something",
            text: JSON.stringify(whole).replace('"name":"key",', ""),
            says: /is no whole preview \(stacks\.0\.resources\.0\.name: .*\); /,
        },
    ]) {
        it(`is not ${what}`, () => {
            assert.throws(() => parseDocument(text, "before.json", "prod"), { message: says });
            assert.throws(() => parseDocument(text, "before.json", "prod"), { message: remedy });
        });
    }

    describe("as a file", () => {
        const folder = mkdtempSync(join(tmpdir(), "before-"));
        const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
        after(() => {
            rmSync(folder, { recursive: true });
            Object.assign(process.env, { npm_lifecycle_event: script ?? "", INIT_CWD: calledFrom ?? "" });
        });

        it("has to exist", () => {
            assert.throws(() => readDocument(join(folder, "none.json"), "prod"), {
                message:
                    /^there is no file .*none\.json; write it, before the change: npm run --silent preview/,
            });
        });

        it("is no directory", () => {
            assert.throws(() => readDocument(folder, "prod"), { message: /is a directory; name the file/ });
        });

        it("is where npm run was called, not where npm moved to", () => {
            writeFileSync(join(folder, "here.json"), JSON.stringify(whole));
            Object.assign(process.env, { npm_lifecycle_event: "preview", INIT_CWD: folder });
            assert.deepEqual(readDocument("here.json", "prod"), whole);
            Object.assign(process.env, { npm_lifecycle_event: "test" });
            assert.throws(() => readDocument("here.json", "prod"), {
                message: /^there is no file here\.json/,
            });
        });
    });
});
