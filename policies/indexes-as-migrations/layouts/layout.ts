import type { Section } from "../migration";
import type { SourceFile } from "../source-files";

/** Tools whose directories of plain SQL are understood; "plain" are numbered files without a tool. */
export const layoutNames = [
    "dbmate",
    "diesel",
    "flyway",
    "golang-migrate",
    "goose",
    "plain",
    "prisma",
    "sqlx",
    "supabase",
] as const;

/** One of {@link layoutNames}. */
export type LayoutName = (typeof layoutNames)[number];

/** Where a file stands in the history. */
export interface Place {
    /** What tells this migration from others: two ways up of one version are a mistake. */
    readonly version: string;
    /** Compared part by part; where one list is the beginning of the other, it comes first. */
    readonly order: readonly (bigint | string)[];
    /** Whether the file holds one direction or both. */
    readonly way: "up" | "down" | "both";
}

/** A file taken apart. */
export interface FileReading {
    readonly up?: Section;
    readonly down?: Section;
    /** What is wrong with it. */
    readonly problems?: readonly string[];
    /** What in it no server can be given: the schema cannot be told. */
    readonly undecided?: readonly string[];
}

/** The conventions of one tool. */
export interface Layout {
    readonly name: LayoutName;
    /** Whether the tool looks at a file of that path (from the migrations' directory) at all. */
    readonly owns: (path: string) => boolean;
    /** Where the file stands; undefined where the tool does not run it. */
    readonly place: (path: string) => Place | undefined;
    /** What the tool's names look like: the end of "… is not named like a migration; it must be …". */
    readonly form: string;
    /** Takes a file apart that has a place. */
    readonly read: (source: SourceFile, context: ReadingContext) => FileReading;
    /** Whether the tool has a way back for every migration. */
    readonly reverses: boolean;
    /** Whether the order is that of the names as text, so that 10 comes before 2. */
    readonly ordersText: boolean;
    /** What is wrong with the directory as a whole. */
    readonly inspect?: (sources: readonly SourceFile[]) => Pick<FileReading, "problems" | "undecided">;
}

/** What lies beside a file that is read. */
export interface ReadingContext {
    /** Texts of all files that the tool looks at, by path. */
    readonly texts: ReadonlyMap<string, string>;
    /** Values of placeholders, by name. */
    readonly placeholders: Readonly<Record<string, string>>;
}

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Whether a path is a file of SQL directly in the migrations' directory. */
export const isFlatSql = (path: string): boolean => !path.includes("/") && path.endsWith(".sql");

/** A whole file as what one direction executes. */
export const wholeFile = (source: SourceFile, how: Omit<Section, "sql" | "firstLine" | "file">): Section => ({
    sql: source.text,
    firstLine: 1,
    ...how,
});

/** Negative where the first comes before the second. */
export function compareOrder(one: Place["order"], other: Place["order"]): number {
    for (const [nth, part] of one.entries()) {
        const against = other[nth];
        if (against === undefined) return 1;
        if (part !== against) return part < against ? -1 : 1;
    }
    return one.length - other.length;
}
