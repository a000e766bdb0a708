/**
 * Makes the tests of the enclosing `describe` steps of which each stands on the one before: after a failure the next one
 * fails too, saying why, and the rest is not tried. Mocha's own `bail` is not used, because a failure in any
 * other file makes it leave out a whole suite without a word.
 */
export function inOrder(): void {
    let failed: string | undefined;
    beforeEach(() => {
        if (failed !== undefined) throw new Error(`this step stands on "${failed}", which failed`);
    });
    afterEach(function () {
        if (this.currentTest?.state === "failed") failed ??= this.currentTest.title;
    });
}
