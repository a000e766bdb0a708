import assert from "node:assert/strict";
import { edgeFunction } from "../support/edge-function";

const spaPaths = edgeFunction("spa-paths");

describe("spa-paths.js", () => {
    for (const [uri, served] of [
        ["/", "/index.html"],
        ["/patients", "/index.html"],
        ["/patients/", "/index.html"],
        ["/patients/4711/records", "/index.html"],
        ["/v1.2/patients", "/index.html"],
        ["/index.html", "/index.html"],
        ["/favicon.ico", "/favicon.ico"],
        ["/img/logo.svg", "/img/logo.svg"],
        ["/missing.png", "/missing.png"],
        ["/api", "/api"],
        ["/apiary", "/index.html"],
        ["/.well-known/apple-app-site-association", "/.well-known/apple-app-site-association"],
        ["/.well-known/security.txt", "/.well-known/security.txt"],
    ] as const) {
        it(`answers ${uri} with ${served}`, async () => {
            assert.equal((await spaPaths({ uri })).request?.uri, served);
        });
    }

    it("changes nothing but the path", async () => {
        const request = {
            uri: "/patients",
            method: "HEAD",
            querystring: { page: { value: "2" } },
            headers: { host: { value: "app.example.com" } },
            cookies: { theme: { value: "dark" } },
        };

        assert.deepEqual((await spaPaths(request)).request, { ...request, uri: "/index.html" });
    });
});
