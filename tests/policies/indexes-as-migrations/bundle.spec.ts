import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { directoriesOf, readBundle } from "../../../policies/indexes-as-migrations/bundle";
import { directoryWith, migration } from "./fixture";

const repository = join(__dirname, "..", "..", "..");

describe("directoriesOf", () => {
    it("starts at the repository, wherever the process was started", () => {
        const bundle = join(repository, "policies", "indexes-as-migrations", "bundle");
        const told = execFileSync(
            process.execPath,
            [
                "--require",
                join(repository, "node_modules", "ts-node", "register", "transpile-only"),
                "--eval",
                `console.log(JSON.stringify(require(${JSON.stringify(bundle)}).directoriesOf({})))`,
            ],
            {
                cwd: "/",
                encoding: "utf8",
                env: { ...process.env, TS_NODE_PROJECT: join(repository, "tsconfig.json") },
            },
        );
        assert.deepEqual(JSON.parse(told), {
            migrations: join(repository, "migrations"),
            queries: join(repository, "migrations", "queries"),
        });
    });

    it("takes relative and absolute directories, and queries inside the migrations' own", () => {
        assert.deepEqual(directoriesOf({ migrationsDir: "db/schema" }), {
            migrations: join(repository, "db", "schema"),
            queries: join(repository, "db", "schema", "queries"),
        });
        assert.deepEqual(directoriesOf({ migrationsDir: "/a", queriesDir: "/b" }), {
            migrations: "/a",
            queries: "/b",
        });
    });
});

describe("readBundle", () => {
    it("reads SQL alone, in the order of the names", () => {
        const migrationsDir = directoryWith({
            "20260102000000_b.sql": migration("SELECT 2;"),
            "20260101000000_a.sql": migration("SELECT 1;"),
            "README.md": "text",
            "old/20250101000000_z.sql": migration("SELECT 0;"),
            "queries/q.sql": "SELECT 1;",
        });
        const bundle = readBundle(directoriesOf({ migrationsDir }));
        assert.deepEqual(
            bundle.migrations.map(({ version }) => version),
            ["20260101000000", "20260102000000"],
        );
        assert.deepEqual(Object.keys(bundle.checksums), [
            "20260101000000_a.sql",
            "20260102000000_b.sql",
            "queries/q.sql",
        ]);
        assert.equal(bundle.checksums["queries/q.sql"]?.length, 64);
    });

    it("reads nothing from directories that are not there", () => {
        const bundle = readBundle(directoriesOf({ migrationsDir: "/nowhere" }));
        assert.deepEqual([bundle.migrations, bundle.queries, bundle.problems], [[], [], []]);
    });
});
