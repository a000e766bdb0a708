import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Agent } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudFrontKeyValueStoreClient } from "@aws-sdk/client-cloudfront-keyvaluestore";
import { keyValueStore, type KeyValueStore } from "../../placement/key-value-store";

export const storeArn =
    "arn:aws:cloudfront::111122223333:key-value-store/00000000-0000-4000-8000-000000000000";

/** One answer in place of the right one. */
export interface Answer {
    readonly status: number;
    readonly type: string;
    readonly message?: string;
}

interface Update {
    readonly Puts?: readonly { readonly Key: string; readonly Value: string }[];
    readonly Deletes?: readonly { readonly Key: string }[];
}

/** What CloudFront takes; over it, it answers as CloudFront does. */
const limits = { keys: 50, keyBytes: 512, valueBytes: 1024 };

/** The data plane of CloudFront's key value stores, on loopback: one store, its keys and its ETag. */
export class FakeStore {
    readonly entries = new Map<string, string>();
    /** Every update that was taken. */
    readonly updates: Update[] = [];
    /** Authorization headers seen. */
    readonly signatures = new Set<string>();
    /** Called before each update is judged; what it gives back is answered instead. */
    beforeUpdate: (count: number) => Answer | undefined = () => undefined;
    /** Called before each read is answered. */
    beforeRead: (operation: "describe" | "list") => Answer | undefined = () => undefined;
    private version = 1;
    private tries = 0;
    private readonly server = createServer((request, response) => void this.handle(request, response));

    /** As another writer's write. */
    put(key: string, value: string): void {
        this.entries.set(key, value);
        this.version += 1;
    }

    async start(): Promise<void> {
        await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((resolve) => this.server.close(resolve));
    }

    /** The project's own store through the real SDK, on this server. */
    connect(attempts = 1): KeyValueStore {
        const { port } = this.server.address() as AddressInfo;
        return keyValueStore(
            storeArn,
            new CloudFrontKeyValueStoreClient({
                region: "us-east-1",
                endpoint: `http://store.test:${String(port)}`,
                credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
                maxAttempts: attempts,
                // The SDK puts the account in front of the host's name; whatever the name, it is here.
                requestHandler: {
                    httpAgent: new Agent({
                        lookup: (_name, options, done) => {
                            if (options.all === true) done(null, [{ address: "127.0.0.1", family: 4 }]);
                            else done(null, "127.0.0.1", 4);
                        },
                    }),
                },
            }),
        );
    }

    private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        this.signatures.add((request.headers.authorization ?? "none").split(" ")[0] ?? "");
        const url = new URL(request.url ?? "/", "http://store.test");
        const base = `/key-value-stores/${encodeURIComponent(storeArn)}`;
        if (!request.headers.host?.startsWith("111122223333.")) {
            reply(response, refusal(403, "AccessDeniedException"));
            return;
        }
        if (url.pathname === base) {
            this.describe(response);
            return;
        }
        if (url.pathname !== `${base}/keys`) {
            reply(response, refusal(404, "ResourceNotFoundException"));
            return;
        }
        if (request.method === "GET") {
            this.list(url, response);
            return;
        }
        this.update(request.headers["if-match"], Buffer.concat(chunks).toString(), response);
    }

    private describe(response: ServerResponse): void {
        const answer = this.beforeRead("describe");
        if (answer !== undefined) {
            reply(response, refusal(answer.status, answer.type, answer.message));
            return;
        }
        const body = {
            ItemCount: this.entries.size,
            TotalSizeInBytes: 0,
            KvsARN: storeArn,
            Created: 0,
            Status: "READY",
        };
        reply(response, { status: 200, body, headers: { ETag: this.etag } });
    }

    private list(url: URL, response: ServerResponse): void {
        const answer = this.beforeRead("list");
        if (answer !== undefined) {
            reply(response, refusal(answer.status, answer.type, answer.message));
            return;
        }
        const from = Number(url.searchParams.get("NextToken") ?? 0);
        const size = Number(url.searchParams.get("MaxResults") ?? 10);
        const all = [...this.entries].map(([Key, Value]) => ({ Key, Value }));
        const next = from + size < all.length ? { NextToken: String(from + size) } : {};
        reply(response, { status: 200, body: { Items: all.slice(from, from + size), ...next } });
    }

    private update(etag: string | undefined, text: string, response: ServerResponse): void {
        this.tries += 1;
        const answer = this.beforeUpdate(this.tries);
        if (answer !== undefined) {
            reply(response, refusal(answer.status, answer.type, answer.message));
            return;
        }
        if (etag !== this.etag) {
            reply(response, refusal(409, "ConflictException", "The ETag does not match"));
            return;
        }
        const update = JSON.parse(text) as Update;
        const { Puts = [], Deletes = [] } = update;
        const tooLong = Puts.some(
            ({ Key, Value }) =>
                Buffer.byteLength(Key) > limits.keyBytes || Buffer.byteLength(Value) > limits.valueBytes,
        );
        const absent = Deletes.some(({ Key }) => !this.entries.has(Key));
        if (Puts.length + Deletes.length > limits.keys || tooLong || absent) {
            reply(response, refusal(400, "ValidationException", "limits"));
            return;
        }
        for (const { Key, Value } of Puts) this.entries.set(Key, Value);
        for (const { Key } of Deletes) this.entries.delete(Key);
        this.updates.push(update);
        this.version += 1;
        reply(response, {
            status: 200,
            body: { ItemCount: this.entries.size, TotalSizeInBytes: 0 },
            headers: { ETag: this.etag },
        });
    }

    private get etag(): string {
        return `ETAG${String(this.version)}`;
    }
}

interface Reply {
    readonly status: number;
    readonly body: object;
    readonly headers?: Readonly<Record<string, string>>;
}

function refusal(status: number, type: string, message = type): Reply {
    return { status, body: { Message: message, message }, headers: { "x-amzn-ErrorType": type } };
}

function reply(response: ServerResponse, { status, body, headers = {} }: Reply): void {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}
