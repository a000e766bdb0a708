import type { WayBack } from "./catalogue";
import { hasStatement, type Migration } from "./migration";
import { readSnapshot, schemaDifferences, type SchemaSnapshot } from "./schema-snapshot";
import { applySection, LackOf, ReplayFailure } from "./section";
import type { SqlDatabase } from "./sql-database";

/** A migration that was applied, and the schema that it found. */
export interface Applied {
    readonly migration: Migration;
    readonly before: SchemaSnapshot;
}

/** More of one migration's differences hide the first ones. */
const namedAtMost = 4;

function listed(differences: readonly string[]): string {
    const rest = differences.length - namedAtMost;
    return `${differences.slice(0, namedAtMost).join(", ")}${rest > 0 ? ` and ${String(rest)} more` : ""}`;
}

/**
 * Takes the migrations back, the newest first, as their tool would, and compares what each leaves with what it found. It ends
 * at one without a way back, or whose section says in a comment why there is none: nobody comes past it.
 *
 * @param answered extensions that a prelude stands in for: they are not there to be dropped
 */
export async function walkBack(
    db: SqlDatabase,
    applied: readonly Applied[],
    answered: ReadonlySet<string> = new Set(),
): Promise<WayBack> {
    const faults: { file: string; problem: string }[] = [];
    const undecided: string[] = [];
    /** What later ones left behind is theirs. */
    let known: ReadonlySet<string> = new Set();
    for (const { migration, before } of applied.toReversed()) {
        const { file, down } = migration;
        if (down === undefined || !hasStatement(down.sql)) break;
        try {
            await applySection(db, file, down);
        } catch (error) {
            if (!(error instanceof LackOf) && !(error instanceof ReplayFailure)) throw error;
            const absent = /extension "([^"]+)" does not exist/.exec(error.message)?.[1];
            if (absent !== undefined && answered.has(absent)) undecided.push(error.message);
            else {
                // This way back may be sound, and have met what those before it should not have left.
                const met = known.size === 0 ? "" : `; those of later ones: ${listed([...known])}`;
                faults.push({ file, problem: `fails: ${error.message}${met}` });
            }
            break;
        }
        const differences = schemaDifferences(before, await readSnapshot(db));
        const own = differences.filter((difference) => !known.has(difference));
        if (own.length > 0) faults.push({ file, problem: listed(own) });
        known = new Set(differences);
    }
    return { faults: faults.reverse(), undecided };
}
