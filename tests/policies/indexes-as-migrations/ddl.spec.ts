import assert from "node:assert/strict";
import { findDdl, findSqlFile } from "../../../policies/indexes-as-migrations/ddl";

const changes = [
    "CREATE TABLE a (id int)",
    "create table if not exists a(id int)",
    'CREATE UNLOGGED TABLE "s"."a" AS SELECT 1',
    "CREATE TABLE a PARTITION OF b FOR VALUES IN (1)",
    "CREATE/* here */TABLE\n\ta\n(\n",
    "CREATE INDEX a_x ON a (x)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_x ON a (x)",
    "CREATE INDEX ON a (x)",
    "CREATE OR REPLACE VIEW v AS SELECT 1",
    "CREATE MATERIALIZED VIEW v AS SELECT 1",
    "CREATE SCHEMA shop;",
    "CREATE SCHEMA IF NOT EXISTS shop",
    "CREATE SCHEMA AUTHORIZATION app",
    "CREATE OR REPLACE FUNCTION f() RETURNS int",
    "CREATE TRIGGER t BEFORE INSERT ON a",
    "CREATE POLICY p ON a",
    "CREATE TYPE t AS ENUM ('a')",
    "CREATE EXTENSION pgcrypto",
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"',
    "CREATE SEQUENCE s START 1",
    "ALTER TABLE a ADD COLUMN x int",
    "ALTER TABLE IF EXISTS ONLY s.a ADD CONSTRAINT c CHECK (true)",
    "ALTER INDEX a_x RENAME TO a_y",
    "ALTER TYPE t ADD VALUE 'b'",
    "DROP TABLE a",
    "DROP INDEX CONCURRENTLY IF EXISTS a_x",
    "npx prisma db push",
];

const others = [
    "SELECT * FROM a",
    "CREATE TEMP TABLE a (id int)",
    "CREATE TEMPORARY TABLE a AS SELECT 1",
    "CREATE ROLE app LOGIN",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app",
    "ALTER ROLE app SET statement_timeout = '5s'",
    "CREATE DATABASE medease",
    "REINDEX INDEX CONCURRENTLY a_x",
    "echo create table of contents",
    "please create an index on the page",
    "recreate table (nightly)",
    "terraform-create index page on the site",
    "docs about how to create schema and views",
    "dbmate up",
    "TRUNCATE a",
];

describe("findDdl", () => {
    for (const text of changes) {
        it(`finds ${JSON.stringify(text)}`, () => {
            assert.notEqual(findDdl(text), undefined);
            assert.notEqual(findDdl(`psql -c "${text.replaceAll('"', '\\"')}" db`), undefined);
        });
    }

    for (const text of others) {
        it(`passes over ${JSON.stringify(text)}`, () => {
            assert.equal(findDdl(text), undefined);
        });
    }

    it("says the beginning of the first statement, on one line", () => {
        const table = `CREATE TABLE a\\n(\n    ${"x".repeat(80)} int\n);`;
        assert.equal(findDdl(`select 1; ${table} drop table b;`), `CREATE TABLE a ( ${"x".repeat(43)}…`);
        assert.equal(findDdl("drop index i; create table a (x int)"), "drop index i; create table a (x int)");
    });

    it("is quick with long texts", () => {
        const started = performance.now();
        findDdl(`create table ${"a".repeat(200_000)}`);
        findDdl("create ".repeat(50_000));
        assert.ok(performance.now() - started < 1_000);
    });
});

describe("findSqlFile", () => {
    it("finds what psql is told to execute", () => {
        assert.equal(findSqlFile("psql $URL -f schema.sql"), "schema.sql");
        assert.equal(findSqlFile("psql --file=./a/schema.sql"), "./a/schema.sql");
        assert.equal(findSqlFile("psql db < dump.sql"), "dump.sql");
        assert.equal(findSqlFile("psql -c 'SELECT 1'; rm -f x"), undefined);
        assert.equal(findSqlFile("dbmate -d migrations up"), undefined);
    });
});
