import assert from "node:assert/strict";
import type { CellSecret } from "../../placement/cell-secret";
import { finishKey, rotateKey, type Rotator } from "../../placement/rotate-key";
import { StoreError } from "../../placement/store-error";
import { newKey, parseSigningKey, type SigningKey } from "../../placement/token-keys";
import { FakeStore } from "../support/key-value-store";

const cell = "eu-west-1-c1";
const entry = (keys: Readonly<Record<string, string>>, state = "up"): string =>
    JSON.stringify({ s: state, k: keys });
const keyOf = (letter: string): string => letter.repeat(43);

describe("rotating a cell's key", function () {
    this.timeout(20_000);
    let fake = new FakeStore();
    let events: string[] = [];
    let signing: SigningKey | undefined;
    let since = new Date(0);
    const told: string[] = [];
    beforeEach(async () => {
        fake = new FakeStore();
        events = [];
        signing = { kid: "k1", key: keyOf("A") };
        since = new Date(0);
        await fake.start();
        fake.put(`c:${cell}`, entry({ k1: keyOf("A") }, "down"));
        fake.beforeUpdate = () => {
            events.push("store");
            return undefined;
        };
    });
    afterEach(async () => {
        await fake.stop();
        for (const text of told.splice(0)) assert.doesNotMatch(text, /[A-Za-z0-9_-]{43}/, "a key was told");
    });

    const secret: CellSecret = {
        read: () => Promise.resolve(signing === undefined ? undefined : { key: signing, since }),
        write: (key) => {
            events.push("secret");
            signing = key;
            return Promise.resolve();
        },
    };
    const rotator = (): Rotator => ({
        cell,
        store: fake.connect(),
        secret,
        pause: (seconds) => {
            events.push(`wait ${String(seconds)}`);
            return Promise.resolve();
        },
        now: () => new Date(13 * 3600_000),
    });
    const keys = (): Readonly<Record<string, string>> =>
        (JSON.parse(fake.entries.get(`c:${cell}`) ?? "{}") as { k: Record<string, string> }).k;
    const rotate = async (apply = true): Promise<void> => {
        told.push(...(await rotateKey(rotator(), apply)));
    };
    const finish = async (now = false): Promise<void> => {
        told.push(...(await finishKey(rotator(), true, now)));
    };
    const refused = (work: Promise<unknown>, message: RegExp): Promise<void> =>
        assert.rejects(work, (error: unknown) => {
            assert.ok(error instanceof StoreError, String(error));
            told.push(error.message);
            return message.test(error.message);
        });

    it("teaches the router first, waits, and signs then; the cell's state stays", async () => {
        await rotate();
        assert.deepEqual(events, ["store", "wait 60", "secret"]);
        assert.deepEqual(Object.keys(keys()), ["k1", "k2"]);
        assert.equal(signing?.kid, "k2");
        assert.equal(signing.key, keys().k2);
        assert.match(fake.entries.get(`c:${cell}`) ?? "", /^\{"s":"down","k":/);
    });
    it("writes nothing in a dry run", async () => {
        await rotate(false);
        assert.deepEqual(events, []);
        assert.match(told[0] ?? "", /would learn k2 beside k1/);
    });
    it("goes on with the same key where it was interrupted before the secret", async () => {
        fake.put(`c:${cell}`, entry({ k1: keyOf("A"), k2: keyOf("B") }));
        await rotate();
        assert.deepEqual(events, ["wait 60", "secret"]);
        assert.deepEqual(signing, { kid: "k2", key: keyOf("B") });
    });
    it("never goes back from the new key, and makes no third", async () => {
        await rotate();
        events = [];
        await rotate();
        assert.deepEqual(events, []);
        assert.match(told.at(-1) ?? "", /signs with its new key already.*--finish/);
    });
    it("publishes a key that the router does not know yet, and makes a first where there is none", async () => {
        fake.put(`c:${cell}`, entry({}));
        await rotate();
        assert.deepEqual(keys(), { k1: keyOf("A") });
        assert.deepEqual(events, ["store"]);
        fake.put(`c:${cell}`, entry({}));
        signing = undefined;
        await rotate();
        assert.deepEqual(Object.keys(keys()), ["k1"]);
        assert.deepEqual(signing, { kid: "k1", key: keys().k1 });
    });
    it("refuses what only a person can settle", async () => {
        fake.put(`c:${cell}`, entry({ k1: keyOf("B") }));
        await refused(rotate(), /different keys under the id k1/);
        fake.put(`c:${cell}`, entry({ k2: keyOf("B"), k3: keyOf("C") }));
        await refused(rotate(), /the store holds k2 and k3, the secret another key/);
        fake.entries.delete(`c:${cell}`);
        await refused(rotate(), /no entry for eu-west-1-c1; run sync --apply first/);
    });
    it("leaves the secret alone where another writes the store meanwhile", async () => {
        fake.beforeUpdate = () => {
            fake.put("x", "1");
            return undefined;
        };
        await refused(rotate(), /somebody else wrote the store meanwhile; nothing was written/);
        assert.equal(signing?.kid, "k1");
    });
    it("finishes by dropping the old key, once no token of it can be alive", async () => {
        await rotate();
        since = new Date(2 * 3600_000);
        await refused(finish(), /tokens signed with k1 are good for another 2 h; wait, or .*--now/);
        // Twelve hours after the secret changed, but a task may have read it five minutes late.
        since = new Date(3600_000 - 299_000);
        await refused(finish(), /good for another 1 h/);
        since = new Date(3600_000 - 300_000);
        await finish();
        assert.doesNotMatch(told.at(-1) ?? "", /may still sign/);
        assert.deepEqual(Object.keys(keys()), ["k2"]);
        await finish();
        assert.match(told.at(-1) ?? "", /nothing to drop/);
    });
    it("drops it at once where it leaked", async () => {
        await rotate();
        since = new Date(13 * 3600_000);
        await finish(true);
        assert.deepEqual(Object.keys(keys()), ["k2"]);
        assert.match(told.at(-1) ?? "", /for up to 5 minutes more some may still sign with k1/);
    });
    it("does not finish before the router knows what the cell signs with", async () => {
        fake.put(`c:${cell}`, entry({ k2: keyOf("B") }));
        await refused(finish(true), /does not know the key that the cell signs with/);
    });
});

describe("a signing key", () => {
    it("is 32 random bytes under the next number", () => {
        const { kid, key } = newKey(["k2", "k10", "other"]);
        assert.equal(kid, "k11");
        assert.equal(Buffer.from(key, "base64url").length, 32);
        assert.notEqual(newKey([]).key, newKey([]).key);
    });
    it("is read from the secret's JSON and from nothing else", () => {
        assert.deepEqual(parseSigningKey(JSON.stringify({ kid: "k1", key: keyOf("A") })), {
            kid: "k1",
            key: keyOf("A"),
        });
        for (const text of [
            "",
            "{}",
            JSON.stringify({ kid: "k1", key: "short" }),
            JSON.stringify({ kid: "k 1", key: keyOf("A") }),
        ]) {
            assert.equal(parseSigningKey(text), undefined, text);
        }
    });
});
