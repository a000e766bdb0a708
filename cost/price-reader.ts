import { GetProductsCommand, PricingClient } from "@aws-sdk/client-pricing";
import type { PriceReader } from "./price-update";

/** The Price List could not be read. */
export class PriceListError extends Error {}

/** The SDK's own type leaves the products open: it makes texts of some and objects of others. */
interface Page {
    readonly PriceList?: readonly unknown[] | undefined;
    readonly NextToken?: string | undefined;
}

/** What of the SDK's client is asked. */
export interface PriceListClient {
    send(command: GetProductsCommand): Promise<Page>;
}

/** The Price List's API is in few regions, whatever region its prices are of ("AWS Price List query API endpoints"). */
const apiRegion = "us-east-1";

/**
 * Reads from the AWS Price List with whatever credentials the SDK finds.
 *
 * @throws PriceListError with what the SDK says, also where there are no credentials.
 */
export function readerOf(client: PriceListClient = new PricingClient({ region: apiRegion })): PriceReader {
    return async ({ serviceCode, filters }, region) => {
        const products: unknown[] = [];
        let next: string | undefined;
        try {
            do {
                const { PriceList = [], NextToken }: Page = await client.send(
                    new GetProductsCommand({
                        ServiceCode: serviceCode,
                        FormatVersion: "aws_v1",
                        Filters: Object.entries({ ...filters, regionCode: region }).map(([Field, Value]) => ({
                            Type: "TERM_MATCH" as const,
                            Field,
                            Value,
                        })),
                        ...(next === undefined ? {} : { NextToken: next }),
                    }),
                );
                products.push(...PriceList.map((one) => JSON.parse(String(one)) as unknown));
                next = NextToken;
            } while (next !== undefined);
        } catch (error) {
            throw new PriceListError(error instanceof Error ? error.message : String(error));
        }
        return products;
    };
}
