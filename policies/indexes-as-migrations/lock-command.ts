import { writeFileSync } from "node:fs";
import type { Bundle } from "./bundle";
import type { Catalogue } from "./catalogue";
import { formatLock, lockDifferences, lockFileName, lockOf, lockPath, readLock } from "./lock";
import { olderThanKnown } from "./layouts/history";
import { outcomeOf, replay } from "./replay";

/** What the command prints, and whether it succeeded. */
export interface Outcome {
    readonly ok: boolean;
    readonly lines: readonly string[];
}

/**
 * Replays the migrations and writes the lock, or with `check` compares the lock with what the replay found. Refuses
 * to lock a history that is wrong as such; what the rules say about its schema is theirs to say.
 *
 * @param replayed replays on a PostgreSQL of its own, unless told otherwise
 */
export async function lockMigrations(
    bundle: Bundle,
    check: boolean,
    replayed: (bundle: Bundle) => Promise<Catalogue> = replay,
): Promise<Outcome> {
    const found = readLock(bundle);
    const problems = [
        ...(bundle.mistake === undefined ? [] : [bundle.mistake]),
        ...bundle.problems,
        ...bundle.undecided,
        // Once it is locked, a version that comes too late can no longer be told from one that was there first.
        ...("lock" in found
            ? olderThanKnown(bundle.layout, bundle.migrations, Object.keys(found.lock.files))
            : []),
    ];
    if (problems.length > 0) return { ok: false, lines: problems };

    const outcome = await outcomeOf(replayed(bundle));
    if (!("catalogue" in outcome))
        return { ok: false, lines: ["failure" in outcome ? outcome.failure : outcome.undecided] };
    const { catalogue } = outcome;
    const fresh = lockOf(bundle, catalogue);
    const counts = `${catalogue.foreignKeys.length} foreign keys, ${catalogue.frequentQueries.length} queries`;
    if (!check) {
        writeFileSync(lockPath(bundle), formatLock(fresh));
        return { ok: true, lines: [`${lockFileName} written: ${counts}`] };
    }
    const differences = "lock" in found ? lockDifferences(found.lock, fresh) : [found.missing];
    if (differences.length === 0) return { ok: true, lines: [`${lockFileName} is fresh: ${counts}`] };
    return { ok: false, lines: [...differences, "run `npm run migrations:lock` and commit the lock file"] };
}
