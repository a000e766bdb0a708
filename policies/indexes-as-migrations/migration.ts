/** Migration files in dbmate's format: their names, versions and sections. No database in it. */

/** What one direction of a migration executes. */
export interface Section {
    readonly sql: string;
    /** Line of the file on which {@link sql} begins. */
    readonly firstLine: number;
    /** dbmate wraps a section in a transaction unless it says `transaction:false`. */
    readonly inTransaction: boolean;
}

/** One file of the migrations directory. */
export interface Migration {
    readonly file: string;
    /** The digits before the underscore: dbmate keeps which of them a database has. */
    readonly version: string;
    readonly up: Section;
    /** Absent where the file has none. */
    readonly down?: Section;
}

/** A file read as a migration, and what is wrong with it. */
export interface ParsedMigration {
    /** Absent where the file cannot be replayed: a wrong name or no up section. */
    readonly migration?: Migration;
    readonly problems: readonly string[];
}

const namePattern = /^(\d{14})_[a-z0-9]+(?:_[a-z0-9]+)*\.sql$/;
const directivePattern = /^--\s*migrate:(up|down)((?:\s+\S+)*)\s*$/;

/** Whether the SQL has anything but white space and comments. */
function hasStatement(sql: string): boolean {
    return (
        sql
            .replace(/--[^\n]*/g, "")
            .replace(/\/\*[\s\S]*?\*\//g, "")
            .trim() !== ""
    );
}

/** A section and what it is for. */
interface DirectedSection {
    readonly direction: string;
    readonly section: Section;
}

/** The sections in the order of the file, and the text before the first of them. */
function sectionsOf(text: string): {
    readonly preamble: string;
    readonly sections: readonly DirectedSection[];
} {
    const lines = text.split("\n");
    const marks = lines.flatMap((line, index) => {
        const match = directivePattern.exec(line);
        return match === null ? [] : [{ index, direction: match[1] ?? "", options: match[2] ?? "" }];
    });
    return {
        preamble: lines.slice(0, marks[0]?.index).join("\n"),
        sections: marks.map(({ index, direction, options }, nth) => ({
            direction,
            section: {
                sql: lines.slice(index + 1, marks[nth + 1]?.index).join("\n"),
                firstLine: index + 2,
                inTransaction: !/\btransaction:false\b/.test(options),
            },
        })),
    };
}

/** Reads a file of the migrations directory. */
export function parseMigration(file: string, text: string): ParsedMigration {
    const problems: string[] = [];
    const version = namePattern.exec(file)?.[1];
    if (version === undefined) {
        problems.push(
            `${file} is not named like a migration; it must be YYYYMMDDHHMMSS_words_in_lower_case.sql`,
        );
    }
    const { preamble, sections } = sectionsOf(text);
    const ofDirection = (wanted: string): readonly Section[] =>
        sections.filter(({ direction }) => direction === wanted).map(({ section }) => section);
    const [up, secondUp] = ofDirection("up");
    const [down, secondDown] = ofDirection("down");
    if (up === undefined) problems.push(`${file} has no "-- migrate:up" section`);
    else if (!hasStatement(up.sql)) {
        problems.push(`${file}:${up.firstLine - 1}: the up section has no statement`);
    }
    if (down === undefined) problems.push(`${file} has no "-- migrate:down" section`);
    else if (down.sql.trim() === "") {
        problems.push(
            `${file}:${down.firstLine - 1}: the down section is empty; it must undo the migration or say why it cannot`,
        );
    }
    if (up !== undefined && down !== undefined && down.firstLine < up.firstLine) {
        problems.push(`${file}:${down.firstLine - 1}: the down section stands before the up section`);
    }
    if (secondUp !== undefined) problems.push(`${file}:${secondUp.firstLine - 1}: a second up section`);
    if (secondDown !== undefined) problems.push(`${file}:${secondDown.firstLine - 1}: a second down section`);
    if (sections.length > 0 && hasStatement(preamble)) {
        problems.push(`${file}:1: statements stand before the first section and would never run`);
    }
    if (version === undefined || up === undefined) return { problems };
    return { migration: { file, version, up, ...(down === undefined ? {} : { down }) }, problems };
}

/** A version that two files share: a database that has applied one of them never applies the other. */
export function repeatedVersions(migrations: readonly Migration[]): readonly string[] {
    const fileOf = new Map<string, string>();
    return migrations.flatMap(({ file, version }) => {
        const other = fileOf.get(version);
        if (other === undefined) fileOf.set(version, file);
        return other === undefined ? [] : [`${file} has the version of ${other}; versions must be unique`];
    });
}

/**
 * New migrations whose version is older than the newest known one. A database that is up to date applies them last,
 * an empty one earlier: the two would end with different schemas.
 */
export function olderThanKnown(
    migrations: readonly Migration[],
    knownFiles: readonly string[],
): readonly string[] {
    const newest = knownFiles
        .filter((file) => namePattern.test(file))
        .sort()
        .at(-1);
    if (newest === undefined) return [];
    return migrations
        .filter(({ file }) => !knownFiles.includes(file) && file.slice(0, 14) <= newest.slice(0, 14))
        .map(({ file }) => `${file} is new, but not later than ${newest}; it must get a later version`);
}
