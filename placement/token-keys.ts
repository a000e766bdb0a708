import { randomBytes } from "node:crypto";
import { z } from "zod";
import { cacheTtlSeconds } from "../strategy/law";
import type { TokenKeys } from "./store-entries";

/** What a cell's secret holds: the key that it signs tokens with, and the id that they name. */
export interface SigningKey {
    readonly kid: string;
    /** base64url of 32 bytes. */
    readonly key: string;
}

/** HS256 asks for a key as long as its hash (RFC 7518, section 3.2). */
const keyBytes = 32;

/** Keys that the router holds of a cell at most: the old one and the new one. */
const mostKeys = 2;

/**
 * Seconds until the store's change is taken to have reached every edge location. AWS's announcement speaks of seconds and
 * no page promises a number; a key that signs too early refuses users, and a minute costs nothing.
 */
export const propagationSeconds = 60;

/**
 * Seconds that a token lives at most: a user's session. The old key is needed as long after the last was signed, which is
 * when the last task read the new one.
 */
export const tokenSeconds = cacheTtlSeconds.sessions;

/** Seconds after which every task has read a new key ("at least every five minutes", service contract). */
export const secretReadSeconds = 300;

const signingKey = z.strictObject({
    kid: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/),
    key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

/** The key that the secret's text holds; undefined where it is no such thing. */
export function parseSigningKey(text: string): SigningKey | undefined {
    try {
        return signingKey.safeParse(JSON.parse(text)).data;
    } catch {
        return undefined;
    }
}

/** Number of a key that we made, so that the newer of two is known; of any other, none. */
function numberOf(kid: string): number {
    return Number(/^k([1-9]\d*)$/.exec(kid)?.[1] ?? 0);
}

/** A new key under the number after the highest known. */
export function newKey(known: readonly string[], random: (size: number) => Buffer = randomBytes): SigningKey {
    const highest = Math.max(0, ...known.map(numberOf));
    return { kid: `k${highest + 1}`, key: random(keyBytes).toString("base64url") };
}

/** What a rotation does next. */
export type Rotation =
    | { readonly step: "publish"; readonly key: SigningKey }
    | { readonly step: "sign-with"; readonly key: SigningKey }
    | { readonly step: "rotate"; readonly key: SigningKey }
    | { readonly step: "done" }
    | { readonly step: "refused"; readonly reason: string };

/**
 * The next step, from what the router knows and what the cell signs with: publish a key that the router does not know
 * yet, go on with a rotation that was interrupted, or begin one.
 *
 * @param secret undefined where the secret has no value yet.
 */
export function nextRotation(
    stored: TokenKeys,
    secret: SigningKey | undefined,
    random: (size: number) => Buffer = randomBytes,
): Rotation {
    const kids = Object.keys(stored);
    if (secret !== undefined && stored[secret.kid] !== secret.key) {
        if (stored[secret.kid] !== undefined) {
            return {
                step: "refused",
                reason: `store and secret hold different keys under the id ${secret.kid}`,
            };
        }
        return kids.length < mostKeys
            ? { step: "publish", key: secret }
            : { step: "refused", reason: `the store holds ${kids.join(" and ")}, the secret another key` };
    }
    const [newest] = [...kids].sort((a, b) => numberOf(b) - numberOf(a));
    if (kids.length >= mostKeys) {
        return newest === undefined || newest === secret?.kid
            ? { step: "done" }
            : { step: "sign-with", key: { kid: newest, key: stored[newest] ?? "" } };
    }
    // The only key of the store, and a secret that was never written: the first rotation was interrupted.
    if (secret === undefined && newest !== undefined) {
        return { step: "sign-with", key: { kid: newest, key: stored[newest] ?? "" } };
    }
    return { step: "rotate", key: newKey(kids, random) };
}

/** What finishing a rotation leaves in the store, or why it may not be finished. */
export type Finish =
    | {
          readonly keys: TokenKeys;
          readonly dropped: readonly string[];
          /** Seconds in which tasks may still sign with what was dropped. */
          readonly stillSigningSeconds: number;
      }
    | { readonly reason: string };

/**
 * Drops every key but the one that the cell signs with.
 *
 * @param signedSince seconds since the secret got its value.
 * @param now drops it though tokens of it may still be in use: a key that leaked.
 */
export function finishRotation(
    stored: TokenKeys,
    secret: SigningKey | undefined,
    signedSince: number,
    now: boolean,
): Finish {
    if (secret === undefined || stored[secret.kid] !== secret.key) {
        return {
            reason: "the router does not know the key that the cell signs with; rotate without --finish first",
        };
    }
    const dropped = Object.keys(stored).filter((kid) => kid !== secret.kid);
    if (dropped.length > 0 && !now && signedSince < tokenSeconds + secretReadSeconds) {
        const hours = Math.ceil((tokenSeconds + secretReadSeconds - signedSince) / 3600);
        return {
            reason: `tokens signed with ${dropped.join(", ")} are good for another ${hours} h; wait, or sign their users out with --now`,
        };
    }
    return {
        keys: { [secret.kid]: secret.key },
        dropped,
        stillSigningSeconds: Math.max(0, secretReadSeconds - signedSince),
    };
}
