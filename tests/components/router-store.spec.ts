import assert from "node:assert/strict";
import { bearer, tokenOf, type EdgeRun, type FakeStore } from "../support/edge-function";
import {
    answers,
    cells,
    clinicToken,
    inAnHour,
    keys,
    organizations,
    placementStore,
    route,
} from "../support/router";

const hospital = (kid: string, key: string): string =>
    tokenOf({ org: "hospital", exp: inAnHour }, { kid, key });
const homeToken = hospital("two-2", keys.two);
const failoverToken = hospital("three-1", keys.three);

const down = (...names: (keyof typeof cells)[]): FakeStore =>
    placementStore(
        organizations,
        Object.fromEntries(
            Object.entries(cells).map(([name, cell]) => [
                name,
                { ...cell, down: (names as string[]).includes(name) },
            ]),
        ),
    );

const ask = (token: string, store: FakeStore, method = "GET"): Promise<EdgeRun> =>
    route({ method, uri: "/api/patients", ...bearer(token) }, store);

describe("router.js: where a cell is down", () => {
    const store = down("eu-west-1-c2");

    it("takes tokens of the failover there, and no longer those of the home cell", async () => {
        const { origin, reads } = await ask(failoverToken, store);
        assert.equal(origin, "cell-eu-central-1-c1");
        assert.deepEqual(reads, ["get o:hospital", "get c:eu-west-1-c2", "get c:eu-central-1-c1"]);
        assert.deepEqual((await ask(homeToken, store)).answer, answers[401]);
    });

    it("takes no token of the failover while the home cell is up", async () => {
        assert.deepEqual((await ask(failoverToken, down())).answer, answers[401]);
    });

    it("has every other organization served as before", async () => {
        assert.equal((await ask(clinicToken(), store)).origin, "cell-eu-west-1-c1");
    });

    it("tells who is signed in to come again where there is no failover, or it is down as well", async () => {
        assert.deepEqual((await ask(clinicToken(), down("eu-west-1-c1"))).answer, answers[503]);
        assert.deepEqual(
            (await ask(homeToken, down("eu-west-1-c2", "eu-central-1-c1"))).answer,
            answers[503],
        );
        assert.deepEqual(
            (await ask(failoverToken, down("eu-west-1-c2", "eu-central-1-c1"))).answer,
            answers[401],
        );
    });
});

describe("router.js: where writes are held back", () => {
    const token = tokenOf({ org: "moving", exp: inAnHour }, { kid: "one-1", key: keys.one });

    for (const [method, passes] of [
        ["GET", true],
        ["HEAD", true],
        ["OPTIONS", true],
        ["POST", false],
        ["PUT", false],
        ["PATCH", false],
        ["DELETE", false],
    ] as const) {
        it(`${passes ? "lets pass" : "has come again"}: ${method}`, async () => {
            const { origin, answer } = await ask(token, down(), method);
            assert.deepEqual(
                [origin, answer],
                passes ? ["cell-eu-west-1-c1", undefined] : [undefined, answers[503]],
            );
        });
    }
});

describe("router.js: where the store fails", () => {
    const requests = {
        token: { uri: "/api/patients", ...bearer(homeToken) },
        door: { uri: "/api/auth/hospital/login" },
        health: { uri: "/api/cells/eu-west-1-c2/health" },
    } as const;

    for (const [what, failing] of [
        ["token", "get o:"],
        ["token", "get c:eu-west-1-c2"],
        ["token", "get c:eu-central-1-c1"],
        ["token", ""],
        ["door", "get o:"],
        ["door", "get c:eu-west-1-c2"],
        ["door", "get c:eu-central-1-c1"],
        ["door", ""],
        ["health", "exists"],
    ] as const) {
        it(`sends nobody anywhere, nor calls them unknown: ${what}, when "${failing}" fails`, async () => {
            const store = down("eu-west-1-c2");
            store.unreachable = (question) => question.startsWith(failing);
            const { answer, origin, reads } = await route(requests[what], store);
            assert.deepEqual([answer, origin], [answers[503], undefined]);
            assert.ok(reads.length <= 3, reads.join());
        });
    }

    it("does not call an organization unknown when it cannot find out", async () => {
        const store = placementStore({}, cells);
        store.unreachable = (question) => question.startsWith("exists");
        assert.deepEqual((await ask(homeToken, store)).answer, answers[503]);
        assert.deepEqual((await route(requests.door, store)).answer, answers[503]);
    });

    for (const [what, changes] of [
        ["no JSON", { "o:hospital": "{" }],
        ["no object", { "o:hospital": '"eu-west-1-c2"' }],
        ["nothing", { "o:hospital": "null" }],
        ["a list", { "o:hospital": "[]" }],
        ["no home", { "o:hospital": "{}" }],
        ["a home of no name", { "o:hospital": '{"c":"../c2"}' }],
        ["a failover of no name", { "o:hospital": '{"c":"eu-west-1-c2","f":1}' }],
        ["an unknown word for held", { "o:hospital": '{"c":"eu-west-1-c2","w":"0"}' }],
        ["a home that is no cell", { "o:hospital": '{"c":"eu-west-9-c1"}' }],
        ["a cell of no JSON", { "c:eu-west-1-c2": "up" }],
        ["a cell in no state", { "c:eu-west-1-c2": '{"k":{}}' }],
        ["a cell in an unknown state", { "c:eu-west-1-c2": '{"s":"full","k":{}}' }],
        ["a cell without keys", { "c:eu-west-1-c2": '{"s":"up"}' }],
        ["a list of keys", { "c:eu-west-1-c2": '{"s":"up","k":[]}' }],
        ["a short key", { "c:eu-west-1-c2": '{"s":"up","k":{"two-2":"c2hvcnQ"}}' }],
        ["a key that is no text", { "c:eu-west-1-c2": '{"s":"up","k":{"two-2":1}}' }],
        [
            "three keys",
            {
                "c:eu-west-1-c2": JSON.stringify({
                    s: "up",
                    k: { "two-1": keys.twoOld, "two-2": keys.two, "two-3": keys.three },
                }),
            },
        ],
        [
            "a failover that is no cell",
            { "c:eu-west-1-c2": '{"s":"down","k":{}}', "c:eu-central-1-c1": "{}" },
        ],
    ] as const) {
        it(`takes no data that cannot be meant: ${what}`, async () => {
            const store = placementStore(organizations, cells, changes);
            for (const request of [requests.token, requests.door]) {
                const { answer, origin } = await route(request, store);
                assert.deepEqual([answer, origin], [answers[503], undefined]);
            }
        });
    }

    it("knows no token of a cell that has no key yet", async () => {
        const store = placementStore(organizations, { ...cells, "eu-west-1-c2": { keys: {} } });
        assert.deepEqual((await ask(homeToken, store)).answer, answers[401]);
        assert.equal((await route(requests.door, store)).origin, "cell-eu-west-1-c2");
    });
});
