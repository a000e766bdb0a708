import assert from "node:assert/strict";
import { losses, routesOf } from "../../placement/serving";
import type { Placement } from "../../placement/placement";
import type { PlanRequest } from "../../placement/plan-request";
import { plan } from "../../placement/planner";
import { describeChange, describeRefusal } from "../../placement/report";
import { fourRegions, organization, placementOf, sites } from "../support/placement";

function changes(before: Placement, request: PlanRequest, among = fourRegions): readonly string[] {
    const outcome = plan(before, among, request);
    if ("refusals" in outcome) assert.fail(outcome.refusals.map(describeRefusal).join("\n"));
    return outcome.changes.map(describeChange);
}

function refusal(before: Placement, request: PlanRequest, among = fourRegions): string {
    const outcome = plan(before, among, request);
    if (!("refusals" in outcome))
        assert.fail(`not refused: ${outcome.changes.map(describeChange).join("; ")}`);
    return outcome.refusals.map(describeRefusal).join("\n");
}

function warnings(before: Placement, request: PlanRequest): readonly string[] {
    const outcome = plan(before, fourRegions, request);
    return "warnings" in outcome ? outcome.warnings : assert.fail("refused");
}

const acme = organization("acme", "eu-west-1-c1", 60_000, { failover: "eu-central-1-c1" });
const beta = organization("beta", "eu-west-1-c2", 50_000);
const two = placementOf([acme, beta]);
const placeGamma = { verb: "place", organization: "gamma", zone: "eu", users: 500 } as const;

describe("plan: place", () => {
    it("gives a new organization the emptiest open cell of its zone", () => {
        assert.deepEqual(changes(two, placeGamma), ["gamma: placed in eu-central-1-c1, 500 users"]);
    });
    it("passes over cells that are not open", () => {
        for (const state of ["full", "draining", "down"] as const) {
            const before = placementOf([acme, beta], { "eu-central-1-c1": { state } });
            assert.deepEqual(
                changes(before, placeGamma),
                ["gamma: placed in eu-west-1-c2, 500 users"],
                state,
            );
        }
    });
    it("takes the cell and the failover that are asked for", () => {
        assert.deepEqual(changes(two, { ...placeGamma, cell: "eu-west-1-c1", failover: "eu-west-1-c2" }), [
            "gamma: placed in eu-west-1-c1, 500 users, failover eu-west-1-c2",
        ]);
    });
    it("keeps room for those whom a cell serves because their home is down", () => {
        const before = placementOf([acme, beta], { "eu-west-1-c1": { state: "down" } });
        assert.match(
            refusal(before, { ...placeGamma, users: 45_000, cell: "eu-central-1-c1" }),
            /45,000 users for eu-central-1-c1, which has room for 40,000 of 100,000/,
        );
    });

    const table: readonly (readonly [
        string,
        Partial<typeof placeGamma> & {
            cell?: string;
            failover?: string;
            organization?: string;
            users?: number;
        },
        string,
    ])[] = [
        [
            "without room in the zone",
            { users: 100_000 } as never,
            "place gamma: got 100,000 users, and eu-central-1-c1 has room for 90,000, eu-west-1-c2 for 50,000, eu-west-1-c1 for 40,000; " +
                "expected an open cell of zone eu that holds them; 1 cell is missing in zone eu (eu-west-1, eu-central-1): add it to the settings",
        ],
        [
            "a known organization",
            { organization: "acme" } as never,
            "place acme: got acme, which lives in eu-west-1-c1; expected a new organization; move it instead: move acme --to",
        ],
        [
            "a cell of another zone",
            { cell: "us-east-1-c1" },
            "place gamma: got us-east-1-c1 in zone us; expected a cell of zone eu, which gamma never leaves; choose a cell of zone eu",
        ],
        [
            "a failover in another zone",
            { failover: "us-east-1-c1" },
            "place gamma: got us-east-1-c1 in zone us; expected a cell of zone eu, which gamma never leaves; choose a cell of zone eu",
        ],
        [
            "a failover at home",
            { cell: "eu-west-1-c1", failover: "eu-west-1-c1" },
            "place gamma: got eu-west-1-c1; expected another cell than its home; choose another, or none",
        ],
        [
            "an unknown cell",
            { cell: "eu-west-1-c3" },
            "place gamma: got eu-west-1-c3; expected a cell of the settings; did you mean eu-west-1-c1?",
        ],
        [
            "more users than the cell has room for",
            { cell: "eu-west-1-c1", users: 40_001 } as never,
            "place gamma: got 40,001 users for eu-west-1-c1, which has room for 40,000 of 100,000; expected no more users than a cell's tasks carry; choose an emptier cell, or move somebody out first",
        ],
    ];
    const filled = placementOf([acme, beta, organization("delta", "eu-central-1-c1", 10_000)]);
    for (const [what, more, message] of table) {
        it(`refuses ${what}`, () => {
            assert.equal(refusal(filled, { ...placeGamma, ...more }), message);
        });
    }
    it("refuses a closed cell and says how to open it", () => {
        const closed = placementOf([], {
            "eu-west-1-c1": { state: "draining" },
            "eu-west-1-c2": { state: "down" },
        });
        assert.match(
            refusal(closed, { ...placeGamma, cell: "eu-west-1-c1" }),
            /which is draining; .*open eu-west-1-c1$/,
        );
        assert.match(
            refusal(closed, { ...placeGamma, cell: "eu-west-1-c2" }),
            /which is down; .*up eu-west-1-c2$/,
        );
    });
});

