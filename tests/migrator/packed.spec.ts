import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { compileRunner } from "../../migrator/artefact";
import type { MigrationBundle } from "../../migrator/bundle";
import { authoritiesOf, runnerArtefact, runnerCode, runnerHandler } from "../../migrator/code";
import { regions } from "../../strategy/regions";
import { PostgresServer } from "../support/postgres-server";
import { bundleWith, ledgerOf } from "./support/runs";

const repository = join(__dirname, "..", "..");
const tls = {
    certificate: join(__dirname, "fixtures", "tls", "server.crt"),
    key: join(__dirname, "fixtures", "tls", "server.key"),
};
const secretArn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-x-AbCdEf";

/** Writes an archive out as Lambda unpacks it. */
async function unpack(archive: pulumi.asset.AssetArchive, folder: string): Promise<readonly string[]> {
    const { assets } = archive;
    const entries = Object.entries(await assets);
    for (const [name, asset] of entries) {
        if (asset instanceof pulumi.asset.FileAsset) copyFileSync(await asset.path, join(folder, name));
        else if (asset instanceof pulumi.asset.StringAsset)
            writeFileSync(join(folder, name), await asset.text);
        else throw new Error(`${name} is of a kind that is not packed`);
    }
    return entries.map(([name]) => name);
}

/** Calls the handler as Lambda's Node.js does, and prints the answer or the error as Lambda would. */
const invoke = `
    const [file, method] = process.argv[2].split(".");
    const handler = require(process.argv[1] + "/" + file)[method];
    handler(JSON.parse(process.argv[3]), { getRemainingTimeInMillis: () => 60000 }).then(
        (result) => console.log(JSON.stringify({ result })),
        ({ name, message, stack }) => console.log(JSON.stringify({ errorType: name, errorMessage: message, stack })),
    );`;

describe("the packed migration runner", function () {
    this.timeout(60_000);
    let server: PostgresServer;
    let secrets: Server;
    let folder: string;
    let bundle: MigrationBundle;
    let authorities: string;
    const asked: string[] = [];
    before(async () => {
        server = await PostgresServer.start({}, tls);
        secrets = createServer((request, response) => {
            let body = "";
            request.on("data", (chunk: Buffer) => (body += chunk.toString()));
            request.on("end", () => {
                asked.push(`${String(request.headers["x-amz-target"])} ${body}`);
                const { user: username, password } = server;
                response.setHeader("content-type", "application/x-amz-json-1.1");
                response.end(JSON.stringify({ SecretString: JSON.stringify({ username, password }) }));
            });
        });
        await new Promise<void>((resolve) => secrets.listen(0, "127.0.0.1", resolve));
        folder = mkdtempSync(join(tmpdir(), "packed-"));
        bundle = await bundleWith();
        assert.deepEqual(await unpack(runnerCode(bundle, "eu-west-1"), folder), [
            "index.js",
            "bundle.json",
            "rds-authorities.pem",
        ]);
        authorities = readFileSync(join(folder, "rds-authorities.pem"), "utf8");
        believe(readFileSync(tls.certificate, "utf8"));
    });
    after(async () => {
        rmSync(folder, { recursive: true, force: true });
        secrets.close();
        await server.stop();
    });

    /** The server of the test is none of AWS's. */
    const believe = (certificates: string): void => {
        writeFileSync(join(folder, "rds-authorities.pem"), certificates);
    };

    /** What the handler writes, line by line, the answer last. */
    async function call(
        event: unknown,
        environment: Readonly<Record<string, string>>,
    ): Promise<readonly Readonly<Record<string, unknown>>[]> {
        const child = spawn(process.execPath, ["-e", invoke, folder, runnerHandler, JSON.stringify(event)], {
            env: {
                // Lambda has the SDK of AWS beside the code; here it is the repository's.
                NODE_PATH: join(repository, "node_modules"),
                AWS_REGION: "eu-west-1",
                AWS_ACCESS_KEY_ID: "test",
                AWS_SECRET_ACCESS_KEY: "test",
                AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(secrets.address() as AddressInfo).port}`,
                DATABASE_HOST: "localhost",
                DATABASE_PORT: String(server.port),
                DATABASE_SECRET_ARN: secretArn,
                ...environment,
            },
        });
        let output = "";
        child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.resume();
        await new Promise((resolve) => child.on("close", resolve));
        return output
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    }

    it("is what its sources compile to", () => {
        assert.ok(readFileSync(runnerArtefact, "utf8") === compileRunner(), "run npm run migrator:build");
    });

    it("names no machine and no folder outside the repository", async () => {
        const { assets } = runnerCode(bundle, "eu-west-1");
        const paths = Object.values(await assets).flatMap((asset) =>
            asset instanceof pulumi.asset.FileAsset ? [asset.path] : [],
        );
        assert.deepEqual(await Promise.all(paths), [
            "migrator/artefact/index.js",
            "migrator/certificates/eu-west-1.pem",
        ]);
        assert.ok(!readFileSync(runnerArtefact, "utf8").includes(repository));
    });

    it("applies its bundle over TLS as the user of the secret, and logs one JSON object a line", async () => {
        const database = await server.createDatabase();
        const lines = await call({ bundle: bundle.checksum }, { DATABASE_NAME: database });
        assert.deepEqual(lines.at(-1), {
            result: { applied: bundle.migrations.map(({ file }) => file), unknownVersions: [] },
        });
        assert.equal(lines.filter(({ event }) => event === "applied").length, 8);
        assert.equal((await ledgerOf(server, database)).length, 7);
        assert.deepEqual(asked, [`secretsmanager.GetSecretValue ${JSON.stringify({ SecretId: secretArn })}`]);
        assert.ok(!JSON.stringify(lines).includes(server.password));
    });

    it("refuses a server that none of the packed authorities signed for, whatever the machine believes", async () => {
        const database = await server.createDatabase();
        believe(authorities);
        try {
            const lines = await call(
                { bundle: bundle.checksum },
                { DATABASE_NAME: database, NODE_EXTRA_CA_CERTS: tls.certificate },
            );
            assert.match(String(lines.at(-1)?.errorMessage), /self-signed certificate/);
        } finally {
            believe(readFileSync(tls.certificate, "utf8"));
        }
    });

    for (const region of regions) {
        it(`believes the three root authorities of RDS in ${region}, for longer than anybody plans`, () => {
            const pem = readFileSync(authoritiesOf(region), "utf8");
            const roots = (pem.match(/-----BEGIN[^]*?END CERTIFICATE-----/g) ?? []).map(
                (one) => new X509Certificate(one),
            );
            assert.deepEqual(
                roots.map(({ subject }) => /^CN=(.*)$/m.exec(subject)?.[1]),
                ["ECC384", "RSA2048", "RSA4096"].map((key) => `Amazon RDS ${region} Root CA ${key} G1`),
            );
            for (const root of roots) {
                assert.ok(root.ca && root.verify(root.publicKey), "signed by itself");
                assert.ok(new Date(root.validTo).getUTCFullYear() >= 2061);
            }
        });
    }

    it("fails, and so fails the update, where it holds another bundle than it is asked for", async () => {
        const [logged, answer] = await call({ bundle: "another" }, { DATABASE_NAME: "postgres" });
        assert.equal(answer?.errorType, "MigrationFailure");
        assert.match(
            String(answer.errorMessage),
            new RegExp(
                `^The function holds bundle ${bundle.checksum}, and another is to be applied; nothing was applied`,
            ),
        );
        assert.equal(answer.stack, answer.errorMessage, "a stack says nothing to whoever runs the update");
        assert.equal(logged?.event, "failed");
    });
});
