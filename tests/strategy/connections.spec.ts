import assert from "node:assert/strict";
import { connectionsCarriedBy, memoryFor } from "../../strategy/connections";

describe("connections that memory carries", () => {
    it("are AWS's for the capacity units of its table, never more", () => {
        const table: readonly (readonly [acu: number, connections: number])[] = [
            [1, 189],
            [4, 823],
            [8, 1_669],
            [16, 3_360],
            [32, 5_000],
            [128, 5_000],
        ];
        for (const [acu, connections] of table) {
            const carried = connectionsCarriedBy(2 * acu);
            assert.ok(carried <= connections && carried >= connections - 1, `${acu} ACU: ${carried}`);
        }
    });

    it("are never below none, and the least memory for some carries them", () => {
        assert.equal(connectionsCarriedBy(0), 0);
        for (const connections of [1, 200, 1_000, 5_000]) {
            assert.ok(connectionsCarriedBy(memoryFor(connections) + 1e-9) >= connections);
        }
    });
});
