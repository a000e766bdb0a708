import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { squawkSettings, type Bundle } from "./bundle";
import type { Warning } from "./catalogue";
import type { Migration, Section } from "./migration";

/** What `squawk --reporter json` writes; lines are counted from 0. */
const findings = z.array(
    z.object({
        file: z.string(),
        line: z.number(),
        rule_name: z.string(),
        message: z.string(),
        help: z.string().nullable(),
    }),
);

/** Ten files take it some milliseconds, and thousands seconds. */
const patienceMs = 60_000;

/** Bytes; half a kilobyte for a warning, and Node.js would stop at one megabyte. */
const answerAtMost = 64 * 1024 * 1024;

/** The program of the npm package squawk-cli; undefined where that, or its part for this platform, is not installed. */
async function binaryOf(): Promise<string | undefined> {
    try {
        // Only whoever replays asks for it.
        const name = "squawk-cli/js/index.js";
        const { default: squawk } = (await import(name)) as {
            readonly default: { getBinaryPath(): string };
        };
        return squawk.getBinaryPath();
    } catch {
        return undefined;
    }
}

/** Whether the server runs the way up in one transaction: a string of several statements is one, too. */
const isOneTransaction = ({ inTransaction, oneByOne, pieces }: Section): boolean =>
    inTransaction || (oneByOne !== true && pieces === undefined);

/** Asks about several ways up at once; each lies in a file of its own, on the lines that it has in the migration's. */
function ask(
    binary: string,
    settings: readonly string[],
    migrations: readonly Migration[],
    mode: string,
): readonly Warning[] {
    if (migrations.length === 0) return [];
    const directory = mkdtempSync(join(tmpdir(), "squawk-"));
    try {
        const names = migrations.map(({ up }, nth) => {
            const name = `${String(nth)}.sql`;
            writeFileSync(join(directory, name), "\n".repeat(up.firstLine - 1) + up.sql);
            return name;
        });
        const { stdout } = spawnSync(
            binary,
            [...settings.flatMap((path) => ["--config", path]), mode, "--reporter", "json", ...names],
            // Squawk looks for settings around the directory that it runs in, and these are nobody's.
            { cwd: directory, encoding: "utf8", timeout: patienceMs, maxBuffer: answerAtMost },
        );
        return findings.parse(JSON.parse(stdout)).map(({ file, line, rule_name, message, help }) => {
            const source = migrations[Number.parseInt(file.replace(/^.*\//, ""), 10)]?.file ?? file;
            return {
                file: source,
                at: `${source}:${String(line + 1)}`,
                rule: rule_name,
                message: help === null ? message : `${message} ${help}`,
            };
        });
    } finally {
        rmSync(directory, { recursive: true });
    }
}

/** What squawk warns of in the ways up, as far as a rule asks; null where squawk is not installed. */
export async function warningsOf({ migrations, directories }: Bundle): Promise<Warning[] | null> {
    const binary = await binaryOf();
    if (binary === undefined) return null;
    const settings = squawkSettings(directories.migrations);
    const warnings = [
        ...ask(
            binary,
            settings,
            migrations.filter(({ up }) => isOneTransaction(up)),
            "--assume-in-transaction",
        ),
        ...ask(
            binary,
            settings,
            migrations.filter(({ up }) => !isOneTransaction(up)),
            "--no-assume-in-transaction",
        ),
    ];
    const order = new Map(migrations.map(({ file }, nth) => [file, nth]));
    return warnings
        .filter(({ rule }) => isAskedFor(rule))
        .toSorted((one, other) => (order.get(one.file) ?? 0) - (order.get(other.file) ?? 0));
}

/** Squawk's rules about statements that hold a lock while they read or write a whole table, or fail on one that has rows. */
export const longLocks: readonly string[] = [
    "adding-field-with-default",
    "adding-foreign-key-constraint",
    "adding-not-nullable-field",
    "adding-required-field",
    "adding-serial-primary-key-field",
    "changing-column-type",
    "constraint-missing-not-valid",
    "disallowed-unique-constraint",
    "require-concurrent-reindex",
];

/** Squawk's rules about what the release that still runs may use, and about what loses rows. */
export const breaking: readonly string[] = [
    "ban-drop-column",
    "ban-drop-database",
    "ban-drop-not-null",
    "ban-drop-table",
    "ban-truncate-cascade",
    "renaming-column",
    "renaming-table",
];

/** The others are of taste (texts, numbers), or held by index-is-built-concurrently and by the session (timeouts). */
const isAskedFor = (rule: string): boolean => longLocks.includes(rule) || breaking.includes(rule);
