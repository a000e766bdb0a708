import type { PolicyConfigSchema } from "@pulumi/policy";
import { matches } from "../exemptions";
import type { Rule } from "../rule";
import type { IndexesConfig } from "./bundle";
import type { Catalogue } from "./catalogue";
import { databaseTypes } from "./databases";
import type { Judgement } from "./judgement";
import { configSchema, onFirstDatabase } from "./schema-rule";
import { breaking, longLocks } from "./squawk";

/** What all rules about single changes take: what databases already have cannot be written otherwise any more. */
const changeSchema: PolicyConfigSchema = {
    properties: {
        ...configSchema.properties,
        appliedThrough: {
            type: "string",
            description:
                "Version or file of the newest migration that databases had before this rule was adopted: it and earlier ones " +
                "cannot be changed any more and are not asked.",
        },
    },
};

const buildSchema: PolicyConfigSchema = {
    properties: {
        ...changeSchema.properties,
        largeTables: {
            type: "array",
            items: { type: "string" },
            description:
                "Names of the tables, with `*` for any text, whose indexes are built concurrently; every table that was there " +
                "before the migration, unless set.",
        },
    },
};

interface Said {
    readonly broken: readonly string[];
    readonly undecided?: string;
}

/** What a rule says of changes, each with the file that it is in. */
function ofChanges(
    find: (found: Catalogue, config: IndexesConfig) => Said & { readonly fileOf: (nth: number) => string },
): Rule<IndexesConfig>["check"] {
    return onFirstDatabase(({ catalogue, bundle }: Judgement, config) => {
        if ("unknown" in catalogue) return { broken: [], undecided: catalogue.unknown };
        const { appliedThrough } = config;
        const last = bundle.migrations.findIndex(
            ({ file, version }) => file === appliedThrough || version === appliedThrough,
        );
        if (appliedThrough !== undefined && last === -1) {
            return {
                broken: [
                    `appliedThrough is ${appliedThrough}; it must be the version or file of a migration`,
                ],
            };
        }
        const old = new Set(bundle.migrations.slice(0, last + 1).map(({ file }) => file));
        const { broken, undecided, fileOf } = find(catalogue.found, config);
        return {
            broken: broken.filter((_, nth) => !old.has(fileOf(nth))),
            ...(undecided === undefined ? {} : { undecided }),
        };
    });
}

/** A release that must be taken back at night needs a schema that goes back with it, and nobody has tried. */
export const migrationCanBeUndone: Rule<IndexesConfig> = {
    name: "migration-can-be-undone",
    description:
        "The way back of a migration, where its tool has one, runs and leaves the schema as the migration found it.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        "Write the way back so that it undoes all of the migration, or say in its section, in a comment alone, why it cannot.",
    frameworks: { wellArchitected: ["OPS06-BP01", "REL08-BP05"] },
    subjects: databaseTypes,
    configSchema: changeSchema,
    check: ofChanges(({ wayBack: { faults, undecided } }) => ({
        broken: faults.map(({ file, problem }) => `${file}: its way back ${problem}`),
        fileOf: (nth) => faults[nth]?.file ?? "",
        ...(undecided.length === 0
            ? {}
            : { undecided: `nobody can tell whether ways back lead back: ${undecided.join("; ")}` }),
    })),
};

/** A build without CONCURRENTLY stops every write to the table for as long as it takes, and on a large one that is an outage. */
export const indexIsBuiltConcurrently: Rule<IndexesConfig> = {
    name: "index-is-built-concurrently",
    description:
        "An index on a table that was there before the migration is built CONCURRENTLY, in a migration of its own.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Move the index into a migration of its own, outside of a transaction, that says CREATE INDEX CONCURRENTLY and no more.",
    frameworks: { wellArchitected: ["REL08-BP04", "PERF03-BP04"] },
    subjects: databaseTypes,
    configSchema: buildSchema,
    check: ofChanges(({ indexBuilds }, { largeTables }) => {
        const held = indexBuilds.filter(
            ({ table, how }) =>
                how === "among others" ||
                largeTables === undefined ||
                largeTables.some((pattern) => matches(pattern, table)),
        );
        return {
            broken: held.map(({ at, index, table, how }) =>
                how === "under a lock"
                    ? `${at}: index ${index} is built under a lock on ${table}, which was there before this migration; ` +
                      `every write to it waits until the build ends`
                    : `${at}: index ${index} on ${table} is built concurrently among other statements; ` +
                      `what a build that failed leaves behind cannot be run again`,
            ),
            fileOf: (nth) => held[nth]?.file ?? "",
        };
    }),
};

/** What squawk warns of under these rules of its own. */
const warnedOf = (rules: readonly string[]): Rule<IndexesConfig>["check"] =>
    ofChanges(({ warnings }) => {
        const own = (warnings ?? []).filter(({ rule }) => rules.includes(rule));
        return {
            broken: own.map(({ at, message, rule }) => `${at}: ${message} (squawk: ${rule})`),
            fileOf: (nth) => own[nth]?.file ?? "",
            ...(warnings === null
                ? {
                      undecided:
                          "squawk is not installed where the migrations were replayed: npm install squawk-cli",
                  }
                : {}),
        };
    });

/** Mandatory, because each of these is an outage as long as the table is large, and has a way that is none. */
export const migrationHoldsNoLongLock: Rule<IndexesConfig> = {
    name: "migration-holds-no-long-lock",
    description:
        "No migration holds a lock on a table while it reads or rewrites all of it, and none fails where there are rows (squawk).",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Do it in the steps that the message names (NOT VALID and VALIDATE, a nullable column that is filled), or mark a statement that does no harm with -- squawk-ignore.",
    frameworks: { wellArchitected: ["REL08-BP04"] },
    subjects: databaseTypes,
    configSchema: changeSchema,
    check: warnedOf(longLocks),
};

/** Advisory, because it is right as the last step of an expansion and contraction, and no file tells which releases still run. */
export const migrationSuitsRunningRelease: Rule<IndexesConfig> = {
    name: "migration-suits-running-release",
    description: "No migration takes away or renames what a release that still runs may use (squawk).",
    enforcementLevel: "advisory",
    severity: "medium",
    remediation:
        "Take it away once no release uses it, and mark the statement with -- squawk-ignore and the reason.",
    frameworks: { wellArchitected: ["REL08-BP04"] },
    subjects: databaseTypes,
    configSchema: changeSchema,
    check: warnedOf(breaking),
};
