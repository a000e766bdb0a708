/** A runner as a process of its own, to be killed: <bundle file> <port> <database> <user> <password>. */

import { readFileSync } from "node:fs";
import { Client } from "pg";
import type { MigrationBundle } from "../../../migrator/bundle";
import type { RunLimits } from "../../../migrator/limits";
import { migrate } from "../../../migrator/runner";
import { sessionOf } from "../../../migrator/session";

const [file = "", port, database, user, password] = process.argv.slice(2);
const { bundle, limits } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly bundle: MigrationBundle;
    readonly limits: RunLimits;
};

async function main(): Promise<void> {
    const client = new Client({ host: "127.0.0.1", port: Number(port), database, user, password });
    await client.connect();
    await migrate(sessionOf(client), bundle, {
        limits,
        remaining: () => 900_000,
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        random: Math.random,
        log: () => undefined,
    });
    await client.end();
}

main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
});
