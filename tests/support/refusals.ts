import assert from "node:assert/strict";
import { cellEntry, mistakesWith } from "./config";

/** Changes to the smallest right settings. */
export type Changes = Readonly<Record<string, unknown>>;

/** Changes, and every mistake that they are, each without the project's name. */
export type Refusal = readonly [changes: Changes, ...mistakes: string[]];

/** Changes to the one cell of the settings. */
export const toCell = (changes: Changes): Changes => ({ cells: [cellEntry(1, changes)] });

/** One test per refusal: exactly these mistakes, word by word. `settings` says what the changes are made to. */
export function refuses(
    title: string,
    refusals: readonly Refusal[],
    settings: (changes: Changes) => Changes = (changes) => changes,
): void {
    describe(title, () => {
        for (const [changes, ...expected] of refusals) {
            it(`refuses ${JSON.stringify(changes).slice(0, 100)}`, () => {
                assert.deepEqual(
                    mistakesWith(settings(changes)),
                    expected.map((mistake) => `medease-platform:${mistake}`),
                );
            });
        }
    });
}