describe("plan: move, resize, hold, release", () => {
    it("moves, and has no failover any more where the old one is the new home", () => {
        assert.match(
            warnings(two, { verb: "move", organization: "acme", to: "eu-central-1-c1" })[0] ?? "",
            /1 organization has no failover any more: acme; .*failover <organization> --to <cell>/,
        );
        assert.deepEqual(changes(two, { verb: "move", organization: "acme", to: "eu-central-1-c1" }), [
            "acme: eu-west-1-c1 -> eu-central-1-c1, 60,000 users",
            "acme: failover eu-central-1-c1 -> none",
        ]);
    });
    it("refuses to leave the zone, to stay, to overfill, and what it does not know", () => {
        const to = (cell: string, id = "acme"): string =>
            refusal(two, { verb: "move", organization: id, to: cell });
        assert.match(
            to("us-east-1-c1"),
            /got us-east-1-c1 in zone us; expected a cell of zone eu, which acme never leaves/,
        );
        assert.match(to("eu-west-1-c1"), /where acme lives/);
        assert.match(to("eu-west-1-c2"), /room for 50,000 of 100,000/);
        assert.match(
            to("eu-west-1-c2", "acmee"),
            /did you mean acme\? Otherwise place it first: place acmee --zone <zone> --users <n>$/,
        );
    });
    it("writes down more users as far as the home carries them", () => {
        assert.deepEqual(changes(two, { verb: "resize", organization: "acme", users: 100_000 }), [
            "acme: 60,000 -> 100,000 users",
        ]);
        const crowded = placementOf([acme, organization("delta", "eu-west-1-c1", 40_000)]);
        assert.match(
            refusal(crowded, { verb: "resize", organization: "acme", users: 60_001 }),
            /room for 60,000 of 100,000/,
        );
    });
    it("holds and releases by name, by cell and all", () => {
        assert.deepEqual(changes(two, { verb: "hold", organizations: ["beta"] }), ["beta: writes held"]);
        assert.deepEqual(changes(two, { verb: "hold", organizations: [], cell: "eu-west-1-c1" }), [
            "acme: writes held",
        ]);
        const held = placementOf([
            { ...acme, writes: "held" },
            { ...beta, writes: "held" },
        ]);
        assert.deepEqual(changes(held, { verb: "release", organizations: [], all: true }), [
            "acme: writes released",
            "beta: writes released",
        ]);
        assert.deepEqual(changes(held, { verb: "hold", organizations: ["acme"] }), []);
    });
    it("knows whose writes go on while they move", () => {
        const moved = (before: Placement): readonly string[] => {
            const outcome = plan(before, fourRegions, { verb: "drain", cell: "eu-west-1-c1" });
            return "placement" in outcome
                ? losses(routesOf(before), routesOf(outcome.placement)).map((one) => one.organization)
                : assert.fail();
        };
        assert.deepEqual(moved(two), ["acme"]);
        assert.deepEqual(moved(placementOf([{ ...acme, writes: "held" }, beta])), []);
        assert.deepEqual(moved(placementOf([acme, beta], { "eu-west-1-c1": { state: "down" } })), []);
    });
});

