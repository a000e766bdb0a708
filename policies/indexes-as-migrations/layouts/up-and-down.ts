import { isFlatSql, wholeFile, type Layout } from "./layout";

/** Numbered files, a pair for each version. */
const pairPattern = /^(\d+)_.*\.(up|down)\.sql$/;

/** Files without a direction, as sqlx writes them unless told otherwise. */
const simplePattern = /^(\d+)_.*\.sql$/;

/** sqlx looks at a file's very beginning (launchbadge/sqlx, sqlx-core/src/migrate/migration.rs). */
const noTransaction = "-- no-transaction";

/**
 * golang-migrate: a file for each direction, in the order of the numbers; a file is one string to PostgreSQL, in one
 * session for all (golang-migrate/migrate, source/parse.go and database/postgres).
 */
export const golangMigrate: Layout = {
    name: "golang-migrate",
    owns: isFlatSql,
    place: (path) => {
        const [, digits, way] = pairPattern.exec(path) ?? [];
        if (digits === undefined) return undefined;
        const number = BigInt(digits);
        return { version: String(number), order: [number], way: way === "down" ? "down" : "up" };
    },
    form: "<version>_<title>.up.sql or <version>_<title>.down.sql",
    read: (source) => {
        const section = wholeFile(source, { inTransaction: false, keepsSettings: true });
        return source.file.endsWith(".down.sql") ? { down: section } : { up: section };
    },
    reverses: true,
    ordersText: false,
};

/** Whether a path has a direction in its name. */
export const isPair = (path: string): boolean => pairPattern.test(path);

/**
 * sqlx: files with or without a direction, in the order of the numbers, each in a transaction unless it begins with
 * "-- no-transaction" (launchbadge/sqlx, sqlx-core/src/migrate/source.rs).
 */
export const sqlx: Layout = {
    name: "sqlx",
    owns: isFlatSql,
    place: (path) => {
        const [, digits] = simplePattern.exec(path) ?? [];
        if (digits === undefined) return undefined;
        const number = BigInt(digits);
        return {
            version: String(number),
            order: [number],
            way: path.endsWith(".down.sql") ? "down" : "up",
        };
    },
    form: "<version>_<description>.sql, or .up.sql and .down.sql",
    read: (source) => {
        const inTransaction = !source.text.startsWith(noTransaction);
        const section = wholeFile(source, { inTransaction, keepsSettings: true });
        return source.file.endsWith(".down.sql") ? { down: section } : { up: section };
    },
    // Simple files have no way back; a directory that has some must have all, which inspect sees.
    reverses: false,
    ordersText: false,
    inspect: (sources) => {
        const files = sources.map(({ file }) => file).filter((file) => simplePattern.test(file));
        const pairs = files.filter(isPair);
        const simple = files.find((file) => !isPair(file));
        const lacking = pairs
            .filter((file) => file.endsWith(".up.sql"))
            .filter((file) => !files.includes(file.replace(/\.up\.sql$/, ".down.sql")));
        return {
            problems: [
                ...(simple !== undefined && pairs[0] !== undefined
                    ? [`${simple} has no direction while ${pairs[0]} has one; sqlx refuses to mix the two`]
                    : []),
                ...lacking.map(
                    (file) =>
                        `${file} has no way back; ${file.replace(/\.up\.sql$/, ".down.sql")} is missing`,
                ),
            ],
        };
    },
};
