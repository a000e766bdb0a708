import type { FrequentQuery } from "./catalogue";
import type { IndexRow } from "./catalogue-reader";
import type { SourceFile } from "./source-files";
import type { SqlDatabase } from "./sql-database";
import { executeStatement, splitStatements, SqlMistake } from "./statement";

/** A node of EXPLAIN's JSON, as far as a verdict needs it. */
export interface PlanNode {
    readonly "Node Type": string;
    readonly "Relation Name"?: string;
    readonly Schema?: string;
    readonly Alias?: string;
    readonly "Index Name"?: string;
    readonly "Index Cond"?: string;
    readonly "Sort Key"?: readonly string[];
    readonly Plans?: readonly PlanNode[];
}

/** What names in a plan stand for. */
export interface Names {
    /** Partition to partitioned table, both with their schema. */
    readonly rootTable: ReadonlyMap<string, string>;
    /** By schema and name. */
    readonly index: ReadonlyMap<string, IndexRow>;
}

/**
 * The tables are empty, so that every plan is cheap and none is preferred for its cost. Whatever an index can spare
 * is switched off: what is left of it in the plan, no index can spare.
 */
const plannerSettings = ["seqscan", "sort", "incremental_sort", "hashjoin", "mergejoin"]
    .map((method) => `SET enable_${method} = off;`)
    .join(" ");

const explain = "EXPLAIN (GENERIC_PLAN, VERBOSE, FORMAT JSON) ";

/** Where a scan takes place: a bitmap's index scans do not repeat it. */
interface Scanned {
    readonly schema: string;
    readonly table: string;
    readonly alias: string;
}

function scannedBy(node: PlanNode, outer: Scanned): Scanned {
    const table = node["Relation Name"];
    if (table === undefined) return outer;
    return { schema: node.Schema ?? "public", table, alias: node.Alias ?? table };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** Whether the condition restricts the index's first column, rather than another table's column of that name. */
function restricts(condition: string, leading: string, alias: string): boolean {
    const own = condition
        .replace(/'(?:[^']|'')*'/g, "''")
        .replaceAll(`"${alias}".`, "")
        .replace(new RegExp(`(?<![\\w$."])${escaped(alias)}\\.`, "g"), "");
    return new RegExp(`(?<![\\w$."])${escaped(leading)}(?![\\w$])`).test(own);
}

/** What a plan does that an index should spare it, and the indexes that it reads. */
export function judgePlan(
    plan: PlanNode,
    names: Names,
    orders: boolean,
): { readonly indexes: readonly string[]; readonly problems: readonly string[] } {
    const [indexes, problems] = [new Set<string>(), new Set<string>()];
    const tableName = ({ schema, table }: Scanned): string =>
        names.rootTable.get(`${schema}.${table}`) ?? `${schema}.${table}`;

    const visit = (node: PlanNode, outer: Scanned): void => {
        const scanned = scannedBy(node, outer);
        const type = node["Node Type"];
        if (type === "Seq Scan" || type === "Sample Scan") {
            problems.add(`reads all of ${tableName(scanned)}: no index serves its condition`);
        }
        if (node["Index Name"] !== undefined) {
            const index = names.index.get(`${scanned.schema}.${node["Index Name"]}`);
            const name = index?.name ?? node["Index Name"];
            indexes.add(name);
            if (index === undefined || !restricts(node["Index Cond"] ?? "", index.leading, scanned.alias)) {
                const leading = index?.leading ?? "its first column";
                problems.add(`reads all of index ${name}: its condition does not restrict ${leading}`);
            }
        }
        if (orders && (type === "Sort" || type === "Incremental Sort")) {
            const keys = (node["Sort Key"] ?? []).map((key) => key.replace(/^[\w$]+\./, ""));
            problems.add(`sorts by ${keys.join(", ")}: no index returns its rows in that order`);
        }
        for (const child of node.Plans ?? []) visit(child, scanned);
    };
    visit(plan, { schema: "public", table: "", alias: "" });
    return { indexes: [...indexes].sort(), problems: [...problems].sort() };
}

/** The names that plans of this database use. */
async function readNames(db: SqlDatabase, indexes: readonly IndexRow[]): Promise<Names> {
    const { rows } = await db.query<{ partition: string; root: string }>(`
        SELECT pn.nspname || '.' || p.relname AS partition,
            CASE WHEN rn.nspname = 'public' THEN '' ELSE rn.nspname || '.' END || r.relname AS root
        FROM pg_class p
        JOIN pg_namespace pn ON pn.oid = p.relnamespace
        JOIN pg_class r ON r.oid = coalesce(pg_partition_root(p.oid), p.oid)
        JOIN pg_namespace rn ON rn.oid = r.relnamespace
        WHERE p.relkind IN ('r', 'p', 'm')`);
    return {
        rootTable: new Map(rows.map(({ partition, root }) => [partition, root])),
        index: new Map(indexes.map((index) => [index.key, index])),
    };
}

/** Plans every frequent query against the schema and judges the plans. The database keeps the planner's settings. */
export async function judgeQueries(
    db: SqlDatabase,
    indexes: readonly IndexRow[],
    sources: readonly SourceFile[],
): Promise<FrequentQuery[]> {
    const names = await readNames(db, indexes);
    await db.exec(plannerSettings);
    const judged: FrequentQuery[] = [];
    for (const source of sources) judged.push(await judgeQuery(db, names, source));
    return judged;
}

async function judgeQuery(db: SqlDatabase, names: Names, source: SourceFile): Promise<FrequentQuery> {
    const basename = source.file.slice(source.file.lastIndexOf("/") + 1).replace(/\.sql$/, "");
    const name = /^--\s*name:\s*(\S+)\s*$/m.exec(source.text)?.[1] ?? basename;
    const verdict = (indexes: readonly string[], problems: readonly string[]): FrequentQuery => ({
        name,
        file: source.file,
        indexes: [...indexes],
        problems: [...problems],
    });
    try {
        const [statement, second] = await splitStatements(source.text, 1);
        if (statement === undefined) return verdict([], ["is not there: the file has no statement"]);
        if (second !== undefined) {
            return verdict([], [`has a second statement on line ${second.line}; a file holds one query`]);
        }
        const [result] = await executeStatement(db, statement, explain);
        const row = result?.rows[0] as { "QUERY PLAN": readonly [{ Plan: PlanNode }] } | undefined;
        if (row === undefined) return verdict([], ["has no plan"]);
        const { indexes, problems } = judgePlan(row["QUERY PLAN"][0].Plan, names, statement.orders);
        return verdict(indexes, problems);
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        const line = error instanceof SqlMistake ? ` on line ${error.line}` : "";
        return verdict([], [`cannot run against the schema${line}: ${error.message}`]);
    }
}
