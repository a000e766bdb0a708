/** A migration to begin with, or why there is none. */
export type NewMigration = { readonly file: string; readonly text: string } | { readonly mistake: string };

const template = `-- migrate:up

-- A statement that waits for a lock makes everybody wait behind it: give up instead, the next run tries again.
SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';

-- migrate:down

SET LOCAL lock_timeout = '2s';
SET LOCAL statement_timeout = '60s';
`;

/** A version as dbmate reads it: UTC, to the second. */
function versionOf(at: Date): string {
    return at
        .toISOString()
        .replace(/\.\d+Z$/, "")
        .replace(/\D/g, "")
        .slice(0, 14);
}

/** The instant of a version. */
function instantOf(version: string): number {
    const [, year, month, day, hour, minute, second] =
        /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(version)?.map(Number) ?? [];
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/**
 * Names a migration after what it does. Its version is the present, and later than all others: a clock that goes wrong
 * must not give one that an up-to-date database would apply last and an empty one earlier.
 *
 * @param existing names of the migrations that are there
 */
export function newMigration(words: readonly string[], existing: readonly string[], now: Date): NewMigration {
    const name = words
        .join("_")
        .toLowerCase()
        .replace(/[\s-]+/g, "_");
    if (!/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(name)) {
        return {
            mistake:
                `got ${JSON.stringify(words.join(" "))} as the migration's name; expected words of letters and digits that say ` +
                "what it does: npm run migrations:new -- add phone to patients",
        };
    }
    const newest =
        existing
            .map((file) => /^\d{14}/.exec(file)?.[0] ?? "")
            .sort()
            .at(-1) ?? "";
    const present = versionOf(now);
    const version = present > newest ? present : versionOf(new Date(instantOf(newest) + 1000));
    return { file: `${version}_${name}.sql`, text: template };
}
