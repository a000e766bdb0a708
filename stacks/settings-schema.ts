import { z } from "zod";
import { webAclRuleNames } from "../components/web-acl-rules";
import { acuLimits } from "../strategy/acu";
import type { FloorDays } from "../strategy/floors";
import { cacheScalingLaw, readerLaw, serviceLaw, type Phase } from "../strategy/law";
import type { DatabaseCapacity } from "../strategy/plan";
import { spotLaw } from "../strategy/spot";
import {
    backupRegion,
    cacheNodeType,
    cellCidr,
    cellName,
    databaseClass,
    globalSecondary,
    region,
} from "./cell-readers";
import { costPlaces, costShape } from "./cost-shape";
import { emailAddress, hostName } from "./domain-names";
import type { Finding } from "./finding";
import { clockTime, timeZone } from "./floor-readers";
import { pinnedImage } from "./image-reference";
import { field, toFindings, type Place } from "./schema-finding";
import type { Environment, Layout } from "./settings";
import { flag, halfSteps, listOf, oneOf, wholeNumber, type Reader } from "./strict-readers";
import { webAddress } from "./web-address";
import { webhookAddress } from "./webhook-address";

/** Primaries, and standbys of each, that ElastiCache takes (its user guide, "Quotas"). */
export const cacheLimits = {
    shards: cacheScalingLaw.maxNodes,
    replicasPerShard: 5,
    nodes: cacheScalingLaw.maxNodes,
} as const;

const taskBounds = { min: serviceLaw.minTasks, max: serviceLaw.maxTasks } as const;

const readerNumber = wholeNumber({ min: readerLaw.min, max: readerLaw.max });

const phaseNumber = wholeNumber({
    min: 1,
    max: 4,
    note: "(a phase of the strategy)",
    ifBelow: "set it to 1",
    ifAbove: "set it to 4, the last one",
});

const asPhase: Reader<Phase> = (given) => {
    const reading = phaseNumber(given);
    return "fault" in reading ? reading : { value: reading.value as Phase };
};

/**
 * The shape of the settings. Read with demands it refuses what a person must write and did not; without,
 * everything may be missing, so that what is right can still be checked beside what is wrong.
 */
function shape(demanding: boolean) {
    const optional = <T>(read: Reader<T>) => field(read, false);
    const required = <T>(read: Reader<T>) => field(read, demanding);
    const bounds = (number: Reader<number>) =>
        z.strictObject({ min: optional(number), max: optional(number) }).optional();
    const cell = {
        name: required(cellName),
        region: required(region),
        backupRegion: optional(backupRegion),
        globalSecondary: optional(globalSecondary),
        cidr: required(cellCidr),
        tasks: z
            .strictObject({
                min: optional(wholeNumber(taskBounds)),
                max: optional(
                    wholeNumber({
                        ...taskBounds,
                        ifAbove: `lower it to ${taskBounds.max}, or add a cell`,
                        example: taskBounds.max,
                    }),
                ),
                spotPercent: optional(
                    wholeNumber({
                        min: 0,
                        max: spotLaw.maxPercent,
                        note: "(percent of the tasks above the minimum)",
                        ifBelow: "set it to 0 for none",
                        example: spotLaw.defaultPercent,
                    }),
                ),
                floors: z
                    .array(
                        z
                            .strictObject({
                                days: required(
                                    oneOf<FloorDays>(["daily", "weekdays", "weekends"], "choose one of them"),
                                ),
                                from: required(clockTime),
                                until: required(clockTime),
                                timezone: required(timeZone),
                                min: required(wholeNumber(taskBounds)),
                            })
                            .optional(),
                    )
                    .optional(),
            })
            .optional(),
        readers: bounds(readerNumber),
        workers: bounds(wholeNumber(taskBounds)),
        database: z
            .strictObject({
                kind: optional(
                    oneOf<DatabaseCapacity["kind"]>(["provisioned", "serverless"], "choose one of them"),
                ),
                instanceClass: optional(databaseClass),
                minAcu: optional(halfSteps({ min: acuLimits.min, max: acuLimits.max })),
                maxAcu: optional(halfSteps({ min: acuLimits.leastMax, max: acuLimits.max })),
                applyImmediately: optional(flag),
            })
            .optional(),
        cache: z
            .strictObject({
                nodeType: optional(cacheNodeType),
                shards: optional(wholeNumber({ min: 1, max: cacheLimits.shards })),
                replicasPerShard: optional(
                    wholeNumber({
                        min: 1,
                        max: cacheLimits.replicasPerShard,
                        ifBelow: "raise it to 1: without a standby a failed node is an outage",
                    }),
                ),
                maxShards: optional(wholeNumber({ min: 1, max: cacheLimits.shards })),
                maxReplicasPerShard: optional(wholeNumber({ min: 1, max: cacheLimits.replicasPerShard })),
            })
            .optional(),
    };
    return z.strictObject({
        environment: required(
            oneOf<Environment>(["dev", "prod"], "choose prod where data must not be lost, else dev"),
        ),
        layout: required(oneOf<Layout>(["one-stack", "stack-per-cell"], "choose one of them")),
        phase: required(asPhase),
        users: required(wholeNumber({ min: 1, example: 1000 })),
        domain: required(hostName("app.example.com")),
        dnsZone: required(hostName("example.com")),
        image: required(pinnedImage),
        imageReplicated: optional(flag),
        alarmEmails: z.array(field(emailAddress, demanding)).optional(),
        alarmWebhooks: z.array(field(webhookAddress, demanding)).optional(),
        runbookUrl: optional(webAddress),
        webAclCounted: z
            .array(field(oneOf(webAclRuleNames, "name a rule of components/web-acl-rules.ts"), demanding))
            .optional(),
        ...costShape,
        cells: z.array(z.strictObject(cell).optional()).optional(),
    });
}

