import { edgeRegion } from "../strategy/regions";
import type { QuotaReader } from "./account";
import type { AccountUse } from "./consumption";
import type { GrantedQuotas } from "./quotas";
import { global } from "./use";

/**
 * What the account has of each quota that a preview takes from, where it is not AWS's default: what the settings should
 * say. Quotas of the account as a whole are read in us-east-1, as AWS asks ("Service Quotas", IAM and Route 53 guides).
 *
 * @throws what the reader throws.
 */
export async function grantedBy(read: QuotaReader, { quotas }: AccountUse): Promise<GrantedQuotas> {
    const answers = new Map<string, ReadonlyMap<string, number>>();
    const granted: Record<string, Record<string, number>> = {};
    for (const { quota, region } of quotas) {
        if (!quota.adjustable) continue;
        const asked = region === global ? edgeRegion : region;
        const key = `${asked} ${quota.serviceCode}`;
        const answer = answers.get(key) ?? (await read(asked, quota.serviceCode));
        answers.set(key, answer);
        const value = answer.get(quota.quotaCode);
        const usual = quota.defaultByRegion?.[region] ?? quota.defaultByRegion?.other ?? quota.default;
        if (value !== undefined && value !== usual)
            granted[region] = { ...granted[region], [quota.quotaCode]: value };
    }
    return granted;
}
