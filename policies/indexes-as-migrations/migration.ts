/** One string of SQL as a tool sends it. */
export interface Piece {
    readonly sql: string;
    /** Line of the file on which {@link sql} begins. */
    readonly firstLine: number;
}

/** What one direction of a migration executes, and how its tool does that. */
export interface Section extends Piece {
    /** Whether all of it runs in one transaction. */
    readonly inTransaction: boolean;
    /** The strings that a tool makes of it, where it cuts the text by rules of its own. */
    readonly pieces?: readonly Piece[];
    /**
     * Whether each statement goes to the server by itself. Otherwise PostgreSQL gets one string, and runs one of several
     * statements in a transaction of its own.
     */
    readonly oneByOne?: true;
    /** Whether the tool sees what cannot run in a transaction and leaves the transaction out, as Flyway does. */
    readonly seesConcurrently?: true;
    /** Whether its settings (a search path, say) hold for the next migration, because the tool keeps one session. */
    readonly keepsSettings?: true;
    /** The file that holds it, where that is not the migration's own. */
    readonly file?: string;
}

/** One step of the schema's history. */
export interface Migration {
    readonly file: string;
    /** What the tool keeps in the database to know that it was applied. */
    readonly version: string;
    readonly up: Section;
    /** Absent where there is none. */
    readonly down?: Section;
}

/** Whether the SQL has anything but white space and comments. */
export function hasStatement(sql: string): boolean {
    return (
        sql
            .replace(/--[^\n]*/g, "")
            .replace(/\/\*[\s\S]*?\*\//g, "")
            .trim() !== ""
    );
}
