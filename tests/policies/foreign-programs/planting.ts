import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { directoriesOf, readBundle } from "../../../policies/indexes-as-migrations/bundle";
import { rules as migrationRules } from "../../../policies/indexes-as-migrations/rules";
import type { LayoutName } from "../../../policies/indexes-as-migrations/layouts/layout";
import { judge, type Violation } from "../../../preview/judge";
import { loadPacks } from "../../../preview/packs";
import { record } from "../../../preview/recorder";
import type { Registration } from "../../../preview/registration";
import { configFor } from "../indexes-as-migrations/layouts/locked-histories";
import { soundSteps, written, type Step } from "../indexes-as-migrations/layouts/written-histories";
import type { Files } from "../indexes-as-migrations/fixture";

/** A program of other people, and the tool that keeps its migrations. */
export interface ForeignProgram {
    readonly run: (checksum: string) => void;
    readonly layout: LayoutName;
    /** What no rule can tell before the first update; every other rule decides, and passes. */
    readonly doubts: readonly string[];
    /** What becomes of the resources after the run. @default what they are */
    readonly reframe?: (resources: readonly Registration[]) => readonly Registration[];
}

type Properties = Readonly<Record<string, unknown>>;

/** An output of a resource that the program has made so far, by the names of both. */
export type Made = (name: string, output: string) => pulumi.Output<string>;

/** Properties laid over a resource's own; undefined takes one away. */
export type Overlay = Properties | ((own: Properties, made: Made) => Properties);

/** What is changed about a sound program. */
export interface Fault {
    /** By the resource's name. */
    readonly set?: Readonly<Record<string, Overlay>>;
    /** By the resource's name. */
    readonly options?: Readonly<Record<string, pulumi.CustomResourceOptions>>;
    /** Names of resources that nobody makes. */
    readonly without?: readonly string[];
    /** What the program makes besides. */
    readonly also?: (made: Made) => void;
    /** Steps of the migrations after the sound ones. */
    readonly steps?: readonly Step[];
    /** Files beside the migrations. */
    readonly files?: Files;
    readonly query?: string;
    /** Text at the end of a migration after its lock was written, by its file. */
    readonly unlocked?: Readonly<Record<string, string>>;
    /** Settings of rules, by the rule. */
    readonly config?: Readonly<Record<string, Properties>>;
}

/** Changes something inside of a property that is an object. */
export const within =
    (property: string, change: Properties): Overlay =>
    (own) => ({ [property]: { ...(own[property] as Properties), ...change } });

/** Lays a fault over whatever the program makes, as it makes it. */
function plant({ set = {}, options = {} }: Fault): {
    readonly made: Made;
    readonly met: ReadonlySet<string>;
} {
    const resources = new Map<string, object>();
    const met = new Set<string>();
    const made: Made = (name, output) => {
        const outputs = resources.get(name) as Readonly<Record<string, pulumi.Output<string>>> | undefined;
        const found = outputs?.[output];
        assert.ok(found !== undefined, `the fault names ${output} of ${name}, which is not made yet`);
        return found;
    };
    pulumi.runtime.registerStackTransformation(({ resource, type, name, props, opts }) => {
        // A component may bear the name of the resource inside of it.
        if (!/^aws:|^pulumi:providers|^command:/.test(type)) return undefined;
        resources.set(name, resource);
        const overlay = set[name];
        const own = props as Properties;
        if (overlay !== undefined || options[name] !== undefined) met.add(name);
        return {
            props: { ...own, ...(typeof overlay === "function" ? overlay(own, made) : overlay) },
            opts: { ...opts, ...options[name] },
        };
    });
    return { made, met };
}

/** A program as it is recorded, with a fault. */
async function recorded(
    { run, reframe = (all) => all }: ForeignProgram,
    checksum: string,
    fault: Fault,
    preview: boolean,
): Promise<readonly Registration[]> {
    const { set = {}, options = {}, without = [], also } = fault;
    let met: ReadonlySet<string> = new Set();
    const program = (): Promise<Properties> => {
        const planted = plant(fault);
        met = planted.met;
        run(checksum);
        also?.(planted.made);
        return Promise.resolve({});
    };
    const { resources } = await record(program, { project: "foreign", stack: "live", preview });
    for (const name of [...Object.keys(set), ...Object.keys(options)]) {
        assert.ok(met.has(name), `the program makes no ${name}`);
    }
    for (const name of without) {
        assert.ok(
            resources.some((one) => one.name === name),
            `the program makes no ${name}`,
        );
    }
    return reframe(resources.filter(({ name }) => !without.includes(name)));
}

const directories = new Map<string, ReturnType<typeof configFor>>();

/** Migrations with their lock; those without a fault are written and locked once. */
function migrationsOf({ layout }: ForeignProgram, fault: Fault): ReturnType<typeof configFor> {
    const { steps = [], files = {}, query } = fault;
    const make = (): ReturnType<typeof configFor> =>
        configFor(layout, { ...written(layout, [...soundSteps, ...steps]), ...files }, query);
    if (fault.steps ?? fault.files ?? fault.query ?? fault.unlocked) return make();
    const known = directories.get(layout) ?? make();
    directories.set(layout, known);
    return known;
}

/**
 * What every rule of every pack says of a program with a fault.
 *
 * @param preview before the first update, when what AWS chooses is not known yet. @default true
 */
export async function judged(
    program: ForeignProgram,
    fault: Fault = {},
    preview = true,
): Promise<readonly Violation[]> {
    const migrations = await migrationsOf(program, fault);
    for (const [file, text] of Object.entries(fault.unlocked ?? {})) {
        appendFileSync(join(migrations.migrationsDir ?? "", file), text);
    }
    const { checksum } = readBundle(directoriesOf(migrations));
    const config = Object.fromEntries([
        ...migrationRules.map(({ name }) => [
            name,
            { properties: { ...migrations, ...fault.config?.[name] } },
        ]),
        ...Object.entries(fault.config ?? {})
            .filter(([name]) => !migrationRules.some((rule) => rule.name === name))
            .map(([name, properties]) => [name, { properties }]),
    ]) as Readonly<Record<string, { readonly properties: Properties }>>;
    return judge(loadPacks([]), "live", await recorded(program, checksum, fault, preview), config);
}

/** Findings as a message shows them. */
export function lines(found: readonly Violation[]): readonly string[] {
    return found.map(({ pack, rule, message }) => `${pack}/${rule}: ${message}`);
}
