import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { layoutNames } from "../../../../policies/indexes-as-migrations/layouts/layout";
import {
    judgeMigrations,
    MigrationsError,
    type MigrationOptions,
} from "../../../../preview/judge-migrations";
import type { PolicyConfig } from "../../../../preview/policy-config";
import { runPolicies } from "../../../support/policies-command";
import { directoryWith, withoutIndex, type Files } from "../fixture";
import { configFor } from "./locked-histories";
import { keyFaults, soundSteps, written } from "./written-histories";

describe("npm run policies -- --migrations", () => {
    for (const layout of layoutNames) {
        it(`judges a directory of ${layout} and lists its keys`, async () => {
            const { migrationsDir = "", queriesDir } = await configFor(layout, written(layout));
            const named = layout === "supabase" ? { layout } : {};
            const verdict = await judgeMigrations(migrationsDir, { queries: queriesDir, ...named });
            assert.deepEqual(verdict.violations, []);
            assert.deepEqual([verdict.layout, verdict.migrations], [layout, layout === "flyway" ? 5 : 4]);
            assert.deepEqual(
                verdict.foreignKeys.map(({ table, columns, coveredBy }) => [table, columns, coveredBy]),
                [
                    ["invoices", ["order_id"], "idx_invoices_order"],
                    ["invoices", ["payer_id"], "idx_payer"],
                    ["orders", ["customer_id"], "idx_orders_customer"],
                ],
            );
        });
    }

    it("says in 80 columns what is broken and where, with exit 1, and leaves nothing in the directory", async () => {
        const [, fault] = keyFaults;
        assert.ok(fault !== undefined);
        const { migrationsDir = "", queriesDir = "" } = await configFor(
            "prisma",
            written("prisma", [...soundSteps, fault]),
        );
        const before = readdirSync(migrationsDir);
        const { status, stdout } = runPolicies("--migrations", migrationsDir, "--queries", queriesDir);
        assert.equal(status, 1, stdout);
        assert.match(
            stdout,
            /^5 migrations read as prisma's\n {2}invoices \(order_id\): idx_invoices_order\n {2}invoices \(payer_id\): no index\n/,
        );
        assert.match(stdout, /2 broken, 0 undecided, 3 foreign keys\n$/);
        assert.deepEqual(
            stdout.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.deepEqual(readdirSync(migrationsDir), before);
    });

    it("takes the level that the configuration gives a rule", async () => {
        const directory = directoryWith(withoutIndex);
        const broken = async (config: PolicyConfig): Promise<readonly string[]> =>
            (await judgeMigrations(directory, {}, config)).violations
                .filter(({ rule }) => rule === "foreign-key-has-index")
                .map(({ enforcementLevel }) => enforcementLevel);
        assert.deepEqual(await broken({}), ["mandatory"]);
        for (const enforcementLevel of ["advisory", "disabled"] as const) {
            const config = { "foreign-key-has-index": { enforcementLevel, properties: {} } };
            assert.deepEqual(await broken(config), enforcementLevel === "disabled" ? [] : ["advisory"]);
        }
    });

    it("tells once what leaves several rules undecided, and shows neither a URN nor a stack", () => {
        const { status, stdout } = runPolicies(
            "--migrations",
            directoryWith({ "0001_a.sql": "CREATE EXTENSION postgis;" }),
        );
        assert.equal(status, 1);
        assert.equal(stdout.match(/has no extension\s+postgis/g)?.length, 1, stdout);
        assert.match(stdout, /^undecided {2}indexes-as-migrations \/ \S+\n {2}and foreign-key-has-index, /m);
        assert.match(stdout, / 8 undecided, /);
        assert.doesNotMatch(stdout, /urn:|\(stack/);
    });

    it("refuses what --config says of the directory, which the options say", async () => {
        const properties = { layout: "goose", placeholders: { kind: "text" } };
        await assert.rejects(
            judgeMigrations(directoryWith(withoutIndex), {}, { "foreign-key-has-index": { properties } }),
            (error) => {
                assert.ok(error instanceof MigrationsError);
                assert.equal(
                    error.message,
                    "--config says layout, placeholders of foreign-key-has-index; name --layout, --placeholder instead",
                );
                return true;
            },
        );
    });

    it("exits 1 where nobody can tell", () => {
        const { status, stdout } = runPolicies(
            "--migrations",
            directoryWith({ "V1__a.sql": "", "V2__B.java": "" }),
            "--json",
        );
        assert.equal(status, 1);
        assert.match(stdout, /"undecided: database: V2__B\.java is a migration in Java/);
        assert.match(stdout, /"foreignKeys":\[\]/);
    });

    it("exits 2 on a directory of mixed layouts, with one message and the remedy", () => {
        const { status, stdout, stderr } = runPolicies("--migrations", directoryWith(mixed));
        assert.deepEqual([status, stdout], [2, ""]);
        assert.match(
            stderr,
            /^\S+ mixes layouts: 1_b\.up\.sql is golang-migrate's, V1__a\.sql is flyway's; .* --layout/,
        );
    });

    const mixed = { "V1__a.sql": "SELECT 1;", "1_b.up.sql": "SELECT 1;" };
    const mistakes: readonly (readonly [string, Files | string, MigrationOptions, RegExp])[] = [
        [
            "no such directory",
            "nowhere",
            {},
            /^there is no directory nowhere; --migrations must be one that exists$/,
        ],
        ["a file", __filename, {}, /is no directory; --migrations must be one$/],
        [
            "no migration",
            { "README.md": "" },
            {},
            /holds no migration; name the directory whose files the tool runs$/,
        ],
        [
            "another tool's",
            mixed,
            { layout: "prisma" },
            /holds no migration; .*, or another --layout than prisma$/,
        ],
        [
            "an unknown layout",
            mixed,
            { layout: "flyaway" },
            /^there is no layout flyaway; name one of dbmate, /,
        ],
        [
            "no known layout",
            { "schema.sql": "" },
            {},
            /no layout that is known: schema\.sql .* or name it with --layout/,
        ],
        [
            "no such prelude",
            mixed,
            { prelude: "no.sql" },
            /^there is no file no\.sql; --prelude must be one that exists$/,
        ],
        [
            "no such queries",
            mixed,
            { queries: "no" },
            /^there is no directory no; --queries must be one that exists$/,
        ],
        ["half a placeholder", mixed, { placeholder: ["x"] }, /^got --placeholder x; it must be name=value$/],
    ];
    for (const [what, files, options, message] of mistakes) {
        it(`refuses ${what} with one message and the remedy`, async () => {
            const directory = typeof files === "string" ? files : directoryWith(files);
            await assert.rejects(judgeMigrations(directory, options), (error) => {
                assert.ok(error instanceof MigrationsError);
                assert.match(error.message, message);
                return true;
            });
        });
    }
});
