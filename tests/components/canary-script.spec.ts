import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { doorScript } from "../../components/canary";

/** What Synthetics does with a script: a handler that returns has succeeded, one that throws has failed. */
const runtime = `require(${JSON.stringify(doorScript)}).handler().then(
    (answer) => process.stdout.write("PASSED " + answer),
    (error) => process.stdout.write("FAILED " + error.message),
);`;

/** How the door behaves to one request. */
interface Door {
    readonly status: number;
    readonly delay?: number;
    /** Ends the connection in the middle of the answer. */
    readonly breaks?: true;
}

describe("canary-scripts/door.js", function () {
    this.timeout(30_000);
    let folder = "";
    let server: Server | undefined;
    const asked: (string | undefined)[] = [];
    let door: Door = { status: 200 };

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "door-"));
        const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
        const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
        const made = spawnSync(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"].concat(
                ["-keyout", key, "-out", cert],
                name,
            ),
            { encoding: "utf8" },
        );
        assert.equal(made.status, 0, made.stderr);
        const tls: ServerOptions = { key: readFileSync(key), cert: readFileSync(cert) };
        server = createServer(tls, (request, response) => {
            asked.push(request.url);
            setTimeout(() => {
                response.writeHead(door.status, { "content-length": "2" });
                if (door.breaks === true) {
                    response.write("o");
                    response.destroy();
                } else response.end("ok");
            }, door.delay ?? 0);
        });
        await new Promise<void>((resolve) => server?.listen(0, "localhost", resolve));
    });

    after(() => {
        server?.close();
        rmSync(folder, { recursive: true });
    });

    const address = (): string => `localhost:${String((server?.address() as AddressInfo).port)}`;

    /** Runs the script once, as Synthetics would. */
    async function run(behaviour: Door, { trusts = true, milliseconds = "500" } = {}): Promise<string> {
        door = behaviour;
        const child = spawn(process.execPath, ["--eval", runtime], {
            env: {
                DOOR_URL: `https://${address()}/healthz/deep`,
                DOOR_MILLISECONDS: milliseconds,
                ...(trusts ? { NODE_EXTRA_CA_CERTS: join(folder, "cert.pem") } : {}),
            },
        });
        let output = "";
        child.stdout.on("data", (text: Buffer) => (output += text.toString()));
        await new Promise((resolve) => child.on("close", resolve));
        // Before the verdict stands the line that goes to the log.
        return output.slice(output.search(/PASSED|FAILED/));
    }

    it("passes on 200 in time, and has asked for the path that it was given", async () => {
        assert.match(
            await run({ status: 200 }, { milliseconds: "5000" }),
            /^PASSED https:\/\/localhost:\d+\/healthz\/deep answered 200 in \d+ ms$/,
        );
        assert.equal(asked.at(-1), "/healthz/deep");
    });

    for (const status of [500, 503, 404, 302, 204]) {
        it(`fails on ${String(status)} and says so`, async () => {
            assert.match(
                await run({ status }, { milliseconds: "5000" }),
                new RegExp(`^FAILED .* answered ${String(status)} in \\d+ ms; it must answer 200$`),
            );
        });
    }

    it("fails on an answer that is slower than promised", async () => {
        assert.match(
            await run({ status: 200, delay: 700 }),
            /^FAILED .* answered 200 in [789]\d\d ms; it must take at most 500 ms$|^FAILED .* in \d{4} ms; /,
        );
    });

    it("fails on a certificate that it does not trust", async () => {
        assert.match(await run({ status: 200 }, { trusts: false }), /^FAILED self-signed certificate/);
    });

    it("fails on an answer that breaks off", async () => {
        assert.match(await run({ status: 200, breaks: true }, { milliseconds: "5000" }), /^FAILED /);
    });

    it("gives up after ten times as long as an answer may take", async () => {
        assert.match(
            await run({ status: 200, delay: 5_000 }, { milliseconds: "100" }),
            /^FAILED The operation was aborted/,
        );
    });

    it("fails where nobody told it what is slow", async () => {
        assert.match(
            await run({ status: 200 }, { milliseconds: "soon" }),
            /^FAILED The value of "delay" is out of range/,
        );
    });
});
