import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { nearest } from "../stacks/nearest";
import { listOf, oneOf, type Reader } from "../stacks/strict-readers";
import { regions, type Region } from "../strategy/regions";
import { organizationId, organizationUsers, residencyZone } from "./placement-schema";
import type { PlanRequest } from "./plan-request";

/** What the command is to do. */
export type Job =
    | { readonly kind: "show" }
    | { readonly kind: "plan"; readonly request: PlanRequest }
    | { readonly kind: "sync"; readonly takeOver: boolean }
    | { readonly kind: "rotate-key"; readonly cell: string; readonly finish: boolean; readonly now: boolean };

/** One call of `npm run placement`. */
export interface Command {
    readonly environment: string;
    readonly job: Job;
    /** Writes store and file; otherwise nothing is written. */
    readonly apply: boolean;
    readonly json: boolean;
    /** ARN of the store. @default the edge's stack says it */
    readonly store?: string;
    /** ARN of the cell's secret. @default the cell's stack says it */
    readonly secret?: string;
    /** Folder that holds the settings and `placement/`. */
    readonly root: string;
}

const options = {
    zone: { type: "string" },
    users: { type: "string" },
    cell: { type: "string" },
    failover: { type: "string" },
    to: { type: "string" },
    all: { type: "boolean" },
    none: { type: "boolean" },
    overload: { type: "boolean" },
    finish: { type: "boolean" },
    now: { type: "boolean" },
    "take-over": { type: "boolean" },
    apply: { type: "boolean" },
    json: { type: "boolean" },
    store: { type: "string" },
    secret: { type: "string" },
    cwd: { type: "string" },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>["values"];

/** Options that every verb takes. */
const common: readonly string[] = ["apply", "json", "store", "cwd"];

interface Verb {
    /** How it is written, for the usage. */
    readonly usage: string;
    readonly does: string;
    readonly options: readonly string[];
    /** Words behind the verb. */
    readonly operands: { readonly min: number; readonly max: number };
    readonly job: (operands: readonly string[], values: Values) => Job;
}

const one = { min: 1, max: 1 } as const;

/** A mistake in the command line. */
class Mistake extends Error {}

function read<T>(name: string, reader: Reader<T>, given: string | undefined): T {
    const reading = reader(given);
    if ("value" in reading) return reading.value;
    const { expected, remedy } = reading.fault;
    throw new Mistake(`${name}: got ${given ?? "nothing"}; expected ${expected}; ${remedy}`);
}

const regionNamed = oneOf<Region>(regions, "choose the region of a cell");

function cellVerb(verb: "drain" | "open" | "full" | "up", does: string): Verb {
    return {
        usage: `${verb} <cell>`,
        does,
        options: [],
        operands: one,
        job: ([cell = ""]) => ({ kind: "plan", request: { verb, cell } }),
    };
}

const verbs: Readonly<Record<string, Verb>> = {
    place: {
        usage: "place <organization> --zone <zone> --users <n> [--cell <cell>] [--failover <cell>]",
        does: "gives a new organization a home: the emptiest open cell of its zone",
        options: ["zone", "users", "cell", "failover"],
        operands: one,
        job: ([id], { zone, users, cell, failover }) => ({
            kind: "plan",
            request: {
                verb: "place",
                organization: read("<organization>", organizationId, id),
                zone: read("--zone", residencyZone, zone),
                users: read("--users", organizationUsers, users),
                ...(cell === undefined ? {} : { cell }),
                ...(failover === undefined ? {} : { failover }),
            },
        }),
    },
    resize: {
        usage: "resize <organization> --users <n>",
        does: "writes down how many users it has by now",
        options: ["users"],
        operands: one,
        job: ([organization = ""], { users }) => ({
            kind: "plan",
            request: { verb: "resize", organization, users: read("--users", organizationUsers, users) },
        }),
    },
    move: {
        usage: "move <organization> --to <cell>",
        does: "routes it to another cell, where its data must be by then",
        options: ["to"],
        operands: one,
        job: ([organization = ""], { to }) => {
            if (to === undefined) throw new Mistake("--to: got nothing; expected a cell; write --to <cell>");
            return { kind: "plan", request: { verb: "move", organization, to } };
        },
    },
    failover: {
        usage: "failover <organization> --to <cell> | --none",
        does: "names the cell that serves it while its home is down, or takes it away",
        options: ["to", "none"],
        operands: one,
        job: ([organization = ""], { to, none = false }) => {
            if ((to === undefined) !== none) {
                throw new Mistake("failover: write failover <organization> --to <cell>, or --none");
            }
            return {
                kind: "plan",
                request: { verb: "failover", organization, ...(to === undefined ? {} : { to }) },
            };
        },
    },
    hold: {
        usage: "hold <organization>… | --cell <cell>",
        does: "holds writes at the edge while data is copied; reads go on",
        options: ["cell"],
        operands: { min: 0, max: Infinity },
        job: (organizations, { cell }) => {
            if (organizations.length === 0 && cell === undefined) {
                throw new Mistake("hold: got nobody; write hold <organization>… or hold --cell <cell>");
            }
            return {
                kind: "plan",
                request: { verb: "hold", organizations, ...(cell === undefined ? {} : { cell }) },
            };
        },
    },
    release: {
        usage: "release <organization>… | --all",
        does: "lets writes through again",
        options: ["all"],
        operands: { min: 0, max: Infinity },
        job: (organizations, { all = false }) => {
            if (organizations.length === 0 && !all) {
                throw new Mistake("release: got nobody; write release <organization>… or release --all");
            }
            return { kind: "plan", request: { verb: "release", organizations, all } };
        },
    },
    drain: cellVerb("drain", "moves everybody out of a cell, and takes nobody in"),
    evacuate: {
        usage: "evacuate <region>",
        does: "the same for every cell of a region, at once",
        options: [],
        operands: one,
        job: ([region]) => ({
            kind: "plan",
            request: { verb: "evacuate", region: read("<region>", regionNamed, region) },
        }),
    },
    open: cellVerb("open", "lets a cell take organizations"),
    full: cellVerb("full", "lets a cell keep what it has and take nobody"),
    down: {
        usage: "down <cell> [--overload]",
        does: "routes a cell's organizations to their failovers",
        options: ["overload"],
        operands: one,
        job: ([cell = ""], { overload = false }) => ({
            kind: "plan",
            request: { verb: "down", cell, overload },
        }),
    },
    up: cellVerb("up", "routes them home again, to the cell as it was before"),
    sync: {
        usage: "sync [--take-over]",
        does: "brings the store to what the file says",
        options: ["take-over"],
        operands: { min: 0, max: 0 },
        job: (_operands, values) => ({ kind: "sync", takeOver: values["take-over"] ?? false }),
    },
    "rotate-key": {
        usage: "rotate-key <cell> [--finish [--now]] [--secret <arn>]",
        does: "a new key for the cell's tokens; --finish drops the old one",
        options: ["finish", "now", "secret"],
        operands: one,
        job: ([cell = ""], { finish = false, now = false }) => {
            if (now && !finish) throw new Mistake("--now: only with --finish");
            return { kind: "rotate-key", cell, finish, now };
        },
    },
};

/** How the command is used, for a person. */
export function usage(environments: readonly string[]): string {
    return [
        "Shows and changes which organization lives in which cell. Nothing is written",
        "without --apply.",
        "",
        "usage: npm run placement -- <environment> [<verb> …] [--apply] [--json]",
        "                            [--store <arn>] [--cwd <folder>]",
        "",
        ...Object.values(verbs).flatMap(({ usage: how, does }) => [
            `  ${how.replace(" [--cell", "\n        [--cell")}`,
            `      ${does}`,
        ]),
        "",
        `environments: ${environments.join(", ")}`,
    ].join("\n");
}

/** Reads the command line, or says what is wrong with it. */
export function parseCommand(args: readonly string[]): Command | { readonly mistake: string } {
    try {
        const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
        const [environment, word, ...operands] = positionals;
        if (environment === undefined) return { mistake: "" };
        const rest = {
            environment,
            apply: values.apply ?? false,
            json: values.json ?? false,
            root: resolve(values.cwd ?? join(__dirname, "..")),
            ...(values.store === undefined ? {} : { store: values.store }),
            ...(values.secret === undefined ? {} : { secret: values.secret }),
        };
        const verb = word === undefined ? undefined : verbs[word];
        if (word !== undefined && verb === undefined) {
            const near = nearest(word, Object.keys(verbs));
            const instead =
                near === undefined ? `one of ${listOf(Object.keys(verbs))}` : `did you mean ${near}?`;
            throw new Mistake(`there is no verb ${word}; ${instead}`);
        }
        const known = [...common, ...(verb?.options ?? [])];
        const odd = Object.keys(values).find((name) => !known.includes(name));
        if (odd !== undefined) throw new Mistake(`--${odd}: ${word ?? "showing"} does not take it`);
        if (verb === undefined) {
            if (values.apply === true) throw new Mistake("--apply: there is nothing to apply; write a verb");
            return { ...rest, job: { kind: "show" } };
        }
        if (operands.length < verb.operands.min || operands.length > verb.operands.max) {
            throw new Mistake(`${word ?? ""}: write ${verb.usage}`);
        }
        return { ...rest, job: verb.job(operands, values) };
    } catch (error) {
        if (error instanceof Mistake || error instanceof TypeError) return { mistake: error.message };
        throw error;
    }
}
