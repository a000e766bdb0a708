import assert from "node:assert/strict";
import fc from "fast-check";
import { keyVerdicts } from "../../../support/foreign-key-oracle";
import { runners } from "../../../support/layout-runners";
import { PostgresServer } from "../../../support/postgres-server";
import { catalogueOf, directoryWith, verdictsOf } from "../fixture";
import { histories, Writer } from "./generated-histories";

/** HISTORIES=500 npx mocha … looks further than CI does; SEED=… repeats a run and looks for a shorter history. */
const numRuns = Number(process.env.HISTORIES ?? 30);
const seed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };

describe("foreign keys of generated histories", function () {
    this.timeout(60_000 + numRuns * 5_000);
    let server: PostgresServer;
    let database: string;

    before(async () => {
        server = await PostgresServer.start();
        database = await server.createDatabase();
    });

    after(() => server.stop());

    async function oracle(directory: string): Promise<readonly string[]> {
        await server.empty(database);
        const client = await server.connect(database);
        try {
            await runners["golang-migrate"](client, directory);
            return await keyVerdicts(client);
        } finally {
            await client.end();
        }
    }

    it("have the same verdicts as on a real server", async () => {
        const seen = { covered: 0, uncovered: 0 };
        // fast-check's own failure names the seed and the path that repeat it.
        await fc.assert(
            fc.asyncProperty(histories, async (draws) => {
                const steps = new Writer().write(draws);
                const migrationsDir = directoryWith(
                    Object.fromEntries(
                        steps.flatMap((sql, nth) => [
                            [`${String(nth + 1)}_step.up.sql`, `${sql}\n`],
                            [`${String(nth + 1)}_step.down.sql`, "SELECT 1;\n"],
                        ]),
                    ),
                );
                const ours = verdictsOf(await catalogueOf({ migrationsDir }));
                assert.deepEqual(ours, await oracle(migrationsDir), steps.join("\n"));
                for (const verdict of ours)
                    seen[verdict.endsWith(": covered") ? "covered" : "uncovered"] += 1;
            }),
            { numRuns, ...seed, endOnFailure: process.env.SEED === undefined },
        );
        // Histories without keys of both kinds would agree about nothing.
        assert.ok(seen.covered >= numRuns / 3 && seen.uncovered >= numRuns, JSON.stringify(seen));
    });
});
