import type { Preview } from "../preview/preview";
import { RecordedGraph } from "../preview/recorded-graph";
import { subnetUses, type SubnetUse } from "./addresses";
import { concurrencyUses } from "./concurrency";
import { countedUses } from "./counted";
import { edgeUses } from "./edge";
import { quotas, type GrantedQuotas, type Quota } from "./quotas";
import { scaledUses } from "./scaled";
import { securityGroupUses } from "./security-groups";
import type { Use } from "./use";

/** A quota, what the preview takes of it at the maximum of all autoscaling, and what there is. */
export interface Consumption extends Use {
    readonly quota: Quota;
    /** What the settings say was granted, else AWS's default. */
    readonly available: number;
    readonly granted: boolean;
}

/** What a preview takes of the account. */
export interface AccountUse {
    readonly quotas: readonly Consumption[];
    readonly subnets: readonly SubnetUse[];
}

const byKey: ReadonlyMap<string, Quota> = new Map(quotas.map((quota) => [quota.key, quota]));

/** What there is of a quota in a region. */
export function availableOf(
    quota: Quota,
    region: string,
    granted: GrantedQuotas,
): { readonly available: number; readonly granted: boolean } {
    const given = granted[region]?.[quota.quotaCode];
    if (given !== undefined) return { available: given, granted: true };
    const regional = quota.defaultByRegion?.[region] ?? quota.defaultByRegion?.other;
    return { available: regional ?? quota.default, granted: false };
}

/** Counts what the preview takes of every quota and of every subnet. */
export function accountUse({
    stacks,
    plan,
    settings,
}: Pick<Preview, "stacks" | "plan" | "settings">): AccountUse {
    const graph = new RecordedGraph(stacks.flatMap(({ resources }) => resources));
    const uses = [
        ...countedUses(graph),
        ...scaledUses(graph),
        ...concurrencyUses(graph),
        ...securityGroupUses(graph),
        ...edgeUses(graph, plan, settings.assumptions),
    ];
    return {
        quotas: uses.map((use) => {
            const quota = byKey.get(use.key);
            if (quota === undefined) throw new Error(`no quota is called ${use.key}`);
            return { ...use, quota, ...availableOf(quota, use.region, settings.quotas) };
        }),
        subnets: subnetUses(graph),
    };
}

/** Quotas that are too small for what the preview may come to: to be asked for before the first update. */
export function shortages({ quotas: all }: AccountUse): readonly Consumption[] {
    return all.filter(({ used, available }) => used > available);
}

/** Subnets that are too small. */
export function fullSubnets({ subnets }: AccountUse): readonly SubnetUse[] {
    return subnets.filter(({ needed, usable }) => needed > usable);
}
