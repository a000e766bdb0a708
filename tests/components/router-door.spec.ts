import assert from "node:assert/strict";
import { probePath, probesPath, signInPath, tokenCookie } from "../../components/edge-paths";
import { bearer } from "../support/edge-function";
import { answers, cells, clinicToken, organizations, placementStore, route } from "../support/router";

const signIn = { method: "POST", uri: "/api/auth/hospital/login" } as const;

describe("router.js: the sign-in door", () => {
    it("leads to the organization's cell without a token, and says that nothing was verified", async () => {
        const { request, origin, reads } = await route(signIn);
        assert.equal(origin, "cell-eu-west-1-c2");
        assert.equal(request?.uri, signIn.uri);
        assert.deepEqual(request.headers, {
            "x-medease-organization": { value: "hospital" },
            "x-medease-verified": { value: "no" },
        });
        assert.deepEqual(reads, ["get o:hospital", "get c:eu-west-1-c2"]);
    });

    it("takes away whatever token comes along, good ones too, and what a viewer says in the edge's name", async () => {
        const { request } = await route({
            ...signIn,
            headers: {
                ...bearer(clinicToken()).headers,
                "x-medease-organization": { value: "clinic" },
                "x-medease-verified": { value: "yes" },
                accept: { value: "application/json" },
            },
            cookies: { "__Host-medease-token": { value: clinicToken() }, theme: { value: "dark" } },
        });
        assert.deepEqual(request?.headers, {
            accept: { value: "application/json" },
            "x-medease-organization": { value: "hospital" },
            "x-medease-verified": { value: "no" },
        });
        assert.deepEqual(request.cookies, { theme: { value: "dark" } });
    });

    for (const path of ["login", "saml/acs", "oidc/callback.html", "v1/sign-in_2", "~user"]) {
        it(`leads on to ${path}, with its query`, async () => {
            const querystring = { state: { value: "a%2Fb" } };
            const { request, origin } = await route({ uri: `/api/auth/clinic/${path}`, querystring });
            assert.deepEqual([origin, request?.querystring], ["cell-eu-west-1-c1", querystring]);
        });
    }

    for (const uri of [
        ...["/api/auth/", "/api/auth//", "/api/auth/clinic", "/api/auth/clinic/", "/api/auth/clinic//login"],
        ...[
            "/api/auth//clinic/login",
            "/api/auth/clinic/login/",
            "/api/auth/nobody/login",
            "/api/auth/Clinic/login",
        ],
        ...[
            "/api/auth/clinic/../patients",
            "/api/auth/clinic/x/../../../patients",
            "/api/auth/./clinic/login",
        ],
        ...[
            "/api/auth/clinic/%2e%2e/patients",
            "/api/auth/clinic/.%2E/patients",
            "/api/auth/clinic/..%2fpatients",
        ],
        ...[
            "/api/auth/clinic%2flogin",
            "/api/auth/clinic/login%2f..%2f..%2fpatients",
            "/api/auth/clinic/..;/patients",
        ],
        ...["/api/auth/clinic/..\\patients", "/api/auth/clinic\\login", "/api/auth/clinic/%5c..%5cpatients"],
        ...[
            "/api/auth/clinic/login;x=1",
            "/api/auth/clinic/login%00",
            "/api/auth/clinic/%252e%252e/patients",
        ],
        ...[
            "/api/auth/cl%69nic/login",
            "/api/auth/clinic/log in",
            "/api/auth/clinic/login\n",
            "/api/auth/__proto__/login",
        ],
        `/api/auth/${"x".repeat(64)}/login`,
    ]) {
        it(`is no door, with or without a token: ${JSON.stringify(uri)}`, async () => {
            for (const token of [{}, bearer(clinicToken())]) {
                const { answer, origin } = await route({ uri, ...token });
                assert.deepEqual([answer, origin], [answers[404], undefined]);
            }
        });
    }

    for (const uri of [
        "/api/AUTH/hospital/login",
        "/api//auth/hospital/login",
        "/api/%61uth/hospital/login",
        "/api/auth",
    ]) {
        it(`asks for a token where a service might read a door: ${uri}`, async () => {
            assert.deepEqual((await route({ uri })).answer, answers[401]);
            const { request, origin } = await route({ uri, ...bearer(clinicToken()) });
            assert.equal(origin, "cell-eu-west-1-c1");
            assert.equal(request?.headers["x-medease-organization"]?.value, "clinic");
        });
    }

    it("is shut to what would change data while they are moved", async () => {
        const uri = "/api/auth/moving/login";
        assert.deepEqual((await route({ method: "POST", uri })).answer, answers[503]);
        assert.equal((await route({ method: "GET", uri })).origin, "cell-eu-west-1-c1");
    });

    it("leads to the failover while the home cell is down", async () => {
        const store = placementStore(organizations, {
            ...cells,
            "eu-west-1-c2": { ...cells["eu-west-1-c2"], down: true },
        });
        assert.equal((await route(signIn, store)).origin, "cell-eu-central-1-c1");
    });
});

