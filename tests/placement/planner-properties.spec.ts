import assert from "node:assert/strict";
import fc from "fast-check";
import {
    cellLoads,
    stateOf,
    type CellSite,
    type CellState,
    type Organization,
    type Placement,
} from "../../placement/placement";
import { formatPlacement } from "../../placement/placement-file";
import type { PlanRequest } from "../../placement/plan-request";
import { plan } from "../../placement/planner";
import { regions } from "../../strategy/regions";
import { sites } from "../support/placement";

const twoOrMore = { minLength: 2, maxLength: 9 };

const cells: fc.Arbitrary<readonly CellSite[]> = fc
    .array(
        fc.record({
            region: fc.constantFrom(...regions.slice(0, 7)),
            tasks: fc.integer({ min: 2, max: 50 }),
        }),
        twoOrMore,
    )
    .map((all) =>
        sites(
            ...all.map(({ region, tasks }, index) => [`${region}-c${String(index)}`, region, tasks] as const),
        ),
    );

/** A valid placement in these cells: nobody abroad, no cell above what it carries. */
function placements(among: readonly CellSite[]): fc.Arbitrary<Placement> {
    const left = (): Map<string, number> =>
        new Map(among.map(({ name, capacityUsers }) => [name, capacityUsers]));
    const one = fc.record({
        home: fc.nat({ max: among.length - 1 }),
        second: fc.option(fc.nat({ max: among.length - 1 })),
        users: fc.integer({ min: 1, max: 60_000 }),
        held: fc.boolean(),
    });
    const states = fc.array(fc.constantFrom<CellState>("open", "open", "full", "draining", "down"), {
        minLength: among.length,
        maxLength: among.length,
    });
    return fc.tuple(fc.array(one, { maxLength: 25 }), states).map(([wishes, chosen]) => {
        const rooms = left();
        const organizations = wishes.flatMap(
            ({ home, second, users, held }, index): readonly Organization[] => {
                const site = among[home];
                const other = second === null ? undefined : among[second];
                if (site === undefined || (rooms.get(site.name) ?? 0) < users) return [];
                rooms.set(site.name, (rooms.get(site.name) ?? 0) - users);
                const failover =
                    other !== undefined && other !== site && other.zone === site.zone
                        ? { failover: other.name }
                        : {};
                return [
                    {
                        id: `o${String(index).padStart(2, "0")}`,
                        zone: site.zone,
                        users,
                        cell: site.name,
                        ...failover,
                        ...(held ? { writes: "held" as const } : {}),
                    },
                ];
            },
        );
        const named = among.flatMap(({ name }, index) => {
            const state = chosen[index] ?? "open";
            return state === "open" ? [] : [[name, { state }] as const];
        });
        return { version: 1, cells: Object.fromEntries(named), organizations };
    });
}

const cases = cells.chain((among) =>
    fc.tuple(
        fc.constant(among),
        placements(among),
        fc.nat({ max: among.length - 1 }),
        fc.integer({ min: 1, max: 100_000 }),
    ),
);

/** Every kind of request about the cell of that index. */
function requests(
    among: readonly CellSite[],
    { organizations }: Placement,
    index: number,
    users: number,
): readonly PlanRequest[] {
    const site = among[index];
    if (site === undefined) return [];
    const [first] = organizations;
    return [
        { verb: "drain", cell: site.name },
        { verb: "evacuate", region: site.region },
        { verb: "place", organization: "new", zone: site.zone, users },
        { verb: "down", cell: site.name },
        ...(first === undefined ? [] : [{ verb: "move", organization: first.id, to: site.name } as const]),
    ];
}

function everyPlan(
    check: (before: Placement, after: Placement, request: PlanRequest, among: readonly CellSite[]) => void,
): void {
    let made = 0;
    fc.assert(
        fc.property(cases, ([among, before, index, users]) => {
            for (const request of requests(among, before, index, users)) {
                const outcome = plan(before, among, request);
                if ("refusals" in outcome) continue;
                made += 1;
                check(before, outcome.placement, request, among);
            }
        }),
        { numRuns: 300 },
    );
    assert.ok(made > 300, `only ${made} plans were not refused`);
}

describe("every plan", function () {
    this.timeout(60_000);

    it("puts no cell above what its tasks carry", () => {
        everyPlan((_before, after, _request, among) => {
            for (const { users, site } of cellLoads(after, among))
                assert.ok(users <= site.capacityUsers, site.name);
        });
    });

    it("keeps home and failover in the organization's zone, and apart", () => {
        everyPlan((_before, after, _request, among) => {
            const zoneOf = new Map(among.map(({ name, zone }) => [name, zone]));
            for (const { zone, cell, failover } of after.organizations) {
                assert.equal(zoneOf.get(cell), zone);
                if (failover !== undefined) assert.equal(zoneOf.get(failover), zone);
                assert.notEqual(failover, cell);
            }
        });
    });

    it("loses and doubles nobody, and changes nobody's users, zone or held writes", () => {
        everyPlan((before, after, request) => {
            const kept = after.organizations.filter(({ id }) => id !== "new");
            const bare = (all: readonly Organization[]): readonly unknown[] =>
                all.map(({ id, users, zone, writes }) => ({ id, users, zone, writes }));
            assert.deepEqual(bare(kept), bare(before.organizations));
            assert.equal(after.organizations.length, kept.length + (request.verb === "place" ? 1 : 0));
        });
    });

    it("leaves a drained cell and an evacuated region empty, without failovers, and closed", () => {
        everyPlan((_before, after, request, among) => {
            if (request.verb !== "drain" && request.verb !== "evacuate") return;
            const left = among.filter(({ name, region }) =>
                "cell" in request ? name === request.cell : region === request.region,
            );
            for (const { name } of left) {
                assert.ok(["draining", "down"].includes(stateOf(after, name)));
                assert.ok(
                    !after.organizations.some(({ cell, failover }) => cell === name || failover === name),
                    name,
                );
            }
        });
    });

    it("gives only open cells new homes", () => {
        everyPlan((before, after) => {
            const homes = new Map(before.organizations.map(({ id, cell }) => [id, cell]));
            for (const { id, cell } of after.organizations)
                if (homes.get(id) !== cell) assert.equal(stateOf(before, cell), "open");
        });
    });

    it("is the same when it is made again, from organizations in another order", () => {
        fc.assert(
            fc.property(cases, ([among, before, index, users]) => {
                for (const request of requests(among, before, index, users)) {
                    const again = { ...before, organizations: [...before.organizations].reverse() };
                    const [one, other] = [before, again].map((given) => plan(given, [...among], request));
                    if (
                        one === undefined ||
                        other === undefined ||
                        "refusals" in one ||
                        "refusals" in other
                    ) {
                        assert.equal(
                            one !== undefined && "refusals" in one,
                            other !== undefined && "refusals" in other,
                        );
                    } else assert.equal(formatPlacement(one.placement), formatPlacement(other.placement));
                }
            }),
        );
    });
});
