import assert from "node:assert/strict";
import fc from "fast-check";
import { pack } from "../../placement/exact-packing";
import { spread, type Spread } from "../../placement/packing";
import type { CellSite } from "../../placement/placement";
import { plan } from "../../placement/planner";
import { describeRefusal } from "../../placement/report";
import { organization, placementOf } from "../support/placement";

const rooms = (capacities: readonly number[]): readonly CellSite[] =>
    capacities.map((capacityUsers, index) => ({
        name: `c${String(index)}`,
        region: "eu-west-1",
        zone: "eu",
        capacityUsers,
    }));

const homeless = (sizes: readonly number[]): ReturnType<typeof organization>[] =>
    sizes.map((users, index) => organization(`o${String(index).padStart(2, "0")}`, "left", users));

const spreadOf = (sizes: readonly number[], capacities: readonly number[]): Spread =>
    spread(homeless(sizes), placementOf([]), rooms(capacities));

/** Every way there is. */
function fits([first, ...rest]: readonly number[], left: readonly number[]): boolean {
    if (first === undefined) return true;
    return left.some((room, index) => room >= first && fits(rest, left.with(index, room - first)));
}

describe("packing", () => {
    it("finds the way that neither the even nor the tight order finds", () => {
        const { placed, unplaced } = spreadOf([6, 4, 4, 4, 3, 3], [12, 12]);
        assert.deepEqual(unplaced, []);
        for (const cell of ["c0", "c1"]) {
            const there = placed.filter((one) => one.cell === cell);
            assert.equal(
                there.reduce((sum, { users }) => sum + users, 0),
                12,
            );
        }
    });
    it("leaves somebody exactly where nothing fits, and puts no cell above its room", () => {
        const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 7 });
        const capacities = fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 3 });
        fc.assert(
            fc.property(sizes, capacities, (all, given) => {
                const { placed, unplaced, searched } = spreadOf(all, given);
                const possible = fits(all, given);
                assert.equal(unplaced.length === 0, possible);
                assert.equal(searched || possible, true);
                assert.equal(placed.length + unplaced.length, all.length);
                for (const { name, capacityUsers } of rooms(given)) {
                    const there = placed.filter(({ cell }) => cell === name);
                    assert.ok(there.reduce((sum, { users }) => sum + users, 0) <= capacityUsers);
                }
            }),
            { numRuns: 2000 },
        );
    });
    it("gives up a search without end, and says that it does not know", () => {
        const sizes = Array.from({ length: 60 }, (_, index) => 2 * (1000 - index * 3));
        const half = sizes.reduce((sum, one) => sum + one, 0) / 4;
        // Odd rooms cannot be filled by even sizes; knowing that takes looking at every way.
        const capacities = [half, half, half, half].map((room, index) => room + (index % 2 === 0 ? 1 : -1));
        assert.equal(pack(sizes, capacities).kind, "unknown");
        assert.equal(
            pack(
                Array.from({ length: 401 }, () => 1),
                [500],
            ).kind,
            "unknown",
        );
    });
    it("says so where the users fit in sum and no way was found, and counts cells by the best attempt", () => {
        const [first, second, third] = rooms([60_000, 60_000, 100_000]) as [CellSite, CellSite, CellSite];
        const refused = (sizes: readonly number[]): string => {
            const before = placementOf(homeless(sizes).map((one) => ({ ...one, cell: "c2" })));
            const outcome = plan(before, [first, second, third], { verb: "drain", cell: "c2" });
            return "refusals" in outcome ? outcome.refusals.map(describeRefusal).join() : assert.fail();
        };
        assert.match(
            refused([35_000, 35_000, 30_000]),
            /their users fit in sum, but no way to divide them among these cells exists: move some out of the way by hand, or add 1 cell in zone eu/,
        );
        assert.doesNotMatch(refused([35_000, 35_000, 30_000]), /missing/);
    });
});
