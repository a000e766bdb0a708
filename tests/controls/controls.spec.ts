import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/platform";
import { controls } from "./checks";
import { environments } from "./control";
import { graphOf, hold } from "./hold";

const docs = join(repository, "docs");
const page = readFileSync(join(docs, "controls.md"), "utf8");

/** Rows of docs/controls.md: the control, and by what it holds. */
const rows = [
    ...page.matchAll(
        /^\| (CT\d{3}) \|.*\| (test|\[spec\]\([^)]*\)|(?:test, but excused|excused|absent): .*) \|$/gm,
    ),
].map(([, id = "", by = ""]) => ({ id, by }));
const idsBy = (pattern: RegExp): readonly string[] =>
    rows.filter(({ by }) => pattern.test(by)).map(({ id }) => id);

/** What a row that is absent would be about, should it appear. */
const absent = /^aws:(lambda\/permission|secretsmanager\/secretPolicy|s3\/bucketObjectLock)/;

describe("docs/controls.md", function () {
    this.timeout(60_000);

    it("has each of the 121 rows once, in order", () => {
        const expected = Array.from({ length: 121 }, (_, index) => `CT${String(index + 1).padStart(3, "0")}`);
        assert.deepEqual(
            rows.map(({ id }) => id),
            expected,
        );
    });

    it("says test of the rows that are asserted here, and of no other", () => {
        const asserted = controls.flatMap(({ ids }) => ids).filter((id) => id.startsWith("CT"));
        assert.deepEqual(idsBy(/^test(,|$)/), [...new Set(asserted)].sort());
    });

    it("excuses what ADR 0020 excuses, and nothing else", () => {
        const adr = readFileSync(join(docs, "adr", "0020-controls-not-met.md"), "utf8");
        const excused = [...adr.matchAll(/^\| (CT\d{3}(?:, CT\d{3})*) \|/gm)].flatMap(([, ids = ""]) =>
            ids.split(", "),
        );
        assert.deepEqual(idsBy(/^(test, but )?excused/), excused);
    });

    it("names specs that name the row", () => {
        for (const { id, by } of rows) {
            const [, spec] = /^\[spec\]\(([^)]*)\)$/.exec(by) ?? [];
            if (spec === undefined) continue;
            assert.match(
                readFileSync(join(docs, spec), "utf8"),
                new RegExp(`\\bit\\(\\s*["\`].*\\b${id}\\b`),
                id,
            );
        }
    });

    it("says how many rows hold by what", () => {
        const counts = [
            `${String(idsBy(/^test$/).length)} test`,
            `${String(idsBy(/^test, but/).length)} test, but excused`,
            `${String(idsBy(/^excused/).length)} excused`,
            `${String(idsBy(/^absent/).length)} absent`,
            `${String(idsBy(/^\[spec\]/).length)} spec`,
        ].join("; ");
        assert.ok(page.includes(`Of ${String(rows.length)} rows: ${counts}.`), counts);
    });

    for (const environment of environments) {
        it(`calls absent what does not exist in ${environment}`, async () => {
            const { nodes } = await graphOf(environment);
            assert.deepEqual(
                nodes.filter(({ type }) => absent.test(type)).map(({ urn }) => urn),
                [],
            );
        });
    }
});

describe("the controls of docs/controls.md", function () {
    this.timeout(120_000);

    hold(controls);
});
