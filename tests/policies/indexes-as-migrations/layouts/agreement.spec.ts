import assert from "node:assert/strict";
import { directoriesOf, readBundle } from "../../../../policies/indexes-as-migrations/bundle";
import { layoutNames, type LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { keyVerdicts } from "../../../support/foreign-key-oracle";
import { runners } from "../../../support/layout-runners";
import { PostgresServer } from "../../../support/postgres-server";
import { catalogueOf, directoryWith, verdictsOf, type Files } from "../fixture";
import { keyFaults, soundSteps, written } from "./written-histories";

describe("foreign keys of another tool's directory", () => {
    let server: PostgresServer;
    let database: string;

    before(async function () {
        this.timeout(60_000);
        server = await PostgresServer.start();
        database = await server.createDatabase();
    });

    after(() => server.stop());

    /** What a real server says that the tool itself would have migrated. */
    async function oracle(layout: LayoutName, directory: string): Promise<readonly string[]> {
        await server.empty(database);
        const client = await server.connect(database);
        try {
            await runners[layout](client, directory);
            return await keyVerdicts(client);
        } finally {
            await client.end();
        }
    }

    /** The verdicts on which the pack and the server agree. */
    async function agreed(layout: LayoutName, files: Files): Promise<readonly string[]> {
        const migrationsDir = directoryWith(files);
        // sqlx and supabase write names that others write too, and are told by what lies around them.
        const isAmbiguous =
            layout === "supabase" || (layout === "sqlx" && !JSON.stringify(files).includes("no-tr"));
        const config = { migrationsDir, ...(isAmbiguous ? { layout } : {}) };
        const bundle = readBundle(directoriesOf(config));
        assert.equal(bundle.layout.name, layout);
        assert.deepEqual([bundle.mistake, bundle.problems, bundle.undecided], [undefined, [], []]);
        const ours = verdictsOf(await catalogueOf(config));
        assert.deepEqual(ours, await oracle(layout, migrationsDir));
        return ours;
    }

    for (const layout of layoutNames) {
        it(`are all covered in a sound directory of ${layout}`, async () => {
            assert.deepEqual(await agreed(layout, written(layout)), [
                "invoices.invoices_order_id_fkey (order_id): covered",
                "invoices.invoices_payer_id_fkey (payer_id): covered",
                "orders.orders_customer_id_fkey (customer_id): covered",
            ]);
        });

        for (const { leaves, ...fault } of keyFaults) {
            it(`are found uncovered in a directory of ${layout} after ${fault.name}`, async () => {
                const verdicts = await agreed(layout, written(layout, [...soundSteps, fault]));
                const uncovered = verdicts.filter((verdict) => verdict.endsWith(": uncovered"));
                assert.deepEqual(
                    uncovered.map((verdict) => verdict.replace(/ \(.*/, "")),
                    leaves,
                );
            });
        }
    }
});
