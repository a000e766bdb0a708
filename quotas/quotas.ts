import table from "./table.json";

/** A limit that AWS sets for an account, as Service Quotas names it. */
export interface Quota {
    /** Name of this project's, e.g. "vpc.perRegion". */
    readonly key: string;
    /** e.g. "vpc" */
    readonly serviceCode: string;
    /** e.g. "L-F678F1CE" */
    readonly quotaCode: string;
    readonly name: string;
    /** What a new account has. */
    readonly default: number;
    /** Where regions differ; "other" stands for every region that is not named. */
    readonly defaultByRegion?: Readonly<Record<string, number>>;
    /** Whether AWS raises it on request. */
    readonly adjustable: boolean;
    /** What it counts over. */
    readonly scope: "account" | "account+region" | "account+AZ" | "resource" | "request";
    /** The page of AWS's documentation that says so. */
    readonly source: string;
}

/** The quotas of a new account, as AWS's documentation had them on {@link quotasCollected}. */
export const quotas = table.quotas as readonly Quota[];

/** Day on which the table was collected, "2026-11-24". */
export const quotasCollected: string = table.collected;

/** Codes of the quotas that AWS raises: those that the settings may name. */
export const grantableCodes: readonly string[] = quotas
    .filter(({ adjustable }) => adjustable)
    .map(({ quotaCode }) => quotaCode);

/** What an account was granted, by region and code; quotas of the whole account stand under "global". */
export type GrantedQuotas = Readonly<Record<string, Readonly<Record<string, number>>>>;
