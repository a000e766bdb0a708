import { z } from "zod";
import { assumptionNames, assumptions } from "../capacity/assumptions";
import { grantableCodes } from "../quotas/quotas";
import { copyOnlyRegions, regions } from "../strategy/regions";
import { field, type Place } from "./schema-finding";
import { decimalNumber, wholeNumber, type Reader } from "./strict-readers";

const monthlyDollars = wholeNumber({
    min: 1,
    note: "(US dollars a month)",
    ifBelow: "write what a month may cost, or remove it for no budget",
    example: 5_000,
});

const granted = wholeNumber({
    min: 0,
    note: "(as Service Quotas shows it)",
    ifBelow: "write what Service Quotas shows, or remove it for AWS's default",
});

/** Where quotas are granted: in a region, or to the account as a whole. */
const quotaPlaces = [...regions, ...copyOnlyRegions, "global"] as const;

const budgetKeys = ["monthlyDollars", "cellMonthlyDollars"] as const;

/** An object with the same kind of entry under each of these names. */
function byName<Name extends string, Entry>(
    names: readonly Name[],
    entry: (name: Name) => Entry,
): Readonly<Record<Name, Entry>> {
    return Object.fromEntries(names.map((name) => [name, entry(name)])) as Record<Name, Entry>;
}

const optional = (read: Reader<number>): ReturnType<typeof field<number>> => field(read, false);

/** The shape of the settings that capacity, cost and quotas are computed with; all of it may be missing. */
export const costShape = {
    budget: z.strictObject(byName(budgetKeys, () => optional(monthlyDollars))).optional(),
    assumptions: z
        .strictObject(
            byName(assumptionNames, (name) => {
                const { unit, value, min, max } = assumptions[name];
                return optional(decimalNumber({ min, max, note: `(${unit})`, example: value }));
            }),
        )
        .optional(),
    quotas: z
        .strictObject(
            byName(quotaPlaces, () =>
                z.strictObject(byName(grantableCodes, () => optional(granted))).optional(),
            ),
        )
        .optional(),
};

/** What belongs at the places of that shape. */
export const costPlaces: Readonly<Record<string, Place>> = {
    budget: {
        keys: budgetKeys,
        expected: "monthlyDollars, cellMonthlyDollars or both",
        remedy: "write them below it, or remove it for no budget",
    },
    assumptions: {
        keys: assumptionNames,
        keyed: "a name of capacity/assumptions.ts",
        expected: "names of capacity/assumptions.ts, each with a number",
        remedy: "write them below it, or remove it for the defaults",
    },
    quotas: {
        keys: quotaPlaces,
        keyed: "a region, or global for a quota of the account",
        expected: "regions, each with the codes and numbers that were granted",
        remedy: "write them below it, or remove it for AWS's defaults",
    },
    ...byName(
        quotaPlaces.map((place) => `quotas.${place}` as const),
        () => ({
            keys: grantableCodes,
            keyed: "the code of a quota in quotas/table.json that AWS raises, e.g. L-F678F1CE",
            expected: "codes of quotas, each with the number that was granted",
            remedy: "write them below it, or remove it for AWS's defaults",
        }),
    ),
};
