import type { DifferenceSection } from "../preview/compare/sections";

/** What {@link quotaSection} reads of the part `account` of a preview's JSON. */
interface AccountPart {
    readonly quotas: readonly {
        readonly name: string;
        readonly quotaCode: string;
        readonly region: string;
        readonly place: string;
        readonly used: number;
        readonly available: number;
    }[];
}

/** Quotas in a comparison: what a region, or the account, is asked for at the maximum of all autoscaling. */
export const quotaSection: DifferenceSection = {
    title: "quotas",
    part: "account",
    measure: (part) =>
        (part as AccountPart).quotas
            .filter(({ place, region }) => place === region)
            .map(({ name, quotaCode, region, used, available }) => ({
                key: `${region}.${quotaCode}`,
                label: `${region}: ${name} (${quotaCode})`,
                unit: `of ${available.toLocaleString("en-US")}`,
                value: used,
            })),
};
