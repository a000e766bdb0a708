import { existsSync } from "node:fs";
import * as path from "node:path";
import type { GraphResource, Report, Rule } from "../rule";
import { unknown } from "../rule";
import type { IndexesConfig } from "./bundle";
import {
    indexIsBuiltConcurrently,
    migrationCanBeUndone,
    migrationHoldsNoLongLock,
    migrationSuitsRunningRelease,
} from "./change-rules";
import { clusterIsBoundToMigrations } from "./cluster-binding";
import { databasesOf, databaseTypes } from "./databases";
import { findDdl, findSqlFile } from "./ddl";
import { executedTexts, isSchemaObject } from "./executor";
import type { Judgement } from "./judgement";
import { configSchema, onFirstDatabase } from "./schema-rule";
import { judgeTenantTables } from "./tenant-tables";

/** A rule about what the catalogue holds cannot be decided where there is no catalogue. */
const fromCatalogue = (
    kind: "foreignKeys" | "frequentQueries",
    { catalogue }: Judgement,
): { readonly broken: readonly string[]; readonly undecided?: string } =>
    "unknown" in catalogue ? { broken: [], undecided: catalogue.unknown } : { broken: catalogue[kind] };

/** Without it, each delete or change of key in the other table reads this table whole, and locks rows meanwhile. */
export const foreignKeyHasIndex: Rule<IndexesConfig> = {
    name: "foreign-key-has-index",
    description: "Every foreign key has an index that begins with its columns.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add a migration that creates an index whose first columns are the foreign key's, whole and valid.",
    frameworks: { wellArchitected: ["PERF03-BP04", "OPS05-BP05"] },
    subjects: databaseTypes,
    configSchema,
    check: onFirstDatabase((judgement) => fromCatalogue("foreignKeys", judgement)),
};

const emptyOf = (folder: string): string =>
    `${path.basename(folder)} holds no frequent query, so nothing shows that an index serves what the application ` +
    `reads; write each as a file of SQL there`;

/** A query that an index does not serve is fast on a test's few rows and misses p95 on a year's. */
export const frequentQueryHasIndex: Rule<IndexesConfig> = {
    name: "frequent-query-has-index",
    description: "Every frequent query finds and orders its rows by an index.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add a migration with an index on the query's equality columns, then the columns that it orders by.",
    frameworks: { wellArchitected: ["PERF03-BP04", "OPS05-BP05"] },
    subjects: databaseTypes,
    configSchema,
    check: onFirstDatabase((judgement, { queriesDir }) => {
        const { directories, queries } = judgement.bundle;
        // Whoever keeps no such folder declares none: only a folder that was meant to hold them may not be empty.
        const isMeant = queriesDir !== undefined || existsSync(directories.queries);
        return isMeant && queries.length === 0
            ? { broken: [emptyOf(directories.queries)] }
            : fromCatalogue("frequentQueries", judgement);
    }),
};

/** The application's own condition is the first wall; where one query forgets it, a tenant reads another's patients. */
export const tenantTablesHaveRowSecurity: Rule<IndexesConfig> = {
    name: "tenant-tables-have-row-security",
    description:
        "Every table that carries the tenant's column has row-level security, forced on its owner, by a policy that reads the column.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add a migration: ENABLE and FORCE ROW LEVEL SECURITY on the table, and CREATE POLICY on the tenant's column.",
    frameworks: { hipaa: ["164.312(a)(1)"], wellArchitected: ["SEC03-BP02"] },
    subjects: databaseTypes,
    configSchema,
    check: onFirstDatabase(({ catalogue }, { tenantColumn }) =>
        "unknown" in catalogue
            ? { broken: [], undecided: catalogue.unknown }
            : { broken: judgeTenantTables(catalogue.tables, tenantColumn) },
    ),
};

/** A history that two databases read differently leaves them with different schemas under one version. */
export const migrationsAreVersioned: Rule<IndexesConfig> = {
    name: "migrations-are-versioned",
    description:
        "Every migration has a unique, increasing version and the way back that its tool has, and all of them apply to an empty database.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Correct the migration that the message names; the tool's own command makes one of the right form.",
    frameworks: { wellArchitected: ["PERF03-BP04", "OPS05-BP05"] },
    subjects: databaseTypes,
    configSchema,
    check: onFirstDatabase(({ history, undecided }) => ({
        broken: history,
        ...(undecided === undefined ? {} : { undecided }),
    })),
};

/** Advisory, because a stale lock is slow and not wrong: the migrations are replayed instead. CI refuses it. */
export const migrationsLockIsFresh: Rule<IndexesConfig> = {
    name: "migrations-lock-is-fresh",
    description: "The lock file beside the migrations is that of these very files.",
    enforcementLevel: "advisory",
    severity: "low",
    remediation: "Run `npm run migrations:lock` and commit the lock file.",
    frameworks: { wellArchitected: ["PERF03-BP04", "OPS05-BP05"] },
    subjects: databaseTypes,
    configSchema,
    check: onFirstDatabase(({ staleLock }) => ({
        broken: staleLock.map(
            (reason) => `${reason}; without a fresh lock every preview replays the migrations`,
        ),
    })),
};

function judgeTexts(resource: GraphResource, report: Report): void {
    const texts = executedTexts(resource);
    const found = texts.flatMap(({ input, text }) => {
        const ddl = text === unknown ? undefined : findDdl(text);
        return ddl === undefined ? [] : [{ input, ddl }];
    });
    const [first] = found;
    if (first !== undefined) {
        report.violation(resource, `${first.input} changes the schema outside the migrations: ${first.ddl}`);
        return;
    }
    for (const { input, text } of texts) {
        if (text === unknown) {
            report.undecided(resource, `${input} is not known before the update; it may change the schema`);
            return;
        }
        const file = findSqlFile(text);
        if (file !== undefined) {
            report.undecided(resource, `${input} executes ${file}, which this rule cannot read`);
            return;
        }
    }
}

/** What is made beside the migrations is in no replay: it is neither judged nor there after a restore. */
export const schemaComesFromMigrations: Rule<IndexesConfig> = {
    name: "schema-comes-from-migrations",
    description:
        "Nothing but the migrations creates, changes or drops tables, indexes and other parts of a schema.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Move the statement into a migration; the program deploys migrations and nothing else.",
    frameworks: { wellArchitected: ["PERF03-BP04", "OPS05-BP05"] },
    subjects: databaseTypes,
    configSchema,
    check: (stack, report) => {
        if (databasesOf(stack).length === 0) return;
        for (const resource of stack.resources) {
            if (isSchemaObject(resource)) {
                report.violation(
                    resource,
                    `${resource.type} makes a part of the schema outside the migrations`,
                );
            } else judgeTexts(resource, report);
        }
    },
};

/** The pack's rules, from the schema's source to what it must hold. */
export const rules: readonly Rule<IndexesConfig>[] = [
    schemaComesFromMigrations,
    clusterIsBoundToMigrations,
    migrationsAreVersioned,
    foreignKeyHasIndex,
    frequentQueryHasIndex,
    tenantTablesHaveRowSecurity,
    migrationCanBeUndone,
    indexIsBuiltConcurrently,
    migrationHoldsNoLongLock,
    migrationSuitsRunningRelease,
    migrationsLockIsFresh,
];
