import { hasStatement, type Migration, type Section } from "../migration";
import { isFlatSql, type FileReading, type Layout } from "./layout";

/** A file read as a migration, and what is wrong with it. */
export interface ParsedMigration {
    /** Absent where the file cannot be replayed: a wrong name or no up section. */
    readonly migration?: Migration;
    readonly problems: readonly string[];
}

/** What dbmate itself takes for a migration; it passes over every other file. */
const namePattern = /^(\d+).*\.sql$/;
const directivePattern = /^--\s*migrate:(up|down)((?:\s+\S+)*)\s*$/;

const form = "YYYYMMDDHHMMSS_words_in_lower_case.sql";

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
                // dbmate wraps a section in a transaction unless it says so.
                inTransaction: !/\btransaction:false\b/.test(options),
            },
        })),
    };
}

/** A file's sections and what is wrong with them. */
function readSections(file: string, text: string): FileReading & { readonly problems: readonly string[] } {
    const problems: string[] = [];
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
    return {
        ...(up === undefined ? {} : { up }),
        ...(down === undefined ? {} : { down }),
        problems,
    };
}

/** Reads a file in dbmate's format. */
export function parseMigration(file: string, text: string): ParsedMigration {
    const version = namePattern.exec(file)?.[1];
    const { up, down, problems } = readSections(file, text);
    if (version === undefined) {
        return { problems: [`${file} is not named like a migration; it must be ${form}`, ...problems] };
    }
    if (up === undefined) return { problems };
    return { migration: { file, version, up, ...(down === undefined ? {} : { down }) }, problems };
}

/** dbmate: both directions in one file, in the order of the names (amacneil/dbmate, pkg/dbmate/{db,migration}.go). */
export const dbmate: Layout = {
    name: "dbmate",
    owns: isFlatSql,
    place: (path) => {
        const version = namePattern.exec(path)?.[1];
        return version === undefined ? undefined : { version, order: [path], way: "both" };
    },
    form,
    read: ({ file, text }) => readSections(file, text),
    // A file without a way back has no down section, which readSections reports.
    reverses: false,
    ordersText: true,
};
