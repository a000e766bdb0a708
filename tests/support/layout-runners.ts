import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "pg";

/**
 * What each migration tool does with a directory, on a real server: an oracle for the pack, which shares nothing with
 * it. The server splits what is sent to it as one string.
 */
export type Runner = (client: Client, directory: string) => Promise<void>;

const read = (...parts: readonly string[]): string => readFileSync(join(...parts), "utf8");

/** The number that a name begins with. */
const leadingNumber = (name: string): number => parseInt(name, 10);

async function inTransaction(client: Client, work: () => Promise<unknown>): Promise<void> {
    await client.query("begin");
    try {
        await work();
        await client.query("commit");
    } catch (error) {
        await client.query("rollback");
        throw error;
    }
}

/** Names in a directory that fit, in the order of their numbers. */
const byNumber = (directory: string, fits: RegExp): readonly string[] =>
    readdirSync(directory)
        .filter((name) => fits.test(name))
        .sort((one, other) => leadingNumber(one) - leadingNumber(other));

/** Statements that end at a line's end, blocks between dollars kept whole: what a shell's user would paste. */
function statements(sql: string): readonly string[] {
    const found: string[] = [];
    let current = "";
    for (const line of sql.split("\n")) {
        current += `${line}\n`;
        const isWhole = (current.match(/\$\$/g)?.length ?? 0) % 2 === 0;
        if (isWhole && line.trimEnd().endsWith(";")) {
            found.push(current);
            current = "";
        }
    }
    return current.trim() === "" ? found : [...found, current];
}

const dbmate: Runner = async (client, directory) => {
    for (const name of readdirSync(directory)
        .filter((one) => /^\d+.*\.sql$/.test(one))
        .sort()) {
        const [, options = "", sql = ""] =
            /-- migrate:up(.*)\n([^]*?)-- migrate:down/.exec(read(directory, name)) ?? [];
        if (options.includes("transaction:false")) await client.query(sql);
        else await inTransaction(client, () => client.query(sql));
    }
};

const golangMigrate: Runner = async (client, directory) => {
    for (const name of byNumber(directory, /\.up\.sql$/)) await client.query(read(directory, name));
};

const sqlx: Runner = async (client, directory) => {
    for (const name of byNumber(directory, /^\d+_.*(?<!\.down)\.sql$/)) {
        const sql = read(directory, name);
        if (sql.startsWith("-- no-transaction")) await client.query(sql);
        else await inTransaction(client, () => client.query(sql));
    }
};

const goose: Runner = async (client, directory) => {
    for (const name of byNumber(directory, /^\d+_.*\.sql$/)) {
        const text = read(directory, name);
        const up = text.slice(text.indexOf("+goose Up") + 9, text.indexOf("-- +goose Down"));
        const parts = up.split(/^-- \+goose Statement(?:Begin|End)$/m);
        // Every second part stands between the marks and is one statement.
        const all = parts.flatMap((part, nth) => (nth % 2 === 1 ? [part] : statements(part)));
        const run = async (): Promise<void> => {
            for (const statement of all) if (statement.trim() !== "") await client.query(statement);
        };
        if (text.includes("+goose NO TRANSACTION")) await run();
        else await inTransaction(client, run);
    }
};

const flyway: Runner = async (client, directory) => {
    const names = readdirSync(directory);
    const rank = (name: string): readonly number[] =>
        (/^V([\d._]+)__/.exec(name)?.[1] ?? "").split(/[._]/).map(Number);
    const versioned = names
        .filter((name) => name.startsWith("V"))
        .sort((one, other) => {
            const [a, b] = [rank(one), rank(other)];
            for (let nth = 0; nth < Math.max(a.length, b.length); nth += 1) {
                const difference = (a[nth] ?? 0) - (b[nth] ?? 0);
                if (difference !== 0) return difference;
            }
            return 0;
        });
    const repeatable = names.filter((name) => name.startsWith("R__")).sort();
    for (const name of [...versioned, ...repeatable]) {
        const all = statements(read(directory, name));
        const run = async (): Promise<void> => {
            for (const statement of all) await client.query(statement);
        };
        if (all.some((statement) => /INDEX CONCURRENTLY/i.test(statement))) await run();
        else await inTransaction(client, run);
    }
};

const directories = (directory: string): readonly string[] =>
    readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort();

const prisma: Runner = async (client, directory) => {
    for (const name of directories(directory)) await client.query(read(directory, name, "migration.sql"));
};

const diesel: Runner = async (client, directory) => {
    for (const name of directories(directory)) {
        const sql = read(directory, name, "up.sql");
        const isOutside = readdirSync(join(directory, name)).includes("metadata.toml");
        if (isOutside) await client.query(sql);
        else await inTransaction(client, () => client.query(sql));
    }
};

const supabase: Runner = async (client, directory) => {
    for (const name of readdirSync(directory)
        .filter((one) => /^\d+_.*\.sql$/.test(one))
        .sort()) {
        await client.query(read(directory, name));
        await client.query("reset all");
    }
};

const plain: Runner = async (client, directory) => {
    for (const name of byNumber(directory, /^\d+\D.*\.sql$/)) {
        for (const statement of statements(read(directory, name))) await client.query(statement);
    }
};

/** The runner of each layout, by its name. */
export const runners = {
    dbmate,
    diesel,
    flyway,
    "golang-migrate": golangMigrate,
    goose,
    plain,
    prisma,
    sqlx,
    supabase,
} as const;
