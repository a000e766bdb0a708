import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bearer, newKey, tokenOf, type FakeStore, type ViewerRequest } from "../support/edge-function";
import { repository } from "../support/platform";
import { answers, inAnHour, placementStore, route, type Placed } from "../support/router";

const page = readFileSync(join(repository, "docs", "failure-drills.md"), "utf8");
const rows = [...page.matchAll(/^\| (D\d+) \|.*\| ([^|]+) \|$/gm)].map(([, id = "", gets = ""]) => ({ id, gets }));

const [home, sister, failover] = ["eu-west-1-c1", "eu-west-1-c2", "eu-central-1-c1"] as const;
const keys = { home: newKey(), next: newKey(), sister: newKey(), failover: newKey() };

interface Drill {
    readonly clinic?: Placed;
    readonly down?: readonly string[];
    /** Keys of the home cell. @default its one key */
    readonly homeKeys?: Readonly<Record<string, string>>;
    readonly unplaced?: true;
    readonly unreachable?: true;
}

function storeOf({ clinic = { home }, down = [], homeKeys = { h1: keys.home }, ...drill }: Drill): FakeStore {
    const cell = (name: string, own: Readonly<Record<string, string>>): object => ({
        [name]: { down: down.includes(name), keys: own },
    });
    const organizations = { elsewhere: { home: failover }, ...(drill.unplaced === true ? {} : { clinic }) };
    const store = placementStore(organizations, {
        ...cell(home, homeKeys),
        ...cell(sister, { s1: keys.sister }),
        ...cell(failover, { f1: keys.failover }),
    });
    if (drill.unreachable === true) store.unreachable = () => true;
    return store;
}

const showing = (kid: string, key: string, org = "clinic"): ViewerRequest => ({
    uri: "/api/patients",
    ...bearer(tokenOf({ org, exp: inAnHour }, { kid, key })),
});
const ofHome = showing("h1", keys.home);
const ofFailover = showing("f1", keys.failover);
const forged = showing("h1", newKey());
const signIn: ViewerRequest = { method: "POST", uri: "/api/auth/clinic/login" };
const nothing: ViewerRequest = { uri: "/api/patients" };

const withFailover: Drill = { clinic: { home, failover }, down: [home] };
const withoutFailover: Drill = { down: [home] };
const rotated: Drill = { homeKeys: { h1: keys.home, h2: keys.next } };

/** A cell that the request reaches, or the status of the edge's own answer. */
type Gets = typeof home | typeof failover | 401 | 404 | 503;

const cases: Readonly<Record<string, readonly [Drill, ViewerRequest, Gets]>> = {
    D1: [withFailover, ofFailover, failover],
    D2: [withFailover, ofHome, 401],
    D3: [withFailover, signIn, failover],
    D4: [withoutFailover, ofHome, 503],
    D5: [withoutFailover, signIn, 503],
    D6: [withoutFailover, forged, 401],
    D7: [withFailover, showing("f1", keys.failover, "elsewhere"), failover],
    D8: [{ clinic: { home, failover }, down: [home, sister] }, ofFailover, failover],
    D9: [{ clinic: { home, failover: sister }, down: [home, sister] }, ofHome, 503],
    D10: [{ clinic: { home, failover } }, ofHome, home],
    D11: [{ unreachable: true }, ofHome, 503],
    D12: [{ unreachable: true }, signIn, 503],
    D13: [{ unreachable: true }, nothing, 401],
    D14: [rotated, ofHome, home],
    D15: [rotated, showing("h2", keys.next), home],
    D16: [{ homeKeys: { h2: keys.next } }, ofHome, 401],
    D17: [{ homeKeys: {} }, ofHome, 401],
    D18: [{ homeKeys: {} }, signIn, home],
    D19: [{ unplaced: true }, ofHome, 401],
    D20: [{ unplaced: true }, signIn, 404],
    D21: [{ clinic: { home: "eu-west-9-c1" } }, ofHome, 503],
    D22: [{}, ofHome, 503],
    D23: [{ clinic: { home, held: true } }, ofHome, home],
    D24: [{ clinic: { home, held: true } }, { ...ofHome, method: "POST" }, 503],
};

/** Origins of the distribution, where they are not those of all cells. */
const origins: Readonly<Record<string, readonly string[]>> = { D22: ["site", `cell-${failover}`] };

describe("docs/failure-drills.md", () => {
    it("has a case for every row, and a row for every case", () => {
        assert.deepEqual(
            rows.map(({ id }) => id),
            Object.keys(cases),
        );
    });

    for (const { id, gets } of rows) {
        it(`${id}: ${gets}`, async () => {
            const [drill, request, expected] = cases[id] ?? assert.fail(`no case for ${id}`);
            const { answer, origin, reads } = await route(request, storeOf(drill), origins[id]);
            if (typeof expected === "number") {
                assert.deepEqual([answer, origin], [answers[expected], undefined]);
                assert.ok(gets.startsWith(String(expected)), `the page says ${gets}`);
            } else {
                assert.deepEqual([answer, origin], [undefined, `cell-${expected}`]);
                assert.match(gets, id === "D7" || expected === home ? /home cell/ : /^the failover$/);
            }
            if (id === "D13") assert.deepEqual(reads, []);
        });
    }
});
