import { directoriesOf, readBundle, stateOf, type Bundle, type IndexesConfig } from "./bundle";
import { judge, type Catalogue, type Findings } from "./catalogue";
import { olderThanKnown } from "./layouts/history";
import { readLock, staleness } from "./lock";
import type { ReplayOutcome } from "./replay";

/** Where the migrations are replayed, if they must be. */
export type Replayer = (bundle: Bundle) => Promise<ReplayOutcome>;

/** Everything that the pack's rules say about one set of migrations. */
export interface Judgement {
    /** The files, as read. */
    readonly bundle: Bundle;
    /** What is wrong with the migrations as files, and with the history that they tell. */
    readonly history: readonly string[];
    /** Why nobody can tell whether the history applies; absent where it does or does not. */
    readonly undecided?: string;
    /** Why the lock does not serve; empty where it does. */
    readonly staleLock: readonly string[];
    /** Why nothing could be judged, or what was found. */
    readonly catalogue: { readonly unknown: string } | (Findings & { readonly found: Catalogue });
}

const nothingThere = (bundle: Bundle): string =>
    `${bundle.directories.migrations} holds no migration, so nothing says what the database's schema is`;

const judged = (found: Catalogue): Judgement["catalogue"] => ({ ...judge(found), found });

/** Replays only where the lock does not know these very files: a replay costs about two seconds. */
async function judgeFiles(bundle: Bundle, replayer: Replayer): Promise<Omit<Judgement, "bundle">> {
    const { mistake, problems, undecided } = bundle;
    if (mistake !== undefined) {
        return { history: [mistake], staleLock: [], catalogue: { unknown: mistake } };
    }
    const [unknown] = undecided;
    if (unknown !== undefined) {
        const all = undecided.join("; ");
        return { history: problems, undecided: all, staleLock: [], catalogue: { unknown: all } };
    }
    if (bundle.migrations.length === 0) {
        const history = [...problems, nothingThere(bundle)];
        return { history, staleLock: [], catalogue: { unknown: nothingThere(bundle) } };
    }
    const found = readLock(bundle);
    const staleLock = "lock" in found ? staleness(found.lock, bundle) : [found.missing];
    const history = [
        ...problems,
        ...("lock" in found
            ? olderThanKnown(bundle.layout, bundle.migrations, Object.keys(found.lock.files))
            : []),
    ];
    if ("lock" in found && staleLock.length === 0) {
        return { history, staleLock, catalogue: judged(found.lock.catalogue) };
    }
    const outcome = await replayer(bundle);
    if ("catalogue" in outcome) return { history, staleLock, catalogue: judged(outcome.catalogue) };
    if ("undecided" in outcome) {
        const { undecided: reason } = outcome;
        return { history, undecided: reason, staleLock, catalogue: { unknown: reason } };
    }
    const failure = `the history does not apply to an empty database: ${outcome.failure}`;
    return { history: [...history, failure], staleLock, catalogue: { unknown: failure } };
}

const judgeBundle = async (bundle: Bundle, replayer: Replayer): Promise<Judgement> => ({
    bundle,
    ...(await judgeFiles(bundle, replayer)),
});

/** Loads what a replay needs only where there is one. */
const replayHere: Replayer = async (bundle) => (await import("./replay")).tryReplay(bundle);

/** One judgement for each state of the files, however many stacks and rules of this process ask for it. */
const judgements = new Map<string, Promise<Judgement>>();

/** Judges the migrations that a configuration names. */
export function judgementOf(config: IndexesConfig, replayer = replayHere): Promise<Judgement> {
    const directories = directoriesOf(config);
    const state = stateOf(directories);
    const known = judgements.get(state) ?? judgeBundle(readBundle(directories), replayer);
    judgements.set(state, known);
    return known;
}