describe("plan: drain and evacuate", () => {
    it("empties the cell, closes it, and drops the failovers that pointed there", () => {
        const before = placementOf([acme, { ...beta, failover: "eu-west-1-c1" }]);
        assert.deepEqual(changes(before, { verb: "drain", cell: "eu-west-1-c1" }), [
            "eu-west-1-c1: open -> draining",
            "acme: eu-west-1-c1 -> eu-central-1-c1, 60,000 users",
            "acme: failover eu-central-1-c1 -> none",
            "beta: failover eu-west-1-c1 -> none",
        ]);
    });
    it("refuses without headroom, and says how many cells are missing and where", () => {
        const before = placementOf([
            ...["a", "b"].map((id) => organization(id, "eu-west-1-c1", 50_000)),
            organization("c", "eu-west-1-c2", 60_000),
            organization("d", "eu-central-1-c1", 70_000),
        ]);
        assert.equal(
            refusal(before, { verb: "drain", cell: "eu-west-1-c1" }),
            "drain eu-west-1-c1: got 2 organizations of 100,000 users that fit nowhere; expected room for all 100,000 users in the other open cells of zone eu, which they never leave, " +
                "and eu-west-1-c2 has room for 40,000, eu-central-1-c1 for 30,000; 1 cell of 100,000 users is missing in zone eu (eu-west-1, eu-central-1): add it to the settings",
        );
    });
    it("never takes room of another zone, though there is plenty", () => {
        const before = placementOf([
            organization("a", "eu-west-1-c1", 60_000),
            organization("b", "eu-west-1-c2", 60_000),
        ]);
        assert.equal(
            refusal(before, { verb: "evacuate", region: "eu-west-1" }),
            "evacuate eu-west-1: got 1 organization of 60,000 users that fit nowhere; expected room for all 120,000 users in the other open cells of zone eu, which they never leave, " +
                "and eu-central-1-c1 has room for 100,000; 1 cell of 100,000 users is missing in zone eu (eu-central-1): add it to the settings",
        );
    });
    it("counts every missing cell, and names closed ones that could be opened", () => {
        const among = sites(
            ["eu-west-1-c1", "eu-west-1"],
            ["eu-west-1-c2", "eu-west-1"],
            ["eu-central-1-c1", "eu-central-1"],
        );
        const before = placementOf(
            ["a", "b", "c"].map((id, index) =>
                organization(
                    id,
                    `eu-west-1-c${String((index % 2) + 1)}`,
                    index === 1 ? 100_000 : 50_001 - index * 10_000,
                ),
            ),
            { "eu-central-1-c1": { state: "full" } },
        );
        assert.match(
            refusal(before, { verb: "evacuate", region: "eu-west-1" }, among),
            /and there is none; 2 cells of 100,000 users are missing in zone eu \(eu-central-1\): add them to the settings, or open eu-central-1-c1$/,
        );
    });
    it("says where a zone has no other region", () => {
        const before = placementOf([organization("a", "ap-southeast-1-c1", 1000, { zone: "sg" })]);
        assert.match(
            refusal(before, { verb: "evacuate", region: "ap-southeast-1" }),
            /1 cell of 100,000 users is missing in zone sg outside ap-southeast-1, where the zone has no other region/,
        );
    });
    it("evacuates a region at once, and leaves a cell that is down down", () => {
        const before = placementOf([acme, organization("c", "eu-west-1-c2", 40_000)], {
            "eu-west-1-c1": { state: "down" },
        });
        assert.deepEqual(changes(before, { verb: "evacuate", region: "eu-west-1" }), [
            "eu-west-1-c1: down -> down, draining when it comes back",
            "eu-west-1-c2: open -> draining",
            "acme: eu-west-1-c1 -> eu-central-1-c1, 60,000 users",
            "acme: failover eu-central-1-c1 -> none",
            "c: eu-west-1-c2 -> eu-central-1-c1, 40,000 users",
        ]);
        assert.match(
            warnings(before, { verb: "evacuate", region: "eu-west-1" })[0] ?? "",
            /1 organization has no failover any more: acme/,
        );
    });
    it("packs tightly where the even way leaves somebody over", () => {
        const among = sites(["a", "eu-west-1"], ["b", "eu-west-1", 30], ["c", "eu-west-1", 20]);
        const before = placementOf([organization("x", "a", 60_000), organization("y", "a", 40_000)]);
        assert.deepEqual(changes(before, { verb: "drain", cell: "a" }, among).slice(1), [
            "x: a -> b, 60,000 users",
            "y: a -> c, 40,000 users",
        ]);
        const mixed = sites(["a", "eu-west-1"], ["b", "eu-west-1", 30], ["c", "eu-west-1", 25]);
        const three = placementOf([
            organization("x", "a", 40_000),
            organization("y", "a", 30_000),
            organization("z", "a", 30_000),
        ]);
        assert.deepEqual(changes(three, { verb: "drain", cell: "a" }, mixed).length, 4);
    });
    it("refuses a region without cells", () => {
        assert.match(
            refusal(two, { verb: "evacuate", region: "us-west-2" }),
            /expected a region with cells; choose one of eu-west-1, eu-central-1, us-east-1, ap-southeast-1/,
        );
    });
});

