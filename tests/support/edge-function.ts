import { createHmac, randomBytes } from "node:crypto";
import { createContext, Script } from "node:vm";
import { codeOf, type EdgeFunction } from "../../components/edge-functions/artefact";
import type { EdgeAnswer, EdgeFields, EdgeRequest } from "../../components/edge-functions/event";

/** A key value store as functions see it. */
export class FakeStore {
    /** Every question that was asked, in order. */
    readonly reads: string[] = [];
    /** Which questions fail, as they do when the store cannot be reached. */
    unreachable: (question: string) => boolean = () => false;

    constructor(readonly values: Readonly<Record<string, string>> = {}) {}

    get(key: string): Promise<string> {
        const value = this.ask(`get ${key}`, key);
        // CloudFront says it of a key that is missing just as of a store that is.
        return value === undefined ? Promise.reject(new Error("failed to get")) : Promise.resolve(value);
    }

    exists(key: string): Promise<boolean> {
        return Promise.resolve(this.ask(`exists ${key}`, key) !== undefined);
    }

    private ask(question: string, key: string): string | undefined {
        this.reads.push(question);
        if (this.unreachable(question)) throw new Error("store unreachable");
        return Object.hasOwn(this.values, key) ? this.values[key] : undefined;
    }
}

/** What a viewer sends; what is left out is empty. */
export interface ViewerRequest {
    readonly method?: string;
    readonly uri: string;
    readonly querystring?: EdgeFields;
    readonly headers?: EdgeFields;
    readonly cookies?: EdgeFields;
}

/** What became of a request. */
export interface EdgeRun {
    /** The answer that the edge gave itself. */
    readonly answer?: EdgeAnswer;
    /** The request as it goes on. */
    readonly request?: EdgeRequest;
    /** Origin that the function chose; without one it goes to the behaviour's own. */
    readonly origin?: string;
    /** What was asked of the store for it. */
    readonly reads: readonly string[];
}

/** Where and when a function runs. */
export interface EdgePlace {
    readonly store: FakeStore;
    /** Milliseconds since 1970. @default the clock's */
    readonly now?: number;
    /** Origins of the distribution. @default all that are asked for */
    readonly origins?: readonly string[];
}

/**
 * The artefact that is deployed, in a context that has nothing of Node's but what CloudFront has too. Events and what
 * comes back cross as JSON, as they do there.
 */
export function edgeFunction(
    name: EdgeFunction,
): (request: ViewerRequest, place?: EdgePlace) => Promise<EdgeRun> {
    let place: EdgePlace = { store: new FakeStore() };
    let chosen: string | undefined;
    const cloudfront = {
        kvs: () => ({
            get: (key: string) => Promise.resolve().then(() => place.store.get(key)),
            exists: (key: string) => Promise.resolve().then(() => place.store.exists(key)),
        }),
        selectRequestOriginById: (id: string): void => {
            if (place.origins?.includes(id) === false) throw new Error(`no origin ${id}`);
            chosen = id;
        },
    };
    const originOf = (): { origin?: string } => (chosen === undefined ? {} : { origin: chosen });
    const context = createContext({
        Buffer,
        modules: { cloudfront, crypto: { createHmac } },
        clock: () => place.now ?? Date.now(),
    });
    const code = codeOf(name).replace(/^import (\w+) from "(\w+)";$/gm, 'const $1 = modules["$2"];');
    new Script(`Date.now = () => clock();\n${code}\nglobalThis.run = async (event) =>
        JSON.stringify(await handler(JSON.parse(event)));`).runInContext(context);
    const run = context.run as (event: string) => Promise<string>;

    return async (request, where = { store: new FakeStore() }) => {
        place = where;
        chosen = undefined;
        const before = place.store.reads.length;
        const event = { request: { method: "GET", querystring: {}, headers: {}, cookies: {}, ...request } };
        const result = JSON.parse(await run(JSON.stringify(event))) as EdgeAnswer | EdgeRequest;
        return {
            ...("statusCode" in result ? { answer: result } : { request: result }),
            ...originOf(),
            reads: place.store.reads.slice(before),
        };
    };
}

/** A signing key, as the store holds it. */
export function newKey(): string {
    return randomBytes(32).toString("base64url");
}

/** Any JSON in the form of a token's part. */
export function tokenPart(value: unknown): string {
    return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A token as a cell issues it, or with another header. */
export function tokenOf(
    claims: Readonly<Record<string, unknown>>,
    { kid, key }: { readonly kid: string; readonly key: string },
    header: Readonly<Record<string, unknown>> = { alg: "HS256", typ: "JWT", kid },
): string {
    return signed(`${tokenPart(header)}.${tokenPart(claims)}`, key);
}

/** The first two parts of a token, with their signature. */
export function signed(parts: string, key: string): string {
    const signature = createHmac("sha256", Buffer.from(key, "base64url")).update(parts).digest("base64url");
    return `${parts}.${signature}`;
}

/** The header by which a client shows its token. */
export function bearer(token: string): { readonly headers: EdgeFields } {
    return { headers: { authorization: { value: `Bearer ${token}` } } };
}
