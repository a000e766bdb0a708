import { z } from "zod";

const foreignKey = z.strictObject({
    name: z.string(),
    /** With its schema, unless that is public. */
    table: z.string(),
    columns: z.array(z.string()),
    refersTo: z.string(),
    /** `file:line` of the statement that made it. */
    declaredAt: z.string(),
    /** The index that begins with its columns. */
    coveredBy: z.string().nullable(),
    /** Indexes with its columns that do not cover it, each with the reason. */
    rejected: z.array(z.string()),
});

const frequentQuery = z.strictObject({
    name: z.string(),
    file: z.string(),
    /** Indexes that its plan reads. */
    indexes: z.array(z.string()),
    /** What its plan does that an index should have spared it. */
    problems: z.array(z.string()),
});

const tableFact = z.strictObject({
    /** With its schema, unless that is public. */
    table: z.string(),
    /** `file:line` of the statement that made it. */
    declaredAt: z.string(),
    /** "enabled" does not bind the table's owner, "forced" binds everybody but superusers. */
    rowSecurity: z.enum(["off", "enabled", "forced"]),
    columns: z.array(z.string()),
    /** Columns that its policies read. */
    policyColumns: z.array(z.string()),
});

const wayBack = z.strictObject({
    /** Ways back that do not lead back; `problem` ends the sentence "its way back …". */
    faults: z.array(z.strictObject({ file: z.string(), problem: z.string() })),
    /** Why nobody can tell of others. */
    undecided: z.array(z.string()),
});

const indexBuild = z.strictObject({
    file: z.string(),
    /** `file:line` of the statement. */
    at: z.string(),
    index: z.string(),
    table: z.string(),
    /** On a table that was there before the migration, or concurrently but with other statements beside it. */
    how: z.enum(["under a lock", "among others"]),
});

const warning = z.strictObject({
    file: z.string(),
    at: z.string(),
    /** squawk's name of its rule. */
    rule: z.string(),
    message: z.string(),
});

/** The form in which the lock file keeps a {@link Catalogue}. */
export const catalogueForm = z.strictObject({
    foreignKeys: z.array(foreignKey),
    frequentQueries: z.array(frequentQuery),
    tables: z.array(tableFact),
    wayBack,
    indexBuilds: z.array(indexBuild),
    /** What squawk warns of in the ways up; null where squawk was not there to ask. */
    warnings: z.array(warning).nullable(),
});

/** A foreign key that a real catalogue holds after all migrations. */
export type ForeignKey = Readonly<z.infer<typeof foreignKey>>;

/** A frequent query with the verdict on its plan. */
export type FrequentQuery = Readonly<z.infer<typeof frequentQuery>>;

/** A table with what keeps its rows apart. */
export type TableFact = Readonly<z.infer<typeof tableFact>>;

/** Whether the ways back lead back. */
export type WayBack = Readonly<z.infer<typeof wayBack>>;

/** An index whose build stops writes, or cannot be repeated. */
export type IndexBuild = Readonly<z.infer<typeof indexBuild>>;

/** What squawk says of a statement. */
export type Warning = Readonly<z.infer<typeof warning>>;

/** What the migrations leave behind, as far as the rules ask. */
export type Catalogue = Readonly<z.infer<typeof catalogueForm>>;

/** What {@link judge} finds, by the promise that is broken. */
export interface Findings {
    readonly foreignKeys: readonly string[];
    readonly frequentQueries: readonly string[];
    /** As they are: which of them must keep tenants apart is the configuration's to say. */
    readonly tables: readonly TableFact[];
}

function describeKey({ name, table, columns, refersTo, declaredAt, rejected }: ForeignKey): string {
    const list = columns.join(", ");
    const near = rejected.length === 0 ? "" : ` (${rejected.join("; ")})`;
    return (
        `foreign key ${name} on ${table} (${list}), declared at ${declaredAt}, has no index that begins with ` +
        `${columns.length === 1 ? "this column" : "these columns"}${near}; ` +
        `each change of ${refersTo} would read all of ${table}`
    );
}

function judgeQueries(queries: readonly FrequentQuery[]): readonly string[] {
    return queries
        .filter(({ problems }) => problems.length > 0)
        .map(({ name, file, problems }) => `frequent query ${name} (${file}) ${problems.join("; it ")}`);
}

/** Judges a catalogue: one message for each foreign key without an index and each query that does without one. */
export function judge(catalogue: Catalogue): Findings {
    return {
        foreignKeys: catalogue.foreignKeys
            .filter(({ coveredBy }) => coveredBy === null)
            .map((key) => describeKey(key)),
        frequentQueries: judgeQueries(catalogue.frequentQueries),
        tables: catalogue.tables,
    };
}
