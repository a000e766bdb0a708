import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Rule } from "../rule";
import type { IndexesConfig } from "./bundle";
import { databasesOf } from "./databases";
import { judgementOf, type Judgement } from "./judgement";
import { layoutNames } from "./layouts/layout";

/** Where the migrations are and how they are read: every rule of the pack takes it. */
export const configSchema: PolicyConfigSchema = {
    properties: {
        migrationsDir: {
            type: "string",
            description: "Directory of the migrations, from the folder that holds `policies`.",
            default: "migrations",
        },
        queriesDir: {
            type: "string",
            description:
                "Directory of the frequent queries; `queries` in that of the migrations, unless set. Where there is none, " +
                "none is judged.",
        },
        layout: {
            type: "string",
            enum: [...layoutNames],
            description:
                "The tool whose conventions the migrations follow; told from their names and marks, unless set.",
        },
        prelude: {
            type: "string",
            description:
                "File of SQL that runs before the first migration and stands in for what a platform brings: roles, " +
                "schemas, extensions (created there, followed by what stands in for them).",
        },
        server: {
            type: "string",
            description:
                "Address (`postgres://…`) of a PostgreSQL, 16 or later, to make and drop a scratch database on; the " +
                "embedded one, unless set. `PGPASSWORD` keeps the password out of the configuration.",
        },
        placeholders: {
            type: "object",
            additionalProperties: { type: "string" },
            description: "Values of Flyway's placeholders, by name.",
        },
        tenantColumn: {
            type: "string",
            description:
                "Column by which a row belongs to a tenant; unless set, `organization_id` in a schema where a policy reads it.",
        },
    },
};

/**
 * Reports what the migrations' judgement says, once for a stack: every database of the stack gets the same
 * migrations, and the same finding on each of them would only be longer.
 */
export function onFirstDatabase<Config extends IndexesConfig>(
    find: (
        judgement: Judgement,
        config: Config,
    ) => { readonly broken: readonly string[]; readonly undecided?: string },
): Rule<Config>["check"] {
    return async (stack, report, config) => {
        const [database] = databasesOf(stack);
        if (database === undefined) return;
        const { broken, undecided } = find(await judgementOf(config), config);
        for (const message of broken) report.violation(database, message);
        if (undecided !== undefined) report.undecided(database, undecided);
    };
}
