import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** When the proxy calls its executioner. */
export interface Moment {
    /** Which of the client's requests, counted from 1. */
    readonly request: number;
    /** As soon as the server has it, or once the server has answered and before the client hears of it. */
    readonly when: "within" | "after";
}

/** What a client says to PostgreSQL and what ends a request: a Query, or the Sync after a prepared one. */
const endsRequest = new Set(["Q", "S"]);

/** Reads the requests in what a client sends (protocol 3.0, "Message Formats"). */
class RequestReader {
    /** The SQL of requests that have ended by now. */
    readonly requests: string[] = [];
    private rest = Buffer.alloc(0);
    private started = false;
    private sql = "";

    add(chunk: Buffer): void {
        this.rest = Buffer.concat([this.rest, chunk]);
        for (;;) {
            // The start-up message has no letter before its length.
            const head = this.started ? 1 : 0;
            if (this.rest.length < head + 4) return;
            const length = head + this.rest.readUInt32BE(head);
            if (this.rest.length < length) return;
            this.read(this.started ? String.fromCharCode(this.rest[0] ?? 0) : "", head + 4, length);
            this.started = true;
            this.rest = this.rest.subarray(length);
        }
    }

    private read(letter: string, start: number, end: number): void {
        // A Parse begins with the name of the prepared statement, which is empty here, and a zero.
        if (letter === "Q" || letter === "P") {
            this.sql = this.rest.subarray(letter === "P" ? start + 1 : start, end).toString();
        }
        if (endsRequest.has(letter)) this.requests.push(this.sql.replace(/\0[^]*/, "").trim());
    }
}

/** Stands between a client and PostgreSQL, and tells of one moment at which it then lets nothing through any more. */
export class SeveringProxy {
    /** What the last client has asked for, to know which moments there are. */
    requests: readonly string[] = [];

    private constructor(
        readonly port: number,
        private readonly server: Server,
    ) {}

    static async start(
        target: number,
        moment: Moment | undefined,
        sever: () => void,
    ): Promise<SeveringProxy> {
        const server = createServer((client) => {
            proxy.join(client, connect(target, "127.0.0.1"), moment, sever);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const proxy = new SeveringProxy((server.address() as AddressInfo).port, server);
        return proxy;
    }

    stop(): void {
        this.server.close();
    }

    private join(client: Socket, upstream: Socket, moment: Moment | undefined, sever: () => void): void {
        const reader = new RequestReader();
        this.requests = reader.requests;
        const isDue = (when: Moment["when"]): boolean =>
            moment?.when === when && reader.requests.length >= moment.request;
        let severed = false;
        const cut = (): void => {
            severed = true;
            sever();
        };
        client.on("data", (chunk) => {
            if (severed) return;
            reader.add(chunk);
            upstream.write(chunk);
            if (isDue("within")) cut();
        });
        upstream.on("data", (chunk) => {
            if (severed) return;
            if (isDue("after")) cut();
            else client.write(chunk);
        });
        for (const [one, other] of [
            [client, upstream],
            [upstream, client],
        ] as const) {
            one.on("error", () => other.destroy());
            one.on("close", () => other.destroy());
        }
    }
}