describe("plan: states of cells", () => {
    it("says whom a cell that goes down leaves without service, and where it gets tight", () => {
        const before = placementOf([
            acme,
            organization("c", "eu-west-1-c1", 1000),
            organization("d", "eu-central-1-c1", 50_000),
        ]);
        assert.match(
            refusal(before, { verb: "down", cell: "eu-west-1-c1" }),
            /eu-central-1-c1 would serve 110,000 users, .*; or down eu-west-1-c1 --overload: everybody of that cell then waits longer/,
        );
        const forced = { verb: "down", cell: "eu-west-1-c1", overload: true } as const;
        assert.deepEqual(changes(before, forced), ["eu-west-1-c1: open -> down"]);
        assert.deepEqual(warnings(before, forced), [
            "1 organization of eu-west-1-c1 has no failover that is up, and the edge answers it with 503: c",
            "eu-central-1-c1 would serve 110,000 users, 60,000 of them for cells that are down; its tasks carry 100,000: everybody there waits longer or fails",
        ]);
    });
    it("counts a failover that is down as none", () => {
        const before = placementOf([acme], { "eu-central-1-c1": { state: "down" } });
        assert.match(
            warnings(before, { verb: "down", cell: "eu-west-1-c1" })[0] ?? "",
            /has no failover that is up.*acme/,
        );
    });
    it("brings cells back, opens and closes them", () => {
        const before = placementOf([], {
            "eu-west-1-c1": { state: "down" },
            "eu-west-1-c2": { state: "full" },
        });
        assert.deepEqual(changes(before, { verb: "up", cell: "eu-west-1-c1" }), [
            "eu-west-1-c1: down -> open",
        ]);
        assert.deepEqual(changes(before, { verb: "open", cell: "eu-west-1-c2" }), [
            "eu-west-1-c2: full -> open",
        ]);
        assert.deepEqual(changes(before, { verb: "full", cell: "us-east-1-c1" }), [
            "us-east-1-c1: open -> full",
        ]);
        assert.match(
            refusal(before, { verb: "open", cell: "eu-west-1-c1" }),
            /which is down; .*up eu-west-1-c1$/,
        );
        assert.match(
            refusal(before, { verb: "up", cell: "eu-west-1-c2" }),
            /which is full; expected a cell that is down/,
        );
    });
});