const demanding = shape(true);
const lenient = shape(false);

/** What could be read of the settings; whatever was missing or wrong is undefined. */
export type Draft = z.output<typeof lenient>;

/** What could be read of one cell. */
export type CellDraft = NonNullable<NonNullable<Draft["cells"]>[number]>;

/** Keys of the settings, in the order of the file. */
export const settingsKeys: readonly string[] = Object.keys(lenient.shape);

const cellShape = lenient.shape.cells.unwrap().element.unwrap().shape;

const listRemedy = "write one entry to a line, each behind a hyphen";

/** Every place that holds lists or keys, with indexes left out. */
const places: Readonly<Record<string, Place | undefined>> = {
    "": { keys: settingsKeys, expected: "keys and values", remedy: "write them" },
    alarmEmails: { keys: [], expected: "a list of e-mail addresses", remedy: listRemedy },
    alarmWebhooks: { keys: [], expected: "a list of https addresses", remedy: listRemedy },
    webAclCounted: { keys: [], expected: "a list of the web ACL's rules", remedy: listRemedy },
    ...costPlaces,
    cells: { keys: [], expected: "a list with one entry per cell", remedy: listRemedy },
    "cells[]": {
        keys: Object.keys(cellShape),
        expected: "a cell",
        remedy: "write its name, region and cidr, or remove the entry",
    },
    "cells[].tasks.floors": { keys: [], expected: "a list with one entry per floor", remedy: listRemedy },
    "cells[].tasks.floors[]": {
        keys: Object.keys(cellShape.tasks.unwrap().shape.floors.unwrap().element.unwrap().shape),
        expected: "a floor",
        remedy: "write its days, from, until, timezone and min, or remove the entry",
    },
    ...Object.fromEntries(
        (["tasks", "readers", "workers", "database", "cache"] as const).map((part): [string, Place] => {
            const keys = Object.keys(cellShape[part].unwrap().shape);
            const remedy = "write them below it, or remove it for the defaults";
            return [`cells[].${part}`, { keys, expected: `keys such as ${listOf(keys)}`, remedy }];
        }),
    ),
};

/** What belongs at that place; nothing is known below a strict reader. */
function placeOf(at: readonly PropertyKey[]): Place {
    const text = at.map((part) => (typeof part === "number" ? "[]" : `.${String(part)}`)).join("");
    return (
        places[text.replace(/^\./, "")] ?? {
            keys: [],
            expected: "another kind of value",
            remedy: "change it",
        }
    );
}

type Issue = z.core.$ZodIssue;

/** A copy without what the issues name; only what lies on the way to it is copied. */
function without(raw: unknown, issues: readonly Issue[]): unknown {
    return issues.reduce((rest, issue) => {
        const keys = issue.code === "unrecognized_keys" ? issue.keys : undefined;
        return change(rest, issue.path, (value) =>
            keys === undefined
                ? undefined
                : Object.fromEntries(Object.entries(value as object).filter(([key]) => !keys.includes(key))),
        );
    }, raw);
}

function change(value: unknown, at: readonly PropertyKey[], to: (value: unknown) => unknown): unknown {
    const [key, ...rest] = at;
    if (key === undefined) return to(value);
    if (Array.isArray(value))
        return value.map((one: unknown, i) => (i === key ? change(one, rest, to) : one));
    const record = value as Record<PropertyKey, unknown>;
    return { ...record, [key]: change(record[key], rest, to) };
}

/** Reads what can be read, and says what cannot. */
export function readDraft(raw: unknown): { readonly draft: Draft; readonly findings: readonly Finding[] } {
    const strict = demanding.safeParse(raw);
    if (strict.success) return { draft: strict.data, findings: [] };
    const { issues } = strict.error;
    return {
        draft: lenient.parse(without(raw, issues)),
        findings: issues.flatMap((issue) => toFindings(issue, raw, placeOf)),
    };
}
