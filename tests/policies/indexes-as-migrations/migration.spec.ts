import assert from "node:assert/strict";
import { parseMigration } from "../../../policies/indexes-as-migrations/layouts/dbmate";
import { layouts } from "../../../policies/indexes-as-migrations/layouts/detect";
import { olderThanKnown, readHistory } from "../../../policies/indexes-as-migrations/layouts/history";
import { migration } from "./fixture";

const file = "20260101000000_create_a.sql";

/** What is wrong with a text under a good name. */
const problems = (text: string): readonly string[] => parseMigration(file, text).problems;

describe("parseMigration", () => {
    it("takes a file apart, with the lines that its sections begin on", () => {
        const text = "-- why\n\n-- migrate:up transaction:false\nA;\n\n-- migrate:down\nB;\n";
        assert.deepEqual(parseMigration(file, text), {
            migration: {
                file,
                version: "20260101000000",
                up: { sql: "A;\n", firstLine: 4, inTransaction: false },
                down: { sql: "B;\n", firstLine: 7, inTransaction: true },
            },
            problems: [],
        });
    });

    for (const name of ["create_a.sql", "V20260101000000__create_a.sql", "_20260101000000.sql"]) {
        it(`refuses the name ${name}`, () => {
            assert.deepEqual(parseMigration(name, migration("SELECT 1;")), {
                problems: [
                    `${name} is not named like a migration; it must be YYYYMMDDHHMMSS_words_in_lower_case.sql`,
                ],
            });
        });
    }

    for (const name of ["2026_create_a.sql", "20260101000000.sql", "20260101000000-Create-A.sql"]) {
        it(`takes the name ${name}, as dbmate does`, () => {
            assert.deepEqual(parseMigration(name, migration("SELECT 1;")).problems, []);
        });
    }

    it("refuses a file without sections, with half of them, or with too many", () => {
        assert.deepEqual(problems("SELECT 1;"), [
            `${file} has no "-- migrate:up" section`,
            `${file} has no "-- migrate:down" section`,
        ]);
        assert.deepEqual(problems("-- migrate:up\nSELECT 1;"), [`${file} has no "-- migrate:down" section`]);
        assert.deepEqual(problems("-- migrate:down\nSELECT 1;"), [`${file} has no "-- migrate:up" section`]);
        assert.deepEqual(problems("-- migrate:down\nB;\n-- migrate:up\nA;"), [
            `${file}:1: the down section stands before the up section`,
        ]);
        assert.deepEqual(problems("-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:up\nC;"), [
            `${file}:5: a second up section`,
        ]);
    });

    it("refuses sections that do nothing; a way back that cannot be may say so instead", () => {
        assert.deepEqual(
            problems("-- migrate:up\n-- nothing /* yet */\n/* at\nall */\n-- migrate:down\nB;"),
            [`${file}:1: the up section has no statement`],
        );
        assert.deepEqual(problems("-- migrate:up\nA;\n-- migrate:down\n\n"), [
            `${file}:3: the down section is empty; it must undo the migration or say why it cannot`,
        ]);
        assert.deepEqual(problems("-- migrate:up\nA;\n-- migrate:down\n-- The rows are gone.\n"), []);
    });

    it("refuses statements that would never run", () => {
        assert.deepEqual(problems("CREATE TABLE a ();\n-- migrate:up\nA;\n-- migrate:down\nB;"), [
            `${file}:1: statements stand before the first section and would never run`,
        ]);
    });
});

/** What is wrong with a history of these files. */
const historyProblems = (...names: readonly string[]): readonly string[] =>
    readHistory(
        layouts.dbmate,
        names.map((name) => ({ file: name, text: migration("SELECT 1;") })),
        {},
    ).problems;

describe("a history", () => {
    it("refuses the second file of a version", () => {
        assert.deepEqual(
            historyProblems("20260101000000_a.sql", "20260101000000_b.sql", "20260102000000_c.sql"),
            ["20260101000000_b.sql has the version of 20260101000000_a.sql; versions must be unique"],
        );
    });

    it("refuses versions of several lengths where the tool orders them as text", () => {
        assert.deepEqual(historyProblems("9_a.sql", "10_b.sql"), [
            "10_b.sql runs before 9_a.sql: dbmate orders versions as text; give them all the same number of digits",
        ]);
    });
});

describe("olderThanKnown", () => {
    const known = ["20260101000000_a.sql", "20260103000000_c.sql", "queries/z.sql"];
    const older = (files: readonly string[], among: readonly string[] = known): readonly string[] =>
        olderThanKnown(
            layouts.dbmate,
            files.map((name) => ({ file: name })),
            among,
        );

    it("finds a new migration between known ones", () => {
        assert.deepEqual(older([...known.slice(0, 2), "20260102000000_b.sql"]), [
            "20260102000000_b.sql is new, but not later than 20260103000000_c.sql; it must get a later version",
        ]);
    });

    it("lets later ones and a first one be", () => {
        assert.deepEqual(older(["20260104000000_d.sql"]), []);
        assert.deepEqual(older(["20260104000000_d.sql"], ["queries/z.sql"]), []);
    });

    it("compares as the layout orders", () => {
        const flyway = (file: string, among: readonly string[]): readonly string[] =>
            olderThanKnown(layouts.flyway, [{ file }], among);
        assert.deepEqual(flyway("V10__c.sql", ["V2__a.sql", "V9__b.sql", "R__z.sql"]), []);
        assert.deepEqual(flyway("V1.1__c.sql", ["V1__a.sql", "V1.2__b.sql"]), [
            "V1.1__c.sql is new, but not later than V1.2__b.sql; it must get a later version",
        ]);
        assert.deepEqual(flyway("R__views.sql", ["V1__a.sql"]), []);
    });
});