describe("plan: failovers", () => {
    const home = "eu-west-1-c1";
    const host = "eu-central-1-c1";
    const down = { [home]: { state: "down" } } as const;
    const failed = placementOf([acme, beta], down);
    const lost = (before: Placement, request: PlanRequest): readonly string[] => {
        const outcome = plan(before, fourRegions, request);
        if ("refusals" in outcome) assert.fail(outcome.refusals.map(describeRefusal).join());
        return losses(routesOf(before), routesOf(outcome.placement)).map(
            ({ organization: id, cell }) => `${id} in ${cell}`,
        );
    };

    it("count as written while they serve, until writes are held", () => {
        const move = { verb: "move", organization: "acme", to: "eu-west-1-c2" } as const;
        const roomy = (writes: Partial<typeof acme>): Placement =>
            placementOf([{ ...acme, ...writes }], down);
        assert.deepEqual(lost(roomy({}), move), [`acme in ${host}`]);
        assert.deepEqual(lost(roomy({ writes: "held" }), move), []);
        assert.deepEqual(lost(roomy({}), { verb: "failover", organization: "acme", to: "eu-west-1-c2" }), [
            `acme in ${host}`,
        ]);
        assert.deepEqual(lost(roomy({}), { verb: "failover", organization: "acme" }), [`acme in ${host}`]);
        assert.deepEqual(lost(roomy({}), { verb: "move", organization: "acme", to: host }), []);
        assert.deepEqual(lost(two, { verb: "down", cell: home }), []);
    });
    it("are the new home where a home that is down is left, though another cell is emptier", () => {
        const before = placementOf([acme, organization("d", host, 10_000)], down);
        const request = { verb: "drain", cell: home } as const;
        assert.ok(changes(before, request).includes(`acme: ${home} -> ${host}, 60,000 users`));
        assert.deepEqual(lost(before, request), []);
    });
    it("keep a cell from coming back until what they took is held", () => {
        assert.match(
            refusal(failed, { verb: "up", cell: home }),
            /1 organization whose failover takes writes, .*: acme \(in eu-central-1-c1\); .*hold --cell eu-west-1-c1 --apply, copy back .*up eu-west-1-c1 --apply, then release$/,
        );
        const bothDown = placementOf([acme], { ...down, [host]: { state: "down" } });
        assert.match(refusal(bothDown, { verb: "up", cell: home }), /acme \(in eu-central-1-c1\)/);
        const held = placementOf([{ ...acme, writes: "held" }], down);
        assert.deepEqual(changes(held, { verb: "up", cell: home }), [`${home}: down -> open`]);
    });
    it("are named and taken away by a person", () => {
        assert.deepEqual(changes(two, { verb: "failover", organization: "beta", to: host }), [
            `beta: failover none -> ${host}`,
        ]);
        assert.deepEqual(changes(two, { verb: "failover", organization: "acme" }), [
            `acme: failover ${host} -> none`,
        ]);
        const to = (cell: string): string =>
            refusal(two, { verb: "failover", organization: "acme", to: cell });
        assert.match(to(home), /another cell than its home/);
        assert.match(to("us-east-1-c1"), /a cell of zone eu/);
    });
    it("need room for their own users and the guests of any one home, not of all", () => {
        const guest = (id: string, cell: string, users: number): typeof acme =>
            organization(id, cell, users, { failover: host });
        const before = placementOf([
            guest("a", home, 40_000),
            guest("b", "eu-west-1-c2", 50_000),
            organization("own", host, 50_000),
        ]);
        const more = (users: number): PlanRequest => ({ ...placeGamma, users, cell: home, failover: host });
        assert.equal(changes(before, more(10_000)).length, 1);
        assert.match(
            refusal(before, more(10_001)),
            /100,001 users for eu-central-1-c1 if eu-west-1-c1 went down, 50,000 of its own and 50,001 guests; expected no more than its tasks carry, 100,000/,
        );
        const bare = placementOf([organization("x", home, 60_000), organization("own", host, 50_000)]);
        assert.match(refusal(bare, { verb: "failover", organization: "x", to: host }), /110,000 users for/);
        assert.match(
            warnings(before, { ...placeGamma, cell: host }).join(),
            /eu-central-1-c1 could not keep what it is pledged: if eu-west-1-c2 went down, it would serve 100,500 users/,
        );
    });
});

describe("plan: what a cell was", () => {
    for (const state of ["draining", "full"] as const) {
        it(`a ${state} cell that went down comes back ${state}`, () => {
            const cell = "eu-west-1-c1";
            let now = placementOf([], { [cell]: { state } });
            for (const verb of ["down", "down", "up"] as const) {
                const outcome = plan(now, fourRegions, { verb, cell });
                now =
                    "placement" in outcome ? outcome.placement : verb === "up" ? assert.fail("refused") : now;
            }
            assert.deepEqual(now.cells, { [cell]: { state } });
        });
    }
    it("says that a zone takes nobody any more", () => {
        const only = { verb: "drain", cell: "us-east-1-c1" } as const;
        assert.deepEqual(warnings(two, only), ["zone us has no open cell any more, and takes nobody"]);
        assert.deepEqual(warnings(placementOf([]), { verb: "drain", cell: "eu-west-1-c1" }), []);
    });
});
