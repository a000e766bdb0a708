import assert from "node:assert/strict";
import { tenantTablesHaveRowSecurity } from "../../../policies/indexes-as-migrations/rules";
import { clean, doubts, judge, refusals, resource, type Verdict } from "../../support/stack-graph";
import { directoryWith, lockedDirectory, migration, replayedSql, type Files } from "./fixture";

const database = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql" });

const file = "20260101000000_create.sql";

/** What the rule says of the schema that these statements make, each on a line of its own from line 2 on. */
async function about(statements: readonly string[], tenantColumn?: string): Promise<Verdict> {
    const files: Files = { [file]: migration(statements.join("\n")) };
    return judge(tenantTablesHaveRowSecurity, [database], {
        migrationsDir: await lockedDirectory(files),
        ...(tenantColumn === undefined ? {} : { tenantColumn }),
    });
}

const table = (name: string, column = "organization_id"): string =>
    `CREATE TABLE ${name} (id int, ${column} int);`;
const walled = (name: string, column = "organization_id"): readonly string[] => [
    table(name, column),
    `ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY; ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;`,
    `CREATE POLICY own ON ${name} USING (${column} = current_setting('app.tenant')::int);`,
];

const refusal = (name: string, line: number, reason: string, column = "organization_id"): Verdict =>
    refusals(
        `db: table ${name}, declared at ${file}:${line}, carries ${column} and ${reason}; ` +
            "a query that forgets its condition reads the rows of every tenant",
    );

describe("tenant-tables-have-row-security", () => {
    it("passes tables whose policies read the tenant's column, partitions and tables without the column aside", async () => {
        const partitioned = [
            "CREATE TABLE big (organization_id int) PARTITION BY HASH (organization_id);",
            "CREATE TABLE big_p0 PARTITION OF big FOR VALUES WITH (MODULUS 1, REMAINDER 0);",
            ...walled("rooms"),
            "ALTER TABLE big ENABLE ROW LEVEL SECURITY; ALTER TABLE big FORCE ROW LEVEL SECURITY;",
            "CREATE POLICY own ON big USING (organization_id = 1);",
            "CREATE TABLE countries (code text);",
        ];
        assert.deepEqual(await about(partitioned), clean);
    });

    it("refuses a table without it, as soon as another table has it", async () => {
        assert.deepEqual(
            await about([...walled("rooms"), table("beds")]),
            refusal("beds", 5, "has no row-level security"),
        );
    });

    it("refuses a table whose owner passes, and one whose policies read something else", async () => {
        assert.deepEqual(
            await about([
                ...walled("rooms"),
                table("beds"),
                "ALTER TABLE beds ENABLE ROW LEVEL SECURITY;",
                "CREATE POLICY own ON beds USING (organization_id = 1);",
            ]),
            refusal("beds", 5, "has row-level security that does not bind its owner"),
        );
        assert.deepEqual(
            await about([
                ...walled("rooms"),
                table("beds"),
                "ALTER TABLE beds ENABLE ROW LEVEL SECURITY; ALTER TABLE beds FORCE ROW LEVEL SECURITY;",
                "CREATE POLICY own ON beds USING (id > 0);",
            ]),
            refusal("beds", 5, "has no policy that reads organization_id"),
        );
    });

    it("does not apply to a program that keeps tenants apart in another way, unless it names its column", async () => {
        assert.deepEqual(await about([table("rooms")]), clean);
        assert.deepEqual(await about([...walled("rooms", "owner_id"), table("beds", "owner_id")]), clean);
        assert.deepEqual(
            await about([...walled("rooms", "shop_id"), table("beds", "shop_id")], "shop_id"),
            refusal("beds", 5, "has no row-level security", "shop_id"),
        );
        assert.deepEqual(
            await about([table("rooms")], "organization_id"),
            refusal("rooms", 2, "has no row-level security"),
        );
    });

    it("cannot decide where there is no schema", async () => {
        const empty = directoryWith({});
        assert.deepEqual(
            await judge(tenantTablesHaveRowSecurity, [database], { migrationsDir: empty }),
            doubts(`db: ${empty} holds no migration, so nothing says what the database's schema is`),
        );
    });

    it("names a table of another schema with it", async () => {
        const { tables } = await replayedSql("CREATE SCHEMA yard; CREATE TABLE yard.ships (id int);");
        assert.deepEqual(
            tables.map((one) => [one.table, one.columns, one.rowSecurity, one.policyColumns]),
            [["yard.ships", ["id"], "off", []]],
        );
    });
});
