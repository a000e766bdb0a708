import { parseArgs } from "node:util";
import { PolicyConfigError } from "../policies/config";
import { ExemptionsError } from "../policies/exemptions";
import { layoutNames } from "../policies/indexes-as-migrations/layouts/layout";
import { judge, type Violation } from "./judge";
import { judgeMigrations, MigrationsError, type MigrationsVerdict } from "./judge-migrations";
import { loadPacks, packSources, type Pack } from "./packs";
import { readPolicyConfig, type PolicyConfig } from "./policy-config";
import { violationLines } from "./report";
import { readState, StateError } from "./state";
import { plural, wrap } from "./text";
import { helped, isUsageMistake } from "./usage-mistake";

/** Exit codes: nothing is broken; a mandatory rule is, or nobody can tell of migrations; the command or its file is wrong; a fault of the command itself. */
const exit = { clean: 0, violation: 1, mistake: 2, fault: 70 } as const;

const usage = [
    "Runs the policy packs without a Pulumi program, a login or a CLI.",
    "",
    "usage: npm run policies -- --state <export.json> [--pack <name> …] [--config <config.json>] [--json]",
    "       npm run policies -- --migrations <directory> [--layout <tool>] [--queries <directory>] [--prelude <file>]",
    "                           [--server <url>] [--placeholder <name>=<value> …] [--config <config.json>] [--json]",
    "",
    "  --state       what `pulumi stack export --file <export.json>` wrote; secrets are unknown unless --show-secrets wrote them",
    `  --pack        one of ${packSources.map(({ name }) => name).join(", ")}; every pack where none is named`,
    "  --config      settings of rules, as --policy-pack-config of the CLI takes them (docs/policies.md)",
    "  --migrations  a directory of migrations, judged by the rules of indexes-as-migrations alone",
    `  --layout      ${layoutNames.join(", ")}; told from the files, unless named`,
    "  --queries     the frequent queries, a file each; `queries` in the migrations' directory, unless named",
    "  --prelude     SQL that runs first and stands in for what a platform brings: roles, schemas, extensions",
    "  --server      postgres://… of a PostgreSQL, 16 or later, to make and drop a scratch database on; PGPASSWORD serves",
    "  --placeholder value of a placeholder in Flyway's files",
    "",
    "exit: 0 every mandatory rule is kept, 1 one is broken or (of migrations) could not be decided, 2 a mistake",
].join("\n");

/** The command line is wrong. */
class Mistake extends Error {}

/** What the command says. */
type Verdict = { readonly violations: readonly Violation[] } | MigrationsVerdict;

function packsNamed(names: readonly string[]): readonly Pack[] {
    const packs = loadPacks();
    const strange = names.filter((name) => !packs.some((pack) => pack.name === name));
    if (strange.length > 0) throw new Mistake(`there is no pack ${strange.join(", ")}`);
    return names.length === 0 ? packs : packs.filter(({ name }) => names.includes(name));
}

/** The settings in a file, whichever pack's rules they are of; each rule's own where there is none. */
function configIn(file: string | undefined): PolicyConfig {
    return file === undefined ? {} : readPolicyConfig(file, loadPacks());
}

async function judgeState(file: string, names: readonly string[], config: PolicyConfig): Promise<Verdict> {
    const resources = readState(file);
    const stack = resources[0]?.urn.split("::")[0]?.split(":")[2] ?? "";
    return { violations: await judge(packsNamed(names), stack, resources, config) };
}

const isBroken = ({ undecided, enforcementLevel }: Violation): boolean =>
    !undecided && enforcementLevel === "mandatory";

/** One line for each foreign key: where it is and what covers it. */
function keyLines({ layout, migrations, foreignKeys }: MigrationsVerdict): readonly string[] {
    return [
        `${plural(migrations, "migration")} read as ${layout}'s`,
        ...foreignKeys.flatMap(({ table, columns, coveredBy }) =>
            wrap(`${table} (${columns.join(", ")}): ${coveredBy ?? "no index"}`, "  "),
        ),
        "",
    ];
}

function text(verdict: Verdict): string {
    const { violations } = verdict;
    const broken = violations.filter(isBroken);
    const open = violations.filter(({ undecided }) => undecided);
    const keys = "foreignKeys" in verdict ? `, ${plural(verdict.foreignKeys.length, "foreign key")}` : "";
    return [
        ...("foreignKeys" in verdict ? keyLines(verdict) : []),
        ...violationLines(violations, false),
        `${String(broken.length)} broken, ${String(open.length)} undecided${keys}`,
    ].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
    if (helped(args, () => usage)) return exit.clean;
    const { values } = parseArgs({
        args: [...args],
        options: {
            state: { type: "string" },
            migrations: { type: "string" },
            layout: { type: "string" },
            queries: { type: "string" },
            prelude: { type: "string" },
            server: { type: "string" },
            placeholder: { type: "string", multiple: true },
            pack: { type: "string", multiple: true, default: [] },
            config: { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const { state, migrations, pack, config, json, ...options } = values;
    if ((state === undefined) === (migrations === undefined)) {
        throw new Mistake("name either a state or a directory of migrations");
    }
    if (migrations !== undefined && pack.length > 0) {
        throw new Mistake("--pack is for --state; migrations are judged by indexes-as-migrations alone");
    }
    const strange = state === undefined ? [] : Object.keys(options).map((name) => `--${name}`);
    if (strange.length > 0) {
        throw new Mistake(
            `${strange.join(", ")}: for --migrations alone; for --state, set it for each rule in --config (docs/policies.md)`,
        );
    }
    const given = configIn(config);
    const verdict =
        migrations === undefined
            ? await judgeState(state ?? "", pack, given)
            : await judgeMigrations(migrations, options, given);
    process.stdout.write(`${json ? JSON.stringify(verdict) : text(verdict)}\n`);
    const isOpen = migrations !== undefined && verdict.violations.some(({ undecided }) => undecided);
    return isOpen || verdict.violations.some(isBroken) ? exit.violation : exit.clean;
}

/** Whether the caller can mend it: a wrong option (an error of Node.js with such a code), a wrong file. */
function isMistake(error: unknown): error is Error {
    return (
        error instanceof Mistake ||
        error instanceof MigrationsError ||
        error instanceof StateError ||
        error instanceof ExemptionsError ||
        error instanceof PolicyConfigError ||
        isUsageMistake(error)
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
