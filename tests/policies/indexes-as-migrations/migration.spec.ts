import assert from "node:assert/strict";
import {
    olderThanKnown,
    parseMigration,
    repeatedVersions,
    type Migration,
} from "../../../policies/indexes-as-migrations/migration";
import { migration } from "./fixture";

const file = "20260101000000_create_a.sql";

/** What is wrong with a text under a good name. */
const problems = (text: string): readonly string[] => parseMigration(file, text).problems;

/** A migration of that name. */
function named(name: string): Migration {
    const parsed = parseMigration(name, migration("SELECT 1;")).migration;
    if (parsed === undefined) throw new Error(`${name} is no migration`);
    return parsed;
}

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

    for (const name of [
        "create_a.sql",
        "2026_create_a.sql",
        "20260101000000.sql",
        "20260101000000_.sql",
        "20260101000000-create-a.sql",
        "20260101000000_Create_A.sql",
        "V20260101000000__create_a.sql",
        "20260101000000_create__a.sql",
    ]) {
        it(`refuses the name ${name}`, () => {
            assert.deepEqual(parseMigration(name, migration("SELECT 1;")), {
                problems: [
                    `${name} is not named like a migration; it must be YYYYMMDDHHMMSS_words_in_lower_case.sql`,
                ],
            });
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

describe("repeatedVersions", () => {
    it("finds the second file of a version", () => {
        const names = ["20260101000000_a.sql", "20260101000000_b.sql", "20260102000000_c.sql"];
        assert.deepEqual(repeatedVersions(names.map(named)), [
            "20260101000000_b.sql has the version of 20260101000000_a.sql; versions must be unique",
        ]);
    });
});

describe("olderThanKnown", () => {
    const known = ["20260101000000_a.sql", "20260103000000_c.sql", "queries/z.sql"];

    it("finds a new migration between known ones", () => {
        assert.deepEqual(olderThanKnown([...known.slice(0, 2), "20260102000000_b.sql"].map(named), known), [
            "20260102000000_b.sql is new, but not later than 20260103000000_c.sql; it must get a later version",
        ]);
    });

    it("lets later ones and a first one be", () => {
        assert.deepEqual(olderThanKnown([named("20260104000000_d.sql")], known), []);
        assert.deepEqual(olderThanKnown([named("20260104000000_d.sql")], ["queries/z.sql"]), []);
    });
});
