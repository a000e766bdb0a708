import assert from "node:assert/strict";
import { originIdOf } from "../../components/private-origins";
import { bearer, newKey, signed, tokenOf, tokenPart, type ViewerRequest } from "../support/edge-function";
import {
    answers,
    clinicToken,
    inAnHour,
    keys,
    now,
    organizations,
    placementStore,
    cells,
    route,
} from "../support/router";

const uri = "/api/patients";
const clinicKey = { kid: "one-1", key: keys.one };

/** Refused as whatever else is no valid token, and seen by no cell. */
async function assertRefused(request: ViewerRequest, most = 3): Promise<void> {
    const { answer, origin, reads } = await route(request);
    assert.deepEqual(answer, answers[401]);
    assert.equal(origin, undefined);
    assert.ok(reads.length <= most, reads.join());
}

const withCookie = (value: string, name = "__Host-medease-token"): ViewerRequest => ({
    uri,
    cookies: { [name]: { value } },
});

describe("router.js: a request with a token", () => {
    it("goes to the home cell of the token's organization, and tells it so", async () => {
        const token = clinicToken();
        const sent = {
            method: "POST",
            uri: "/api/patients/17",
            querystring: { page: { value: "2" } },
            headers: { host: { value: "app.example.com" }, authorization: { value: `Bearer ${token}` } },
            cookies: { theme: { value: "dark" } },
        };
        const { request, origin, reads } = await route(sent);

        assert.equal(origin, originIdOf({ name: organizations.clinic.home }));
        assert.deepEqual(request, {
            ...sent,
            headers: {
                ...sent.headers,
                "x-medease-organization": { value: "clinic" },
                "x-medease-verified": { value: "yes" },
            },
        });
        assert.deepEqual(reads, ["get o:clinic", "get c:eu-west-1-c1"]);
    });

    it("may carry it in the cookie, which goes on to the cell", async () => {
        const { request, origin } = await route(withCookie(clinicToken()));
        assert.equal(origin, "cell-eu-west-1-c1");
        assert.deepEqual(Object.keys(request?.cookies ?? {}), ["__Host-medease-token"]);
    });

    it("goes without the cookie where the header decided, for nobody has checked that", async () => {
        const { request, origin } = await route({
            uri,
            ...bearer(clinicToken()),
            cookies: { "__Host-medease-token": { value: "of.somebody.else" }, theme: { value: "dark" } },
        });
        assert.equal(origin, "cell-eu-west-1-c1");
        assert.deepEqual(request?.cookies, { theme: { value: "dark" } });
    });

    for (const name of ["x-http-method-override", "x-http-method", "x-method-override", "X_HTTP_Method"]) {
        it(`is of the method that the router saw: without ${name}`, async () => {
            const { headers } = bearer(clinicToken());
            const { request } = await route({ uri, headers: { ...headers, [name]: { value: "DELETE" } } });
            assert.ok(!Object.keys(request?.headers ?? {}).includes(name));
        });
    }

    for (const [life, isGood] of [
        [43_200, true],
        [43_501, false],
        [1_000 * (now / 1000), false], // milliseconds: good for ever, almost
    ] as const) {
        it(`is ${isGood ? "good" : "none"} with a token for ${life} seconds more`, async () => {
            const request = { uri, ...bearer(clinicToken({ exp: now / 1000 + life })) };
            if (isGood) assert.equal((await route(request)).origin, "cell-eu-west-1-c1");
            else await assertRefused(request, 0);
        });
    }

    for (const [kid, key] of [
        ["two-1", keys.twoOld],
        ["two-2", keys.two],
    ] as const) {
        it(`is good with each of two keys, while they are rotated: ${kid}`, async () => {
            const token = tokenOf({ org: "hospital", exp: inAnHour }, { kid, key });
            assert.equal((await route({ uri, ...bearer(token) })).origin, "cell-eu-west-1-c2");
        });
    }

    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]) {
        it(`goes there whatever it wants, and not without: ${method}`, async () => {
            assert.equal(
                (await route({ method, uri, ...bearer(clinicToken()) })).origin,
                "cell-eu-west-1-c1",
            );
            await assertRefused({ method, uri }, 0);
        });
    }

    it("is answered by the edge where the distribution has no such cell", async () => {
        const { answer, origin } = await route({ uri, ...bearer(clinicToken()) }, undefined, ["site"]);
        assert.deepEqual([answer, origin], [answers[503], undefined]);
    });

    it("has nothing of what a viewer says in the edge's name", async () => {
        const headers = {
            ...bearer(clinicToken()).headers,
            "x-medease-organization": { value: "hospital" },
            "x-medease-verified": { value: "yes" },
            "x-medease-anything": { value: "1" },
            "X-MedEase-Role": { value: "admin" },
            x_medease_organization: { value: "hospital" },
            "x-medeasel": { value: "another's" },
        };
        const { request } = await route({ uri, headers });
        assert.deepEqual(Object.keys(request?.headers ?? {}).sort(), [
            "authorization",
            "x-medease-organization",
            "x-medease-verified",
            "x-medeasel",
        ]);
        assert.deepEqual(request?.headers["x-medease-organization"], { value: "clinic" });
    });
});

