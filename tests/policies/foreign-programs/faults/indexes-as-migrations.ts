import { AnyResource } from "../any-resource";
import {
    changeFaults,
    keyFaults,
    unservedQuery,
} from "../../indexes-as-migrations/layouts/written-histories";
import type { PlantedFault } from "./fault";

const raw = "raw-resources";
const awsx = "awsx-services";
const regions = "several-regions";

const stepsNamed = (...names: readonly string[]): typeof changeFaults =>
    [...changeFaults, ...keyFaults].filter(({ name }) => names.includes(name));

/** One fault or more for each rule of the pack, each in another tool's directory. */
export const migrationFaults: readonly PlantedFault[] = [
    {
        what: "an index that is made beside the migrations",
        in: raw,
        rules: ["schema-comes-from-migrations"],
        also: () => {
            new AnyResource("command:local:Command", "beside", {
                create: "psql -c 'CREATE INDEX x ON orders (note)'",
            });
        },
    },
    {
        what: "a run of other migrations",
        in: raw,
        rules: ["cluster-is-bound-to-migrations"],
        set: { migrate: { input: JSON.stringify({ checksum: "0".repeat(64) }) } },
    },
    {
        what: "a region whose database nobody migrates",
        in: regions,
        rules: ["cluster-is-bound-to-migrations"],
        without: ["migrate-us-west-2"],
    },
    {
        what: "a version that two migrations have",
        in: raw,
        rules: ["migrations-are-versioned"],
        files: { "V1.1.0__again.sql": "SELECT 1;" },
    },
    {
        what: "a foreign key without its index",
        in: awsx,
        rules: ["foreign-key-has-index"],
        steps: stepsNamed("hidden_key"),
    },
    {
        what: "a frequent query that reads all rows",
        in: regions,
        rules: ["frequent-query-has-index"],
        query: unservedQuery,
    },
    {
        what: "a table of tenants that keeps none apart",
        in: awsx,
        rules: ["tenant-tables-have-row-security"],
        steps: [
            {
                name: "visits",
                up: "CREATE TABLE visits (id int PRIMARY KEY, organization_id int NOT NULL);",
                down: "DROP TABLE visits;",
            },
        ],
        config: { "tenant-tables-have-row-security": { tenantColumn: "organization_id" } },
    },
    {
        what: "a way back that leaves a column",
        in: regions,
        rules: ["migration-can-be-undone"],
        steps: stepsNamed("half_undone"),
    },
    {
        what: "an index that is built under a lock",
        in: raw,
        rules: ["index-is-built-concurrently"],
        steps: stepsNamed("locked_build"),
    },
    {
        what: "a constraint that reads all rows under a lock",
        in: awsx,
        rules: ["migration-holds-no-long-lock"],
        steps: stepsNamed("long_lock"),
    },
    {
        what: "a column that the running release still reads",
        in: regions,
        rules: ["migration-suits-running-release"],
        steps: stepsNamed("lost_column"),
    },
    {
        what: "a lock of files as they were",
        in: raw,
        rules: ["migrations-lock-is-fresh"],
        unlocked: { "V10__index_later.sql": "-- changed\n" },
    },
];
