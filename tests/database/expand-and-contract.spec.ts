import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runOf } from "../../migrator/statement-run";
import { splitStatements } from "../../policies/indexes-as-migrations/statement";
import { rules } from "../../policies/indexes-as-migrations/rules";
import { loadSampleData } from "../../database/sample-data";
import { repository } from "../support/platform";
import { migratedDatabase } from "./support";

const guide = readFileSync(join(repository, "docs", "expand-and-contract.md"), "utf8");
const blocks = [...guide.matchAll(/^```sql\n([\s\S]*?)^```$/gm)].map(([, sql = ""]) => ({
    sql,
    rule: /^-- caught by (\S+)$/m.exec(sql)?.[1],
}));
const packRules: readonly string[] = rules.map(({ name }) => name);

/** Names of the linter's rules that an up section breaks. One statement and no timeout stands for transaction:false. */
function lint(sql: string): readonly string[] {
    const alone = sql.includes("CONCURRENTLY") && !sql.includes("SET LOCAL");
    const { stdout, stderr } = spawnSync(
        process.execPath,
        [
            join(repository, "node_modules", "squawk-cli", "js", "bin", "squawk"),
            ...(alone
                ? ["--pg-version", "17.0"]
                : ["--config", join(repository, "migrations", ".squawk.toml")]),
            ...["--reporter", "gcc", "--stdin-filepath", "guide.sql"],
        ],
        { encoding: "utf8", input: sql },
    );
    assert.equal(stderr.replace(/^.*(Found|Find detailed).*$/gm, "").trim(), "");
    return [...stdout.matchAll(/^guide\.sql:\d+:\d+: \w+: (\S+)/gm)].map(([, rule = ""]) => rule);
}

describe("docs/expand-and-contract.md", () => {
    it("has steps and mistakes", () => {
        assert.ok(blocks.filter(({ rule }) => rule !== undefined).length >= 12);
        assert.ok(blocks.filter(({ rule }) => rule === undefined).length >= 10);
    });

    for (const { sql, rule } of blocks) {
        const [first = ""] = sql.split("\n").filter((line) => !/^(--|SET LOCAL)/.test(line));
        if (rule === undefined) {
            it(`advises nothing that the linter refuses: ${first}`, () => {
                assert.deepEqual(lint(sql), []);
            });
        } else if (packRules.includes(rule)) {
            it(`names a rule of the pack that is there: ${rule}`, () => undefined);
        } else {
            it(`is right that ${rule} catches ${first}`, () => {
                assert.ok(lint(sql).includes(rule), `the linter finds ${lint(sql).join(", ")}`);
            });
        }
    }

    it("advises nothing that the runner refuses: no timeout beyond its own", async () => {
        for (const { sql } of blocks.filter(({ rule }) => rule === undefined)) {
            const inTransaction = !/CONCURRENTLY|\bCOMMIT;/.test(sql);
            for (const statement of await splitStatements(sql, 1)) {
                const decision = await runOf(statement.sql, inTransaction);
                assert.ok(
                    "run" in decision,
                    `${statement.sql}: ${"mistake" in decision && decision.mistake}`,
                );
            }
        }
    });

    it("names no rule that is nowhere", () => {
        const shown = new Set([...packRules, ...blocks.flatMap(({ rule }) => rule ?? [])]);
        const bare = lint("ALTER TABLE users ALTER COLUMN email TYPE varchar;");
        const named = [...guide.matchAll(/`([a-z]+(?:-[a-z]+){2,})`/g)].map(([, name = ""]) => name);
        const packs = ["indexes-as-migrations"];
        assert.deepEqual(
            named.filter((name) => ![...shown, ...bare, ...packs].includes(name)),
            [],
        );
        assert.ok(named.includes("require-lock-timeout") && named.includes("frequent-query-has-index"));
    });

    it("advises steps that a real PostgreSQL takes, one after the other, with rows in its tables", async () => {
        const { owner } = await migratedDatabase();
        await loadSampleData(owner, {
            organizations: 5,
            patients: 50,
            appointments: 50,
            records: 100,
            auditEntries: 10,
        });
        for (const { sql } of blocks.filter(({ rule }) => rule === undefined)) {
            if (/\bCOMMIT;/.test(sql)) await owner.query(sql);
            else await owner.query(`BEGIN; ${sql} COMMIT;`);
        }
        const { rows } = await owner.query<{ copied: number }>(
            "SELECT count(last_name)::int AS copied FROM patients",
        );
        assert.deepEqual(rows, [{ copied: 50 }]);
    });
});
