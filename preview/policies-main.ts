import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ExemptionsError } from "../policies/exemptions";
import { directoriesOf, readBundle } from "../policies/indexes-as-migrations/bundle";
import type { ForeignKey } from "../policies/indexes-as-migrations/catalogue";
import { catalogueOf } from "../policies/indexes-as-migrations/known-catalogue";
import { judge, type Violation } from "./judge";
import { loadPacks, packSources, type Pack } from "./packs";
import { violationLines } from "./report";
import { parseState, readState, StateError } from "./state";

/** Exit codes: nothing is broken; a mandatory rule is; the command or its file is wrong; a fault of the command itself. */
const exit = { clean: 0, violation: 1, mistake: 2, fault: 70 } as const;

const usage = [
    "Runs the policy packs without a Pulumi program, a login or a CLI.",
    "",
    "usage: npm run policies -- --state <export.json> [--pack <name> …] [--json]",
    "       npm run policies -- --migrations <directory> [--json]",
    "",
    "  --state       what `pulumi stack export --file <export.json>` wrote; secrets are unknown unless --show-secrets wrote them",
    `  --pack        one of ${packSources.map(({ name }) => name).join(", ")}; every pack where none is named`,
    "  --migrations  a directory of migrations, judged by the rules of indexes-as-migrations alone",
].join("\n");

/** The command line is wrong. */
class Mistake extends Error {}

/** What the command says. */
interface Verdict {
    readonly violations: readonly Violation[];
    readonly foreignKeys?: readonly ForeignKey[];
}

function packsNamed(names: readonly string[]): readonly Pack[] {
    const packs = loadPacks();
    const strange = names.filter((name) => !packs.some((pack) => pack.name === name));
    if (strange.length > 0) throw new Mistake(`there is no pack ${strange.join(", ")}`);
    return names.length === 0 ? packs : packs.filter(({ name }) => names.includes(name));
}

async function judgeState(file: string, names: readonly string[]): Promise<Verdict> {
    const resources = readState(file);
    const stack = resources[0]?.urn.split("::")[0]?.split(":")[2] ?? "";
    return { violations: await judge(packsNamed(names), stack, resources) };
}

/** A stack with one database: the rules about migrations ask for nothing else. */
const oneDatabase = JSON.stringify({
    version: 3,
    deployment: {
        resources: [
            {
                urn: "urn:pulumi:migrations::migrations::aws:rds/cluster:Cluster::database",
                type: "aws:rds/cluster:Cluster",
                custom: true,
                inputs: { engine: "aurora-postgresql" },
            },
        ],
    },
});

async function judgeMigrations(directory: string): Promise<Verdict> {
    const migrationsDir = resolve(directory);
    if (!existsSync(migrationsDir)) throw new Mistake(`there is no directory ${directory}`);
    const database = parseState(oneDatabase, "");
    const packs = packsNamed(["indexes-as-migrations"]);
    const violations = await judge(packs, "migrations", database, { migrationsDir });
    const isUnreadable = violations.some(({ undecided }) => undecided);
    if (isUnreadable) return { violations, foreignKeys: [] };
    const { foreignKeys } = await catalogueOf(readBundle(directoriesOf({ migrationsDir })));
    return { violations, foreignKeys };
}

function text({ violations, foreignKeys }: Verdict): string {
    const broken = violations.filter(
        ({ undecided, enforcementLevel }) => !undecided && enforcementLevel === "mandatory",
    );
    const open = violations.filter(({ undecided }) => undecided);
    const keys = foreignKeys === undefined ? "" : `, ${String(foreignKeys.length)} foreign keys`;
    return [
        ...violationLines(violations),
        `${String(broken.length)} broken, ${String(open.length)} undecided${keys}`,
    ].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            state: { type: "string" },
            migrations: { type: "string" },
            pack: { type: "string", multiple: true, default: [] },
            json: { type: "boolean", default: false },
        },
    });
    const { state, migrations, pack, json } = values;
    if ((state === undefined) === (migrations === undefined)) {
        throw new Mistake("name either a state or a directory of migrations");
    }
    const verdict =
        state === undefined ? await judgeMigrations(migrations ?? "") : await judgeState(state, pack);
    process.stdout.write(`${json ? JSON.stringify(verdict) : text(verdict)}\n`);
    const isBroken = verdict.violations.some(
        ({ undecided, enforcementLevel }) => !undecided && enforcementLevel === "mandatory",
    );
    return isBroken ? exit.violation : exit.clean;
}

/** Whether the caller can mend it: a wrong option (an error of Node.js with such a code), a wrong file. */
function isMistake(error: unknown): error is Error {
    return (
        error instanceof Mistake ||
        error instanceof StateError ||
        error instanceof ExemptionsError ||
        (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
    );
}

void main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        if (isMistake(error)) {
            process.stderr.write(`${error.message}\n\n${usage}\n`);
            process.exitCode = exit.mistake;
        } else {
            process.stderr.write(
                `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
            );
            process.exitCode = exit.fault;
        }
    },
);
