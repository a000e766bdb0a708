import assert from "node:assert/strict";
import fc from "fast-check";
import { StoreError } from "../../placement/store-error";
import {
    cellValue,
    organizationValue,
    pendingKey,
    storeLimits,
    versionValue,
    wantedEntries,
    type Entries,
} from "../../placement/store-entries";
import { batchesFor, checkSizes, writesFor } from "../../placement/store-update";
import { organization, placementOf } from "../support/placement";

const none: Entries = new Map();

describe("the entries of the store", () => {
    it("are what the router reads, byte for byte", () => {
        assert.equal(organizationValue(organization("a", "eu-west-1-c1", 5)), '{"c":"eu-west-1-c1"}');
        assert.equal(
            organizationValue(
                organization("a", "eu-west-1-c1", 5, { failover: "eu-west-1-c2", writes: "held" }),
            ),
            '{"c":"eu-west-1-c1","f":"eu-west-1-c2","w":0}',
        );
        assert.equal(cellValue("up", {}), '{"s":"up","k":{}}');
        assert.equal(
            cellValue("down", { k1: "AAAA", k2: "BBBB" }),
            '{"s":"down","k":{"k1":"AAAA","k2":"BBBB"}}',
        );
    });

    it("tell the router of a cell that it is down, and nothing of its being full or drained", () => {
        for (const state of ["open", "full", "draining"] as const) {
            const entries = wantedEntries(placementOf([], { a: { state } }), ["a"], none);
            assert.deepEqual(
                [...entries],
                [
                    ["c:a", '{"s":"up","k":{}}'],
                    ["v", versionValue(placementOf([], { a: { state } }))],
                ],
                state,
            );
        }
        assert.equal(
            wantedEntries(placementOf([], { a: { state: "down" } }), ["a"], none).get("c:a"),
            '{"s":"down","k":{}}',
        );
    });

    it("fit into CloudFront's limits at their longest, and are refused beyond", () => {
        const long = organization("a".repeat(63), "c".repeat(63), 1, {
            failover: "f".repeat(63),
            writes: "held",
        });
        checkSizes(wantedEntries(placementOf([long]), [], none), none);
        const refused = (entries: Entries, message: RegExp, stored = none): void => {
            assert.throws(
                () => {
                    checkSizes(entries, stored);
                },
                (error: unknown) =>
                    error instanceof StoreError && error.fault === "too-large" && message.test(error.message),
            );
        };
        refused(new Map([["o:".padEnd(513, "a"), ""]]), /513 bytes for the key/);
        refused(new Map([["o:a", "ä".repeat(513)]]), /1026 for the value; the store takes 512 and 1024/);
        const full = new Map(
            Array.from({ length: 4900 }, (_, index) => [`o:${String(index)}`, "x".repeat(1020)]),
        );
        refused(full, /the entries would take 50\d+ bytes; a store takes 5000000/);
        const foreign = new Map(
            Array.from({ length: 4900 }, (_, index) => [`x${String(index)}`, "x".repeat(1020)]),
        );
        refused(new Map(), /bytes; a store takes/, foreign);
    });

    it("are those limits", () => {
        assert.deepEqual(storeLimits, {
            keyBytes: 512,
            valueBytes: 1024,
            storeBytes: 5_000_000,
            updateBytes: 3_000_000,
            updateKeys: 50,
        });
    });
});

describe("the updates", () => {
    it("put cells before organizations, and delete organizations before cells", () => {
        const stored = new Map([
            ["c:old", "1"],
            ["o:gone", "1"],
            ["x", "not ours"],
        ]);
        const wanted = wantedEntries(placementOf([organization("a", "new", 1)]), ["new"], stored);
        assert.deepEqual(
            writesFor(wanted, stored).map(({ key }) => key),
            ["c:new", "o:a", "o:gone", "c:old"],
        );
    });

    it("are one where all fits into it, and otherwise begin and end by saying so", () => {
        const wanted = (count: number): Entries =>
            wantedEntries(
                placementOf(Array.from({ length: count }, (_, i) => organization(String(i), "a", 1))),
                [],
                none,
            );
        assert.equal(batchesFor(wanted(49), none, "p").length, 1);
        const two = batchesFor(wanted(50), none, "mine");
        assert.equal(two.length, 2);
        assert.deepEqual(two[0]?.[0], { key: pendingKey, value: "mine" });
        assert.deepEqual(two.at(-1)?.slice(-2), [
            { key: pendingKey },
            { key: "v", value: wanted(50).get("v") },
        ]);
    });

    it("bring any store to any placement, 50 keys at most each, from wherever they are interrupted", () => {
        const ids = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { maxLength: 160 });
        const cell = fc.constantFrom("a", "b");
        fc.assert(
            fc.property(ids, ids, cell, cell, fc.nat({ max: 6 }), (before, after, from, to, stop) => {
                const target = (
                    all: readonly number[],
                    home: string,
                    version: number,
                    stored: Entries,
                ): Entries =>
                    wantedEntries(
                        { ...placementOf(all.map((id) => organization(String(id), home, 1))), version },
                        ["a", "b"],
                        stored,
                    );
                const store = new Map(target(before, from, 1, none));
                const bring = (most: number): void => {
                    for (const batch of batchesFor(target(after, to, 2, store), store, "mine").slice(
                        0,
                        most,
                    )) {
                        assert.ok(batch.length > 0 && batch.length <= 50);
                        for (const { key, value } of batch) {
                            if (value === undefined) assert.ok(store.delete(key), `${key} was not there`);
                            else store.set(key, value);
                        }
                    }
                };
                bring(stop);
                bring(Infinity);
                const wanted = target(after, to, 2, none);
                assert.deepEqual(new Map([...store].sort()), new Map([...wanted].sort()));
            }),
        );
    });
});
