import assert from "node:assert/strict";
import fc from "fast-check";
import { acuBounds } from "../../strategy/acu";

const users = fc.integer({ min: 0, max: 1_000_000 });

describe("acuBounds", () => {
    for (const [count, minAcu, maxAcu] of [
        [0, 2, 4],
        [1_000, 2, 4],
        [10_000, 2, 5.5],
        [50_000, 5, 27],
        [100_000, 10, 53.5],
        [1_000_000, 100, 256],
    ] as const) {
        it(`gives ${count} users from ${minAcu} to ${maxAcu} units`, () => {
            assert.deepEqual(acuBounds(count), { minAcu, maxAcu });
        });
    }

    it("stays within what AWS takes, in steps of 0.5", () => {
        fc.assert(
            fc.property(users, (count) => {
                const { minAcu, maxAcu } = acuBounds(count);
                assert.ok(minAcu >= 0.5 && minAcu <= maxAcu && maxAcu >= 1 && maxAcu <= 256);
                assert.ok(Number.isInteger(2 * minAcu) && Number.isInteger(2 * maxAcu));
            }),
        );
    });

    it("never falls when users rise", () => {
        fc.assert(
            fc.property(users, users, (a, b) => {
                const [fewer, more] = [acuBounds(Math.min(a, b)), acuBounds(Math.max(a, b))];
                assert.ok(fewer.minAcu <= more.minAcu && fewer.maxAcu <= more.maxAcu);
            }),
        );
    });

    it("leaves a quarter of the maximum free at the users planned for", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 100_000 }), (count) => {
                const need = (count / 10_000) * 4;
                assert.ok(need <= 0.75 * acuBounds(count).maxAcu);
            }),
        );
    });
});
