import { loadModule, parseSync } from "libpg-query";
import type { StatementRun } from "./bundle";
import { timeoutMistake } from "./file-timeouts";

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table as the statement names it, quoted. */
function tableOf(relation: unknown): string {
    const { schemaname, relname } = isNode(relation) ? relation : {};
    return [schemaname, relname]
        .filter((part): part is string => typeof part === "string")
        .map(quoted)
        .join(".");
}

/** A name as SQL writes it, with its schema where it has one. */
const writtenName = /^(?:"(?:[^"]|"")*"|[^\s."(]+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[^\s."(]+))?/;

/** What a CREATE INDEX IF NOT EXISTS says behind its table; nothing where it does not say IF NOT EXISTS. */
function unlessThere(
    sql: string,
    { if_not_exists: ifNotExists, relation, unique }: Node,
): Pick<Extract<StatementRun, { readonly as: "build-index" }>, "unless"> {
    if (ifNotExists !== true || !isNode(relation)) return {};
    // The parser counts bytes.
    const fromTable = Buffer.from(sql).subarray(Number(relation.location)).toString();
    const definition = fromTable.replace(writtenName, "").replace(/;\s*$/, "").trim();
    return { unless: { unique: unique === true, definition } };
}

/** The one object that a DROP names, quoted: CONCURRENTLY takes no more. */
function droppedName(objects: unknown): string {
    const [first] = Array.isArray(objects) ? (objects as unknown[]) : [];
    const list = isNode(first) ? first.List : undefined;
    const items = isNode(list) && Array.isArray(list.items) ? (list.items as unknown[]) : [];
    return items
        .map((item) => (isNode(item) && isNode(item.String) ? String(item.String.sval) : ""))
        .map(quoted)
        .join(".");
}

/** Whether an option such as `concurrently` stands among a statement's parameters. */
function hasOption(parameters: unknown, option: string): boolean {
    return (
        Array.isArray(parameters) &&
        (parameters as unknown[]).some(
            (one) => isNode(one) && isNode(one.DefElem) && one.DefElem.defname === option,
        )
    );
}

/** Statements that PostgreSQL refuses in a transaction, or that may end one, and that a second run does not harm. */
const repeatable = ["VacuumStmt", "AlterSystemStmt", "CallStmt", "DoStmt"];

/** How one statement is run, or why it cannot be. */
export type RunDecision = { readonly run: StatementRun } | { readonly mistake: string };

/**
 * Decides from PostgreSQL's own parse tree how a statement is run.
 *
 * @param inTransaction whether its file is applied in one transaction
 */
export async function runOf(sql: string, inTransaction: boolean): Promise<RunDecision> {
    await loadModule();
    const [statement] = parseSync(sql).stmts ?? [];
    const [entry] = Object.entries({ ...statement?.stmt });
    const [kind = "", body] = entry ?? [];
    const node: Node = isNode(body) ? body : {};
    if (kind === "TransactionStmt") {
        return { mistake: "the runner opens and ends transactions; take the statement out" };
    }
    const concurrent =
        node.concurrent === true || (kind === "ReindexStmt" && hasOption(node.params, "concurrently"));
    if (inTransaction) {
        const mistake = kind === "VariableSetStmt" ? timeoutMistake(node) : undefined;
        if (mistake !== undefined) return { mistake };
        return concurrent || kind === "VacuumStmt"
            ? { mistake: "PostgreSQL runs it in no transaction; write -- migrate:up transaction:false" }
            : { run: { as: "atomic" } };
    }
    if (kind === "VariableSetStmt") {
        return {
            mistake:
                "a setting would be lost where a run is taken up behind it, and the runner sets the timeouts; take it out",
        };
    }
    if (kind === "IndexStmt" && concurrent) {
        return typeof node.idxname === "string"
            ? {
                  run: {
                      as: "build-index",
                      index: node.idxname,
                      table: tableOf(node.relation),
                      ...unlessThere(sql, node),
                  },
              }
            : { mistake: "an index that is built concurrently needs a name: a killed build is found by it" };
    }
    if (kind === "DropStmt" && concurrent) {
        return { run: { as: "drop-index", index: droppedName(node.objects) } };
    }
    if (detachesConcurrently(node)) {
        return {
            mistake:
                "DETACH PARTITION CONCURRENTLY cannot be taken up after a crash; detach in a transaction, " +
                "whose lock timeout keeps it short",
        };
    }
    return concurrent || repeatable.includes(kind)
        ? { run: { as: "repeatable" } }
        : { run: { as: "atomic" } };
}

function detachesConcurrently({ cmds }: Node): boolean {
    return (
        Array.isArray(cmds) &&
        (cmds as unknown[]).some((command) => {
            const { AlterTableCmd: inner } = isNode(command) ? command : {};
            const { def } = isNode(inner) ? inner : {};
            const { PartitionCmd: partition } = isNode(def) ? def : {};
            return isNode(partition) && partition.concurrent === true;
        })
    );
}
