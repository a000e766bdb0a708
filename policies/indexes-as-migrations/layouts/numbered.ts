import { isFlatSql, wholeFile, type FileReading, type Layout } from "./layout";
import type { SourceFile } from "../source-files";

const supabasePattern = /^(\d+)_.*\.sql$/;

/** The first file of projects made before then held what the platform made itself; the CLI passes over it. */
const oldInit = /^(\d{14})_init\.sql$/;
const oldInitEnds = "20211209000000";

/** supabase: ways up only, in the order of the names (supabase/cli, pkg/migration/{list,file}.go). */
export const supabase: Layout = {
    name: "supabase",
    owns: isFlatSql,
    place: (path) => {
        const version = supabasePattern.exec(path)?.[1];
        const init = oldInit.exec(path)?.[1];
        if (version === undefined || (init !== undefined && init < oldInitEnds)) return undefined;
        return { version, order: [path], way: "up" };
    },
    form: "<timestamp>_<name>.sql (and not the <timestamp>_init.sql of before December 2021)",
    read: (source) => ({ up: wholeFile(source, { inTransaction: false }) }),
    reverses: false,
    ordersText: true,
};

const plainPattern = /^(\d+)(?=\D)[^]*\.sql$/;
const wayBack = /[._-](?:down|rollback|undo|revert)\.sql$/i;

/** psql's own commands, and rows that it reads from the file: no server understands either. */
const psqlOnly = /^(?:\\[a-z!?]|copy\s[^;]*\bfrom\s+stdin\b)/i;

function psqlLines({ file, text }: SourceFile): readonly string[] {
    const nth = text.split("\n").findIndex((line) => psqlOnly.test(line));
    return nth === -1
        ? []
        : [
              `${file}:${String(nth + 1)}: only psql understands this line, so that nothing else can replay the file`,
          ];
}

/** Numbered files that psql is given one after the other, statement by statement and without a transaction. */
export const plain: Layout = {
    name: "plain",
    owns: isFlatSql,
    place: (path) => {
        const digits = plainPattern.exec(path)?.[1];
        if (digits === undefined) return undefined;
        const number = BigInt(digits);
        return { version: String(number), order: [number], way: wayBack.test(path) ? "down" : "up" };
    },
    form: "<number>_<words>.sql: nothing else says when it runs",
    read: (source): FileReading => {
        const section = wholeFile(source, { inTransaction: false, oneByOne: true });
        const undecided = psqlLines(source);
        return { ...(wayBack.test(source.file) ? { down: section } : { up: section }), undecided };
    },
    reverses: false,
    ordersText: false,
};
