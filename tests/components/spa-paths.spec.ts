import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { spaPathsFile } from "../../components/distribution";

type Handler = (event: { request: { uri: string; method: string } }) => { uri: string; method: string };

const source = readFileSync(spaPathsFile, "utf8");

/** The very file that CloudFront runs, in a context that has nothing of Node's, as CloudFront has not. */
const handler = runInNewContext(`${source}\nhandler`) as Handler;

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
        it(`answers ${uri} with ${served}`, () => {
            assert.equal(handler({ request: { uri, method: "GET" } }).uri, served);
        });
    }

    it("changes nothing but the path", () => {
        const request = { uri: "/patients", method: "HEAD" };

        assert.deepEqual(handler({ request }), { uri: "/index.html", method: "HEAD" });
    });

    it("is within the 10 KB that CloudFront takes", () => {
        assert.ok(Buffer.byteLength(source) <= 10_240, `${Buffer.byteLength(source)} bytes`);
    });
});
