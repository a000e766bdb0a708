import { ListServiceQuotasCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";

/** The account's quotas could not be read. */
export class AccountError extends Error {}

/** Reads the quotas of a service that were applied to the account in a region, by code. */
export type QuotaReader = (region: string, serviceCode: string) => Promise<ReadonlyMap<string, number>>;

/**
 * Reads from Service Quotas with whatever credentials the SDK finds. A quota that was never changed may be missing from
 * the answer; AWS's default then holds.
 *
 * @throws AccountError with what the SDK says, also where there are no credentials.
 */
export const readFromAccount: QuotaReader = async (region, serviceCode) => {
    try {
        return await readAll(new ServiceQuotasClient({ region }), serviceCode);
    } catch (error) {
        throw new AccountError(error instanceof Error ? error.message : String(error));
    }
};

async function readAll(
    client: ServiceQuotasClient,
    serviceCode: string,
): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    let next: string | undefined;
    do {
        const { Quotas = [], NextToken } = await client.send(
            new ListServiceQuotasCommand({
                ServiceCode: serviceCode,
                MaxResults: 100,
                ...(next === undefined ? {} : { NextToken: next }),
            }),
        );
        for (const { QuotaCode, Value } of Quotas)
            if (QuotaCode !== undefined && Value !== undefined) found.set(QuotaCode, Value);
        next = NextToken;
    } while (next !== undefined);
    return found;
}
