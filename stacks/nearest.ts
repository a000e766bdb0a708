import { distance } from "fastest-levenshtein";

/** Prefixes shorter than this say too little: "us" begins half of the regions. */
const shortestPrefix = 3;

/**
 * The known word that somebody probably meant; undefined when none is near. Near is an edit for every three
 * letters, or one word beginning with the other ("production" for "prod"); case does not count.
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
    const wanted = word.toLowerCase();
    let best: { readonly word: string; readonly edits: number } | undefined;
    for (const candidate of known) {
        const other = candidate.toLowerCase();
        const [short, long] = wanted.length < other.length ? [wanted, other] : [other, wanted];
        const isPrefix = short.length >= shortestPrefix && long.startsWith(short);
        const edits = distance(wanted, other);
        const isNear = isPrefix || edits <= Math.ceil(wanted.length / 3);
        if (isNear && edits < (best?.edits ?? Infinity)) best = { word: candidate, edits };
    }
    return best?.word;
}