describe("router.js: no token, or none that counts", () => {
    const [header = "", claims = "", signature = ""] = clinicToken().split(".");
    const other = tokenOf({ org: "hospital", exp: inAnHour }, { kid: "two-2", key: keys.two }).split(".");
    const flipped = `${signature.startsWith("A") ? "B" : "A"}${signature.slice(1)}`;
    const hs = (changes: object): string =>
        tokenOf({ org: "clinic", exp: inAnHour }, clinicKey, {
            alg: "HS256",
            typ: "JWT",
            kid: "one-1",
            ...changes,
        });
    const claimed = (changes: Readonly<Record<string, unknown>>): string => clinicToken(changes);

    for (const [what, token] of [
        ["nothing", ""],
        ["two parts", `${header}.${claims}`],
        ["four parts", `${header}.${claims}.${signature}.${signature}`],
        ["no signature", `${header}.${claims}.`],
        ["a changed signature", `${header}.${claims}.${flipped}`],
        ["a shortened signature", `${header}.${claims}.${signature.slice(0, -1)}`],
        ["a padded signature", `${header}.${claims}.${signature}=`],
        ["another token's signature", `${header}.${claims}.${String(other[2])}`],
        ["another token's claims", `${header}.${String(other[1])}.${signature}`],
        ["another token's header", `${String(other[0])}.${claims}.${signature}`],
        [
            "claims that name another organization",
            `${header}.${tokenPart({ org: "hospital", exp: inAnHour })}.${signature}`,
        ],
        ["a header that is no JSON", `AAAA.${claims}.${signature}`],
        ["claims that are a list", signed(`${header}.${tokenPart(["clinic"])}`, keys.one)],
        ["claims that are nothing", signed(`${header}.${tokenPart(null)}`, keys.one)],
        ["alg none", hs({ alg: "none" })],
        ["alg none and no signature", `${tokenPart({ alg: "none", kid: "one-1" })}.${claims}.`],
        ["alg RS256", hs({ alg: "RS256" })],
        ["alg HS512", hs({ alg: "HS512" })],
        ["no alg", hs({ alg: undefined })],
        ["critical extensions", hs({ crit: ["exp"] })],
        ["no kid", hs({ kid: undefined })],
        ["a kid that is a number", hs({ kid: 1 })],
        ["an unknown kid", hs({ kid: "one-2" })],
        // Without a look at what is the record's own, its key would be this text, which everybody knows.
        [
            "a kid of the language",
            tokenOf({ org: "clinic", exp: inAnHour }, { kid: "constructor", key: String(Object) }),
        ],
        ["a kid of the language's making", hs({ kid: "__proto__" })],
        ["another cell's kid", tokenOf({ org: "clinic", exp: inAnHour }, { kid: "two-2", key: keys.two })],
        ["a key of nobody's", tokenOf({ org: "clinic", exp: inAnHour }, { kid: "one-1", key: newKey() })],
        ["an expiry just now", claimed({ exp: now / 1000 })],
        ["no expiry", claimed({ exp: undefined })],
        ["an expiry that is text", claimed({ exp: String(inAnHour) })],
        [
            "an expiry beyond numbers",
            signed(
                `${header}.${Buffer.from('{"org":"clinic","exp":1e999}').toString("base64url")}`,
                keys.one,
            ),
        ],
        ["no organization", claimed({ org: undefined })],
        ["an organization that is a list", claimed({ org: ["clinic"] })],
        ["an unknown organization", claimed({ org: "nobody" })],
        ["an organization in capitals", claimed({ org: "Clinic" })],
        ["an organization with a line's end", claimed({ org: "clinic\n" })],
        ["an organization of the language's making", claimed({ org: "__proto__" })],
        ["another key of the store", claimed({ org: "clinic/../c:eu-west-1-c1" })],
        ["an organization that is too long", claimed({ org: "x".repeat(64) })],
        ["more than a cookie holds", claimed({ filler: "x".repeat(4096) })],
    ] as const) {
        it(`is refused: ${what}`, async () => {
            await assertRefused({ uri, ...bearer(token) });
            await assertRefused(withCookie(token));
        });
    }

    it("is good a second before it expires", async () => {
        const token = claimed({ exp: now / 1000 + 1 });
        assert.equal((await route({ uri, ...bearer(token) })).origin, "cell-eu-west-1-c1");
    });

    for (const [what, authorization] of [
        ["another scheme", "Basic Y2xpbmljOnNlY3JldA=="],
        ["nothing", ""],
        ["no token", "Bearer"],
        ["two tokens", `Bearer ${clinicToken()} ${clinicToken()}`],
    ] as const) {
        it(`looks at no cookie where there is an Authorization header, with ${what}`, async () => {
            await assertRefused(
                { ...withCookie(clinicToken()), headers: { authorization: { value: authorization } } },
                0,
            );
        });
    }

    it("takes the scheme in any case", async () => {
        const headers = { authorization: { value: `bearer ${clinicToken()}` } };
        assert.equal((await route({ uri, headers })).origin, "cell-eu-west-1-c1");
    });

    it("does not choose between two headers or two cookies", async () => {
        const twice = (value: string): { value: string; multiValue: { value: string }[] } => ({
            value,
            multiValue: [{ value }, { value: "another" }],
        });
        await assertRefused({ uri, headers: { authorization: twice(`Bearer ${clinicToken()}`) } }, 0);
        await assertRefused({ uri, cookies: { "__Host-medease-token": twice(clinicToken()) } }, 0);
    });

    for (const name of ["__host-medease-token", "medease-token", "__Secure-medease-token"]) {
        it(`is no cookie of another name, which any subdomain may set: ${name}`, async () => {
            await assertRefused(withCookie(clinicToken(), name), 0);
        });
    }

    it("is told from a held organization or one without a cell by nothing", async () => {
        const forged = tokenOf({ org: "moving", exp: inAnHour }, { kid: "one-1", key: newKey() });
        await assertRefused({ method: "POST", uri, ...bearer(forged) });
        const store = placementStore(organizations, {
            ...cells,
            "eu-west-1-c1": { ...cells["eu-west-1-c1"], down: true },
        });
        assert.deepEqual((await route({ uri, ...bearer(forged) }, store)).answer, answers[401]);
    });
});
