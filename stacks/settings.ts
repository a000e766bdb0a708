import { assume, type Assumptions } from "../capacity/assumptions";
import type { GrantedQuotas } from "../quotas/quotas";
import type { Phase } from "../strategy/law";
import type { CellRequest } from "../strategy/plan";
import { inFileOrder, projectNamespace, toMistake, withoutConsequences, type Finding } from "./finding";
import { crossMistakes } from "./settings-checks";
import {
    backupRegionOf,
    cacheOf,
    databaseOf,
    readersOf,
    tasksOf,
    usersOf,
    workersOf,
} from "./settings-defaults";
import { SettingsError } from "./settings-error";
import { readDraft, settingsKeys, type Draft } from "./settings-schema";

export { SettingsError, type Mistake } from "./settings-error";

/** dev may be destroyed; prod is protected. A closed set, so that a typo cannot switch the guards off. */
export type Environment = "dev" | "prod";

/** What one `pulumi up` changes: the whole environment, or one cell or the edge of it. */
export type Layout = "one-stack" | "stack-per-cell";

/** US dollars a month; absent where there is no bound. */
export interface Budget {
    /** For the environment whole. */
    readonly monthlyDollars?: number;
    /** For each cell. */
    readonly cellMonthlyDollars?: number;
}

/** Everything that one `Pulumi.<environment>.yaml` describes, checked, with the phase's defaults filled in. */
export interface Settings {
    readonly environment: Environment;
    readonly layout: Layout;
    readonly phase: Phase;
    /** Concurrent users over all cells. */
    readonly users: number;
    /** Host name that users open, e.g. "app.example.com". */
    readonly domain: string;
    /** Public hosted zone, already delegated, that holds the domain. */
    readonly dnsZone: string;
    /** Container image of the service, pinned by digest or by an immutable tag. */
    readonly image: string;
    /**
     * The image's ECR registry copies it to every cell's region, and each cell pulls its own copy (docs/images.md);
     * otherwise all pull it from the region in its address. @default false
     */
    readonly imageReplicated: boolean;
    /** E-mail addresses that every alarm notifies. */
    readonly alarmEmails: readonly string[];
    /** Where docs/runbooks is published, "https://…"; alarms then link to their page. Nothing where it is not. */
    readonly runbookUrl?: string;
    /** https addresses of on-call tools that every page notifies; their paths are keys. @default none */
    readonly alarmWebhooks: readonly string[];
    /** Rules of the web ACL that count and do not block, while they are rolled out or looked into. @default none */
    readonly webAclCounted: readonly string[];
    /** What a month may cost. @default no budget */
    readonly budget: Budget;
    /** What the load is computed with: the table's values, and the environment's own in their place. */
    readonly assumptions: Assumptions;
    /** Quotas that AWS raised for the account. @default none: AWS's defaults hold */
    readonly quotas: GrantedQuotas;
    readonly cells: readonly CellRequest[];
}

/** Keys whose values are lists or objects; the engine hands them over as JSON text. */
const structuredKeys: readonly string[] = [
    "alarmEmails",
    "alarmWebhooks",
    "webAclCounted",
    "budget",
    "assumptions",
    "quotas",
    "cells",
];

/** Settings whose values are never shown, whether they are encrypted or not. */
const neverShown: readonly PropertyKey[] = ["alarmWebhooks"];

/** The project's own keys without their namespace, lists and objects as themselves. */
function ownValues(config: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const prefix = `${projectNamespace}:`;
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, text]) => {
                const name = key.slice(prefix.length);
                return [name, structuredKeys.includes(name) ? parsed(text) : text];
            }),
    );
}

/** The JSON that the text holds; the text itself where it holds none, for the schema to refuse. */
function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

/** Hides secret values: whole where the finding is about one, as a part where another finding quotes one. */
function hideSecrets(
    findings: readonly Finding[],
    config: Readonly<Record<string, string>>,
    secretKeys: readonly string[],
): readonly Finding[] {
    const values = secretKeys.map((key) => config[key] ?? "").filter((value) => value !== "");
    const hide = (text: string): string =>
        values.reduce((rest, value) => rest.replaceAll(value, "[secret]"), text);
    return findings.map((finding) => {
        const [key] = finding.at;
        if (key !== undefined && neverShown.includes(key))
            return { ...finding, got: withoutValue(finding.got) };
        return secretKeys.includes(`${projectNamespace}:${String(key)}`)
            ? {
                  at: finding.at.slice(0, 1),
                  got: "[secret]",
                  expected: "another value",
                  remedy: "set it without --secret to see what is wrong: only alarmWebhooks may be one",
              }
            : {
                  ...finding,
                  got: hide(finding.got),
                  expected: hide(finding.expected),
                  remedy: hide(finding.remedy),
              };
    });
}

