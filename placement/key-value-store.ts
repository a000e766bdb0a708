import {
    CloudFrontKeyValueStoreClient,
    DescribeKeyValueStoreCommand,
    paginateListKeys,
    UpdateKeysCommand,
} from "@aws-sdk/client-cloudfront-keyvaluestore";
// The store takes SigV4A only; importing this makes the pure JavaScript signer known to the SDK.
import "@aws-sdk/signature-v4a";
import { edgeRegion } from "../strategy/regions";
import type { Entries } from "./store-entries";
import { StoreError } from "./store-error";
import type { Batch } from "./store-update";

/** Everything that a store holds, at one version of its own. */
export interface Snapshot {
    /** What a write must name, so that it is refused where somebody wrote meanwhile. */
    readonly etag: string;
    readonly entries: Entries;
}

/** A store of the edge's: read whole, written by updates that happen whole or not at all. */
export interface KeyValueStore {
    read(): Promise<Snapshot>;
    /** Gives back the ETag after it. */
    update(etag: string, batch: Batch): Promise<string>;
}

/** Times to read again while somebody writes. */
const readAttempts = 3;

/** Names of AWS's errors about who asks, and of the SDK's where nobody could be found. */
const credentialErrors: readonly string[] = [
    "AccessDeniedException",
    "CredentialsProviderError",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "TokenProviderError",
    "UnrecognizedClientException",
];

/** Names of AWS's errors that pass by themselves. */
const passingErrors: readonly string[] = [
    "RequestLimitExceeded",
    "ThrottlingException",
    "TimeoutError",
    "TooManyRequestsException",
];

/** The error as one that says what to do. */
function explain(error: unknown, arn: string): StoreError {
    if (error instanceof StoreError) return error;
    if (!(error instanceof Error)) return new StoreError("rejected", String(error));
    const { name, message } = error;
    const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
        ?.httpStatusCode;
    if (name === "ConflictException" || (name === "ValidationException" && /pre-?condition/i.test(message))) {
        return new StoreError("conflict", message);
    }
    if (name === "ResourceNotFoundException") {
        return new StoreError("missing", `there is no store ${arn}; take its ARN from the edge's stack`);
    }
    if (credentialErrors.includes(name) || status === 401 || status === 403) {
        return new StoreError(
            "credentials",
            `AWS refused the request (${name}: ${message}); use credentials that may call cloudfront-keyvaluestore:DescribeKeyValueStore, ListKeys and UpdateKeys on ${arn}`,
        );
    }
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== undefined || passingErrors.includes(name) || status === 429 || (status ?? 0) >= 500) {
        return new StoreError(
            "unreachable",
            `the store cannot be reached (${code ?? name}: ${message}); run the same again when it can`,
        );
    }
    return new StoreError(
        "rejected",
        `AWS did not take the request (${name}: ${message}); if it is a quota of the store's, raise or free it ("Quotas on key value stores", CloudFront developer guide)`,
    );
}

/** The store of that ARN, through the AWS SDK with the credentials that it finds. */
export function keyValueStore(
    arn: string,
    client: CloudFrontKeyValueStoreClient = new CloudFrontKeyValueStoreClient({ region: edgeRegion }),
): KeyValueStore {
    const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
        try {
            return await work();
        } catch (error) {
            throw explain(error, arn);
        }
    };
    const currentEtag = async (): Promise<string> => {
        const { ETag } = await client.send(new DescribeKeyValueStoreCommand({ KvsARN: arn }));
        return ETag ?? "";
    };
    const list = async (): Promise<Entries> => {
        const entries = new Map<string, string>();
        for await (const { Items = [] } of paginateListKeys({ client, pageSize: 50 }, { KvsARN: arn })) {
            for (const { Key, Value } of Items) {
                if (Key !== undefined && Value !== undefined) entries.set(Key, Value);
            }
        }
        return entries;
    };
    return {
        read: () =>
            guarded(async () => {
                for (let attempt = 1; attempt <= readAttempts; attempt += 1) {
                    const etag = await currentEtag();
                    const entries = await list();
                    // Pages of different versions are no picture of any.
                    if ((await currentEtag()) === etag) return { etag, entries };
                }
                throw new StoreError(
                    "conflict",
                    "somebody else is writing the store; run the same again when they are done",
                );
            }),
        update: (etag, batch) =>
            guarded(async () => {
                const { ETag } = await client.send(
                    new UpdateKeysCommand({
                        KvsARN: arn,
                        IfMatch: etag,
                        Puts: batch.flatMap(({ key, value }) =>
                            value === undefined ? [] : [{ Key: key, Value: value }],
                        ),
                        Deletes: batch.flatMap(({ key, value }) =>
                            value === undefined ? [{ Key: key }] : [],
                        ),
                    }),
                );
                return ETag ?? "";
            }),
    };
}
