import type { Results } from "@electric-sql/pglite";
import { loadModule, parseSync, hasSqlDetails } from "libpg-query";
import type { SqlDatabase } from "./sql-database";

/** A foreign key as a statement spells it. */
export interface DeclaredKey {
    readonly columns: readonly string[];
    readonly line: number;
}

/** What a statement has to do with an index that is built concurrently: it builds one, or it is what such a build needs beside it. */
export type IndexPart =
    | { readonly does: "builds"; readonly name: string; readonly table: string }
    | { readonly does: "accompanies" };

/** One statement of a file. */
export interface Statement {
    readonly sql: string;
    /** Line of the file. */
    readonly line: number;
    readonly foreignKeys: readonly DeclaredKey[];
    /** Name of the extension that it creates. */
    readonly createsExtension?: string;
    readonly index?: IndexPart;
    /** Whether the rows of a SELECT come in a stated order. */
    readonly orders: boolean;
}

/** SQL that PostgreSQL refuses, with the line of the file that it refuses. */
export class SqlMistake extends Error {
    constructor(
        message: string,
        readonly line: number,
    ) {
        super(message);
    }
}

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
    return typeof value === "object" && value !== null;
}

/** Every node of a parse tree with its kind, outermost first. */
function* nodesOf(value: unknown): Generator<readonly [kind: string, node: Node]> {
    if (!isNode(value)) return;
    for (const [key, child] of Object.entries(value)) {
        if (isNode(child) && !Array.isArray(child) && /^[A-Z]/.test(key)) yield [key, child];
        yield* nodesOf(child);
    }
}

/** The texts of a list of String nodes. */
function stringsOf(list: unknown): readonly string[] {
    return [...nodesOf(list)].flatMap(([kind, { sval }]) =>
        kind === "String" && typeof sval === "string" ? [sval] : [],
    );
}

/** Foreign keys in the statement, with the byte that each begins at. */
function foreignKeysOf(tree: unknown): readonly { columns: readonly string[]; offset: number }[] {
    const keys: { columns: readonly string[]; offset: number }[] = [];
    for (const [kind, node] of nodesOf(tree)) {
        if (kind === "Constraint" && node.contype === "CONSTR_FOREIGN" && node.fk_attrs !== undefined) {
            keys.push({ columns: stringsOf(node.fk_attrs), offset: Number(node.location ?? 0) });
        }
        if (kind === "ColumnDef" && Array.isArray(node.constraints)) {
            for (const [, constraint] of nodesOf(node.constraints)) {
                if (constraint.contype === "CONSTR_FOREIGN") {
                    const columns = [String(node.colname)];
                    keys.push({ columns, offset: Number(constraint.location ?? 0) });
                }
            }
        }
    }
    return keys;
}

function extensionOf(tree: Node): string | undefined {
    const created = tree.CreateExtensionStmt;
    return isNode(created) && typeof created.extname === "string" ? created.extname : undefined;
}

/** A setting, or the removal of what a build that failed has left, makes a build no harder to repeat. */
function indexPartOf({
    IndexStmt: build,
    DropStmt: drop,
    VariableSetStmt: setting,
}: Node): IndexPart | undefined {
    if (isNode(build) && build.concurrent === true) {
        const { schemaname, relname } = isNode(build.relation) ? build.relation : {};
        const table = [schemaname, relname].filter((part) => typeof part === "string").join(".");
        return {
            does: "builds",
            name: typeof build.idxname === "string" ? build.idxname : "without a name",
            table,
        };
    }
    const accompanies = setting !== undefined || (isNode(drop) && drop.concurrent === true);
    return accompanies ? { does: "accompanies" } : undefined;
}

/** Lines before the nth byte of a text. */
function linesBefore(bytes: Buffer, offset: number): number {
    let lines = 0;
    for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) lines += 1;
    return lines;
}

/**
 * Splits SQL with PostgreSQL's own parser.
 *
 * @throws SqlMistake where the text is not SQL.
 */
export async function splitStatements(sql: string, firstLine: number): Promise<readonly Statement[]> {
    await loadModule();
    const bytes = Buffer.from(sql);
    const lineAt = (offset: number): number => firstLine + linesBefore(bytes, offset);
    let tree;
    try {
        tree = parseSync(sql);
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        const before = hasSqlDetails(error) ? sql.slice(0, error.sqlDetails?.cursorPosition ?? 0) : "";
        throw new SqlMistake(error.message, firstLine + before.split("\n").length - 1);
    }
    return (tree.stmts ?? []).map((raw) => {
        const start = raw.stmt_location ?? 0;
        const end = raw.stmt_len === undefined ? bytes.length : start + raw.stmt_len;
        const node: Node = { ...raw.stmt };
        const extension = extensionOf(node);
        const index = indexPartOf(node);
        const select = node.SelectStmt;
        return {
            sql: bytes.subarray(start, end).toString(),
            line: lineAt(start),
            foreignKeys: foreignKeysOf(node).map(({ columns, offset }) => ({
                columns,
                line: lineAt(offset),
            })),
            ...(extension === undefined ? {} : { createsExtension: extension }),
            ...(index === undefined ? {} : { index }),
            orders: isNode(select) && select.sortClause !== undefined,
        };
    });
}

/** The character that PostgreSQL points at, counted from 1; absent where it points at none. */
function positionOf(error: Error): number | undefined {
    const position = Number((error as { position?: unknown }).position);
    return Number.isInteger(position) && position > 0 ? position : undefined;
}

/**
 * Executes one statement, after a prefix such as EXPLAIN.
 *
 * @throws SqlMistake where PostgreSQL refuses it.
 */
export async function executeStatement(
    db: SqlDatabase,
    { sql, line }: Statement,
    prefix = "",
): Promise<readonly Results[]> {
    try {
        return await db.exec(prefix + sql);
    } catch (error) {
        if (!(error instanceof Error)) throw error;
        const before = sql.slice(0, Math.max(0, (positionOf(error) ?? 0) - 1 - prefix.length));
        throw new SqlMistake(error.message, line + before.split("\n").length - 1);
    }
}