/** The entries that are there. */
function present<Key extends string, Value>(
    given: Readonly<Partial<Record<Key, Value | undefined>>>,
): Readonly<Partial<Record<Key, Value>>> {
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<
        Record<Key, Value>
    >;
}

/** The quotas that were granted, place by place. */
function grantedIn(quotas: NonNullable<Draft["quotas"]>): GrantedQuotas {
    return Object.fromEntries(
        Object.entries(quotas).map(([place, codes]) => [
            place,
            present(codes ?? {}) as Record<string, number>,
        ]),
    );
}

/** What was found, as far as it says nothing about the value. */
function withoutValue(got: string): string {
    return /^(nothing|an unknown key|an empty list|an object|a list of \d+)$/.test(got) ? got : "[not shown]";
}

function cellsOf(
    cells: Draft["cells"],
    environment: Environment,
    phase: Phase,
    users: number,
): readonly CellRequest[] {
    return (cells ?? []).flatMap((cell) => {
        if (cell?.name === undefined || cell.region === undefined || cell.cidr === undefined) return [];
        const workers = workersOf(cell, phase);
        const backupRegion = backupRegionOf(cell, environment);
        const { globalSecondary } = cell;
        const databaseApplyImmediately = cell.database?.applyImmediately;
        return [
            {
                name: cell.name,
                region: cell.region,
                ...(backupRegion === undefined ? {} : { backupRegion }),
                ...(globalSecondary === undefined ? {} : { globalSecondary }),
                cidr: cell.cidr,
                tasks: tasksOf(cell),
                readers: readersOf(cell, phase),
                database: databaseOf(cell, phase, usersOf(cell, users, cells ?? [])),
                ...(databaseApplyImmediately === undefined ? {} : { databaseApplyImmediately }),
                cache: cacheOf(cell, phase),
                ...(workers === undefined ? {} : { workers }),
            },
        ];
    });
}

/** The settings; undefined as long as anything is missing. */
function complete(draft: Draft): Settings | undefined {
    const {
        environment,
        layout,
        phase,
        users,
        domain,
        dnsZone,
        image,
        imageReplicated,
        alarmEmails,
        alarmWebhooks,
        runbookUrl,
        webAclCounted,
        budget,
        assumptions,
        quotas,
        cells,
    } = draft;
    if (
        environment === undefined ||
        layout === undefined ||
        phase === undefined ||
        users === undefined ||
        domain === undefined ||
        dnsZone === undefined ||
        image === undefined
    ) {
        return undefined;
    }
    return {
        environment,
        layout,
        phase,
        users,
        domain,
        dnsZone,
        image,
        imageReplicated: imageReplicated ?? false,
        alarmEmails: (alarmEmails ?? []).filter((address) => address !== undefined),
        alarmWebhooks: (alarmWebhooks ?? []).filter((address) => address !== undefined),
        ...(runbookUrl === undefined ? {} : { runbookUrl }),
        webAclCounted: (webAclCounted ?? []).filter((rule) => rule !== undefined),
        budget: present(budget ?? {}),
        assumptions: assume(present(assumptions ?? {})),
        quotas: grantedIn(quotas ?? {}),
        cells: cellsOf(cells, environment, phase, users),
    };
}

/**
 * Reads the settings out of the stack's config: full keys ("medease-platform:users"), values as the text that
 * the engine hands over. Keys of other namespaces are somebody else's.
 *
 * @param secretKeys full keys whose values no message may show. @default none
 * @throws SettingsError with every mistake there is.
 */
export function readSettings(
    config: Readonly<Record<string, string>>,
    secretKeys: readonly string[] = [],
): Settings {
    const { draft, findings } = readDraft(ownValues(config));
    const all = [...findings, ...withoutConsequences(crossMistakes(draft), findings)];
    const settings = complete(draft);
    if (all.length > 0 || settings === undefined) {
        throw new SettingsError(
            inFileOrder(hideSecrets(all, config, secretKeys), settingsKeys).map(toMistake),
        );
    }
    return settings;
}
