import { z } from "zod";
import { showValue, type Finding } from "../stacks/finding";
import { field, toFindings, type Place } from "../stacks/schema-finding";
import { listOf, oneOf, plainText, wholeNumber, type Reader } from "../stacks/strict-readers";
import { usersPerCell } from "../strategy/law";
import { residencyZones, type ResidencyZone } from "../strategy/regions";
import { cellStates, changed, type ClosedState, type Organization, type Placement } from "./placement";

/** What an organization's id looks like, in the file, in tokens and in the store; a UUID fits. */
export const organizationId: Reader<string> = (given) => {
    const text = plainText(given);
    if (text !== undefined && /^[a-z0-9-]{1,63}$/.test(text)) return { value: text };
    return {
        fault: {
            expected: "1 to 63 of a-z, 0-9 and hyphen",
            remedy: "write the id that tokens carry as org, e.g. acme",
        },
    };
};

/** Concurrent users of one organization: it lives in one cell, and a cell ends at the law's number. */
export const organizationUsers: Reader<number> = wholeNumber({
    min: 1,
    max: usersPerCell,
    note: "(an organization lives in one cell)",
    ifAbove: `split it into organizations of at most ${usersPerCell}: no cell holds more`,
    example: 500,
});

/** A zone of residency by name. No other is suggested: two letters are near to all others, and a law is no typo. */
export const residencyZone: Reader<ResidencyZone> = (given) => {
    const value = residencyZones.find((zone) => zone === given);
    return value === undefined
        ? {
              fault: {
                  expected: `one of ${listOf(residencyZones)}`,
                  remedy: "choose the law that its data is under",
              },
          }
        : { value };
};

const cellOf: Reader<string> = (given) => {
    const text = plainText(given);
    return text === undefined
        ? { fault: { expected: "the name of a cell", remedy: "write one of the settings' cells" } }
        : { value: text };
};

const organizationShape = z.strictObject({
    id: field(organizationId, true),
    zone: field(residencyZone, true),
    users: field(organizationUsers, true),
    cell: field(cellOf, true),
    failover: field(cellOf, false),
    writes: field(oneOf<"held">(["held"], "write held, or remove it"), false),
});

const cellShape = z.strictObject({
    state: field(oneOf(cellStates, "choose one of them, or remove the cell: it is open then"), true),
    was: field(
        oneOf<ClosedState>(["full", "draining"], "write what it was, or remove it: it opens then"),
        false,
    ),
});

const fileShape = z.strictObject({
    version: field(wholeNumber({ min: 1 }), true),
    cells: z.record(z.string(), cellShape),
    organizations: z.array(organizationShape),
});

/** Keys of the file, in its order. */
export const fileKeys: readonly string[] = Object.keys(fileShape.shape);

const organizationKeys = Object.keys(organizationShape.shape);

function placeOf(at: readonly PropertyKey[]): Place {
    if (at.length === 0) {
        return { keys: fileKeys, expected: "version, cells and organizations", remedy: "write them" };
    }
    if (at[0] === "organizations") {
        return at.length === 1
            ? { keys: [], expected: "a list of organizations", remedy: "write [] for none" }
            : {
                  keys: organizationKeys,
                  expected: "an organization",
                  remedy: "write it, or remove the entry",
              };
    }
    return at.length === 1
        ? { keys: [], expected: "cells by name", remedy: "write {} where all are open" }
        : {
              keys: ["state", "was"],
              expected: '{"state": …}',
              remedy: "write it, or remove the cell: it is open then",
          };
}

/** An organization with its index in the file. */
export interface Listed {
    readonly index: number;
    readonly organization: Organization;
}

/** What could be read of a file; what was wrong is left out, so that the rest can still be checked. */
export interface PlacementDraft {
    readonly version?: number;
    readonly cells: Placement["cells"];
    readonly organizations: readonly Listed[];
}

/** The organization as the file has it, without keys that say nothing. */
function toOrganization(read: z.output<typeof organizationShape>): Organization | undefined {
    const { id, zone, users, cell, failover, writes } = read;
    if (id === undefined || zone === undefined || users === undefined || cell === undefined) return undefined;
    return changed({ id, zone, users, cell }, { failover, writes });
}

function readableCells(raw: unknown): Placement["cells"] {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return {};
    return Object.fromEntries(
        Object.entries(raw).flatMap(([name, value]) => {
            const { state, was } = cellShape.safeParse(value).data ?? {};
            return state === undefined ? [] : [[name, { state, ...(was === undefined ? {} : { was }) }]];
        }),
    );
}

function readableOrganizations(raw: unknown): readonly Listed[] {
    if (!Array.isArray(raw)) return [];
    return raw.flatMap((value: unknown, index): readonly Listed[] => {
        const read = organizationShape.safeParse(value);
        const organization = read.success ? toOrganization(read.data) : undefined;
        return organization === undefined ? [] : [{ index, organization }];
    });
}

/** Reads what can be read, and says what cannot. */
export function readPlacementDraft(raw: unknown): {
    readonly draft: PlacementDraft;
    readonly findings: readonly Finding[];
} {
    const { error } = fileShape.safeParse(raw);
    const record = (typeof raw === "object" && raw !== null ? raw : {}) as Readonly<Record<string, unknown>>;
    const version = fileShape.shape.version.safeParse(record.version).data;
    return {
        draft: {
            ...(version === undefined ? {} : { version }),
            cells: readableCells(record.cells),
            organizations: readableOrganizations(record.organizations),
        },
        findings: (error?.issues ?? []).flatMap((issue) => toFindings(issue, raw, placeOf)),
    };
}

/** A file that is not JSON at all, as a finding. */
export function notJson(error: unknown): Finding {
    return {
        at: [],
        got: showValue(error instanceof Error ? error.message : String(error)),
        expected: "JSON",
        remedy: "mend it, or take the last good one from git",
    };
}
