import type { IndexBuild } from "./catalogue";
import type { SqlDatabase } from "./sql-database";
import type { Statement } from "./statement";

/** A table and one of its indexes that takes time to build: that of a partitioned table is only a name for its partitions'. */
interface BuiltRow {
    readonly name: string;
    readonly relation: string;
    readonly table: string;
}

const rootName = (oid: string): string => `
    (SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || r.relname
     FROM pg_class r JOIN pg_namespace n ON n.oid = r.relnamespace WHERE r.oid = coalesce(pg_partition_root(${oid}), ${oid}))`;

/** Oids only grow, so that what has a greater one came later. */
const builtSince = `
    SELECT i.indrelid::text AS relation, ${rootName("i.indexrelid")} AS name, ${rootName("i.indrelid")} AS "table"
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE i.indexrelid > $1::oid AND x.relkind = 'i' AND t.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY name`;

/** Tables and materialized views: whatever holds rows. */
const relationsQuery = "SELECT oid::text AS oid FROM pg_class WHERE relkind IN ('r', 'p', 'm')";

/** Sees in the catalogue which statement builds an index, also where a block or another statement does it. */
export class IndexWatch {
    private readonly builds: IndexBuild[] = [];
    private existing: ReadonlySet<string> = new Set();

    constructor(private readonly db: SqlDatabase) {}

    /** Before a migration: what is there now has rows that a build would read. */
    async begin(): Promise<void> {
        const { rows } = await this.db.query<{ oid: string }>(relationsQuery);
        this.existing = new Set(rows.map(({ oid }) => oid));
    }

    /**
     * After a statement of the migration.
     *
     * @param newest oid of the newest index that there was before it
     */
    async look(file: string, { line, index }: Statement, newest: string | null): Promise<void> {
        const { rows: built } = await this.db.query<BuiltRow>(builtSince, [newest ?? "0"]);
        if (index?.does === "builds") return;
        const onExisting = built.filter(({ relation }) => this.existing.has(relation));
        for (const { name, table } of onExisting) {
            const build: IndexBuild = {
                file,
                at: `${file}:${String(line)}`,
                index: name,
                table,
                how: "under a lock",
            };
            const isSame = (one: IndexBuild): boolean => one.at === build.at && one.index === name;
            if (!this.builds.some(isSame)) this.builds.push(build);
        }
    }

    /** After a migration: a concurrent build that is not alone in it cannot be repeated when it fails. */
    end(file: string, statements: readonly Statement[]): void {
        const builds = statements.filter(({ index }) => index?.does === "builds");
        const others = statements.filter(({ index }) => index === undefined);
        const [first] = builds;
        if (first?.index?.does !== "builds" || builds.length + others.length < 2) return;
        const { name, table } = first.index;
        this.builds.push({
            file,
            at: `${file}:${String(first.line)}`,
            index: name,
            table,
            how: "among others",
        });
    }

    /** What was seen, in the order of the history. */
    found(): readonly IndexBuild[] {
        return this.builds;
    }
}