describe("router.js: a path that leads upwards", () => {
    for (const uri of [
        ...["/api/../healthz/deep", "/api/x/../../healthz/deep", "/api/x/%2e%2e/%2E%2e/healthz/deep"],
        ...[
            "/api/x%2f..%2f..%2fhealthz/deep",
            "/api/x\\..\\..\\healthz",
            "/api/x/..;a=1/..;/healthz",
            "/api/./x",
        ],
    ]) {
        it(`reaches no cell, whoever asks: ${uri}`, async () => {
            const { answer, origin, reads } = await route({ uri, ...bearer(clinicToken()) });
            assert.deepEqual([answer, origin, reads], [answers[404], undefined, []]);
        });
    }

    for (const uri of [
        "/api/files/a%2Fb",
        "/api/files/..a",
        "/api/files/a..b/c.d",
        "/api/files/...",
        "/api/patients/",
        "/api//x",
    ]) {
        it(`is none: ${uri}`, async () => {
            const { request, origin } = await route({ uri, ...bearer(clinicToken()) });
            assert.deepEqual([request?.uri, origin], [uri, "cell-eu-west-1-c1"]);
        });
    }
});

describe("router.js: the paths and the cookie that the program knows", () => {
    it("are the router's, too", async () => {
        assert.equal((await route({ uri: probePath("eu-west-1-c2") })).origin, "cell-eu-west-1-c2");
        assert.ok(probePath("eu-west-1-c2").startsWith(probesPath));
        assert.equal((await route({ uri: `${signInPath}clinic/login` })).origin, "cell-eu-west-1-c1");
        const cookies = { [tokenCookie]: { value: clinicToken() } };
        assert.equal((await route({ uri: "/api/patients", cookies })).origin, "cell-eu-west-1-c1");
    });
});

describe("router.js: a cell's health", () => {
    const uri = "/api/cells/eu-west-1-c2/health";

    for (const method of ["GET", "HEAD"]) {
        it(`is asked of the very cell, with nothing of the viewer's: ${method}`, async () => {
            const { request, origin, reads } = await route({
                method,
                uri,
                querystring: { a: { value: "1" } },
                headers: {
                    ...bearer(clinicToken()).headers,
                    host: { value: "app.example.com" },
                    "proxy-authorization": { value: "Basic eA==" },
                    "x-forwarded-host": { value: "elsewhere" },
                    "x-medease-verified": { value: "yes" },
                },
                cookies: { "__Host-medease-token": { value: clinicToken() } },
            });
            assert.equal(origin, "cell-eu-west-1-c2");
            assert.deepEqual(request, {
                method,
                uri: "/healthz/deep",
                querystring: {},
                headers: { host: { value: "app.example.com" } },
                cookies: {},
            });
            assert.deepEqual(reads, ["exists c:eu-west-1-c2"]);
        });
    }

    it("is asked of a cell that is down as well: it may have come back", async () => {
        const store = placementStore(organizations, {
            "eu-west-1-c2": { ...cells["eu-west-1-c2"], down: true },
        });
        assert.equal((await route({ uri }, store)).origin, "cell-eu-west-1-c2");
    });

    it("is not found of a cell that is none", async () => {
        assert.deepEqual((await route({ uri: "/api/cells/eu-west-9-c1/health" })).answer, answers[404]);
    });

    for (const [method, path] of [
        ["POST", uri],
        ["GET", `${uri}/`],
        ["GET", `${uri}/x`],
        ["GET", "/api/cells/EU-WEST-1-c2/health"],
        ["GET", "/api/cells/eu-west-1-c2%2fhealth"],
        ["GET", "/api/cells//health"],
    ] as const) {
        it(`is asked in one way only: ${method} ${path} needs a token`, async () => {
            assert.deepEqual((await route({ method, uri: path })).answer, answers[401]);
        });
    }
});
