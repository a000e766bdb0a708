import type { SourceFile } from "../source-files";
import { nameOf, wholeFile, type FileReading, type Layout, type Place, type ReadingContext } from "./layout";

/** Versions are numbers with dots or single underscores between them; two underscores end them. */
const versionedPattern = /^([VU])(\d+(?:[._]\d+)*)__(.*)\.(?:sql|java|kt)$/;
const repeatablePattern = /^R__(.*)\.(?:sql|java|kt)$/;

/** Hooks of Flyway's other commands; of these a migration knows nothing. */
const callbackPattern = /^(before|after|create)[A-Z]\w*?(?:__.*)?\.sql$/;
const otherCommands = /^(?:before|after)(?:Each)?(?:Clean|Info|Validate|Baseline|Repair|Undo)/;

const baselinePattern = /^B\d[\d._]*__.*\.sql$/;

/** The parts of a version as Flyway compares them: 1.0 is 1, and 1.10 comes after 1.9. */
function partsOf(version: string): readonly bigint[] {
    const parts = version.split(/[._]/).map(BigInt);
    return parts.slice(0, parts.findLastIndex((part) => part !== 0n) + 1);
}

function placeOf(path: string): Place | undefined {
    const name = nameOf(path);
    const [, prefix, version] = versionedPattern.exec(name) ?? [];
    if (version !== undefined) {
        const parts = partsOf(version);
        return {
            version: parts.join(".") || "0",
            order: [0n, ...parts],
            way: prefix === "U" ? "down" : "up",
        };
    }
    const description = repeatablePattern.exec(name)?.[1]?.replaceAll("_", " ");
    if (description === undefined) return undefined;
    return { version: `R ${description}`, order: [1n, description], way: "up" };
}

/** A setting of one script: in its own first comments or in the file beside it. */
function setting(name: string, { file, text }: SourceFile, { texts }: ReadingContext): string | undefined {
    const beside = new RegExp(`^${name}\\s*=\\s*(\\S+)`, "m").exec(texts.get(`${file}.conf`) ?? "")?.[1];
    return beside ?? new RegExp(`^--\\s*flyway:${name}\\s*=\\s*(\\S+)`, "m").exec(text)?.[1];
}

/** Puts the known placeholders in, and says where an unknown one stands. */
function fill(
    source: SourceFile,
    context: ReadingContext,
): { readonly text: string; readonly undecided: readonly string[] } {
    if (setting("placeholderReplacement", source, context) === "false")
        return { text: source.text, undecided: [] };
    const undecided: string[] = [];
    const text = source.text.replace(/\$\{([^}\n]*)\}/g, (whole, name: string, offset: number) => {
        const value = context.placeholders[name];
        if (value !== undefined) return value;
        const line = source.text.slice(0, offset).split("\n").length;
        undecided.push(
            `${source.file}:${String(line)}: the placeholder ${whole} has no value here; give it one under placeholders in the pack's configuration`,
        );
        return whole;
    });
    return { text, undecided };
}

/** A callback that a migration runs, a baseline, a migration in another language. */
function unknowable(file: string): string | undefined {
    const name = nameOf(file);
    if (/\.(?:java|kt)$/.test(name))
        return `${file} is a migration in Java, and only its own program can run it; write what it does to the schema in SQL`;
    if (baselinePattern.test(name)) {
        return `${file} is a baseline, which stands for older migrations in some editions of Flyway only`;
    }
    if (callbackPattern.test(name) && !otherCommands.test(name)) {
        return `${file} is a callback, which a migration runs at moments that are not known here`;
    }
    return undefined;
}

/**
 * Flyway: versioned files in the order of their versions, then repeatable ones in that of their descriptions; statements
 * one by one in one transaction, or outside where one needs it (flyway/flyway, MigrationVersion, ResourceNameParser,
 * PostgreSQLParser; documentation, "Migrations").
 */
export const flyway: Layout = {
    name: "flyway",
    owns: (path) => {
        const name = nameOf(path);
        return /\.sql(?:\.conf)?$/.test(name) || (/\.(?:java|kt)$/.test(name) && placeOf(path) !== undefined);
    },
    place: placeOf,
    form: "V<version>__<description>.sql, R__<description>.sql or U<version>__<description>.sql, with two underscores",
    read: (source, context): FileReading => {
        const no = unknowable(source.file);
        if (no !== undefined) return { undecided: [no] };
        const { text, undecided } = fill(source, context);
        const section = wholeFile(
            { ...source, text },
            {
                inTransaction: setting("executeInTransaction", source, context) !== "false",
                oneByOne: true,
                seesConcurrently: true,
            },
        );
        return { ...(nameOf(source.file).startsWith("U") ? { down: section } : { up: section }), undecided };
    },
    // Undo migrations belong to an edition that is paid for.
    reverses: false,
    ordersText: false,
    inspect: (sources) => ({
        undecided: sources
            .filter(({ file }) => placeOf(file) === undefined)
            .flatMap(({ file }) => unknowable(file) ?? []),
    }),
};

/** Whether a file that has no place is one all the same that Flyway knows. */
export const isFlywayHook = (path: string): boolean => {
    const name = nameOf(path);
    return callbackPattern.test(name) || baselinePattern.test(name);
};
