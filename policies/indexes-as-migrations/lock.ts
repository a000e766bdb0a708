import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import type { Bundle } from "./bundle";
import { catalogueForm, type Catalogue } from "./catalogue";

/** Name of the lock file inside the migrations' directory. */
export const lockFileName = "catalogue.lock.json";

/** Raised when the form of the lock or the meaning of a verdict in it changes, so that older locks count as stale. */
const lockVersion = 4;

const lockForm = z.strictObject({
    version: z.literal(lockVersion),
    /** Whose conventions the files were read by: another tool's order may leave another schema. */
    layout: z.string(),
    /** SHA-256 of every migration and query, by path from the migrations' directory. */
    files: z.record(z.string(), z.string()),
    /** Of what is applied. A program that triggers its run of the migrations by it needs to compute none. */
    checksum: z.string(),
    catalogue: catalogueForm,
});

/** What a replay found, beside the checksums of the files that it replayed. */
export type Lock = Readonly<z.infer<typeof lockForm>>;

/** A lock file as it was found: absent, unreadable, or the lock. */
export type FoundLock = { readonly lock: Lock } | { readonly missing: string };

/** The lock of what was replayed. */
export function lockOf(bundle: Bundle, catalogue: Catalogue): Lock {
    return {
        version: lockVersion,
        layout: bundle.layout.name,
        files: { ...bundle.checksums },
        checksum: bundle.checksum,
        catalogue: { ...catalogue },
    };
}

/** The lock as the file holds it: the same for the same schema, whatever machine replayed it. */
export function formatLock(lock: Lock): string {
    return `${JSON.stringify(lock, undefined, 4)}\n`;
}

/** Path of the migrations' lock file. */
export function lockPath(bundle: Bundle): string {
    return path.join(bundle.directories.migrations, lockFileName);
}

/** Reads the lock file that belongs to the migrations. */
export function readLock(bundle: Bundle): FoundLock {
    const file = lockPath(bundle);
    if (!existsSync(file)) return { missing: `${lockFileName} is not there` };
    let contents: unknown;
    try {
        contents = JSON.parse(readFileSync(file, "utf8"));
    } catch {
        return { missing: `${lockFileName} is not JSON` };
    }
    const parsed = lockForm.safeParse(contents);
    return parsed.success
        ? { lock: parsed.data }
        : { missing: `${lockFileName} has another form than this version of the pack writes` };
}

/** How one set of named texts differs from another, a message for each name. */
function differences(
    then: Readonly<Record<string, string>>,
    now: Readonly<Record<string, string>>,
): readonly string[] {
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].sort().flatMap((name) => {
        if (then[name] === now[name]) return [];
        if (then[name] === undefined) return [`${name} was added`];
        return [now[name] === undefined ? `${name} was removed` : `${name} was changed`];
    });
}

/** Files that are no longer those of the lock; none where it is fresh. */
export function staleness(lock: Lock, bundle: Bundle): readonly string[] {
    const { name } = bundle.layout;
    return [
        ...(lock.layout === name ? [] : [`the layout was ${lock.layout} and is ${name}`]),
        ...differences(lock.files, bundle.checksums),
    ];
}

/** Everything of a catalogue by a name that a person knows it by. */
function entriesOf({
    foreignKeys,
    frequentQueries,
    tables,
    ...changes
}: Catalogue): Readonly<Record<string, string>> {
    return Object.fromEntries([
        ...foreignKeys.map(
            (key) => [`foreign key ${key.name} on ${key.table}`, JSON.stringify(key)] as const,
        ),
        ...frequentQueries.map((query) => [`frequent query ${query.file}`, JSON.stringify(query)] as const),
        ...tables.map((table) => [`table ${table.table}`, JSON.stringify(table)] as const),
        ["the ways back", JSON.stringify(changes.wayBack)],
        ["the builds of indexes", JSON.stringify(changes.indexBuilds)],
        ["the warnings of squawk", JSON.stringify(changes.warnings)],
    ]);
}

/** What a fresh replay says otherwise than the lock does, files and verdicts. */
export function lockDifferences(then: Lock, now: Lock): readonly string[] {
    return [
        ...differences({ "the layout": then.layout }, { "the layout": now.layout }),
        ...differences(then.files, now.files),
        ...differences({ "the checksum": then.checksum }, { "the checksum": now.checksum }),
        ...differences(entriesOf(then.catalogue), entriesOf(now.catalogue)),
    ];
}
