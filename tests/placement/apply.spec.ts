import assert from "node:assert/strict";
import { applyPlacement, type Application } from "../../placement/apply";
import type { Placement } from "../../placement/placement";
import { versionValue } from "../../placement/store-entries";
import { StoreError, type StoreFault } from "../../placement/store-error";
import { FakeStore } from "../support/key-value-store";
import { organization, placementOf } from "../support/placement";

const cells = ["eu-west-1-c1", "eu-west-1-c2"];
const acme = organization("acme", "eu-west-1-c1", 500);

/** A placement with this many organizations in that cell. */
function many(count: number, cell: string, version: number): Placement {
    const organizations = Array.from({ length: count }, (_, index) =>
        organization(`o${String(index).padStart(3, "0")}`, cell, 1),
    );
    return { ...placementOf(organizations), version };
}

const sync = (wanted: Placement, more: { readonly takeOver?: boolean } = {}): Application => ({
    wanted,
    cells,
    mode: "sync",
    ...more,
});
const change = (before: Placement, wanted: Placement): Application => ({
    before,
    wanted,
    cells,
    mode: "change",
});

async function fails(work: Promise<unknown>, fault: StoreFault, message: RegExp): Promise<void> {
    await assert.rejects(work, (error: unknown) => {
        assert.ok(error instanceof StoreError, String(error));
        assert.equal(error.fault, fault, error.message);
        assert.match(error.message, message);
        return true;
    });
}

describe("applying a placement", function () {
    this.timeout(20_000);
    let fake = new FakeStore();
    beforeEach(async () => {
        fake = new FakeStore();
        await fake.start();
    });
    afterEach(async () => {
        await fake.stop();
    });

    const homes = (): readonly string[] =>
        [...fake.entries]
            .filter(([key]) => key.startsWith("o:"))
            .map(([, value]) => (JSON.parse(value) as { c: string }).c);

    it("fills an empty store, signed for every region, the version with it", async () => {
        const wanted = placementOf([{ ...acme, failover: "eu-west-1-c2" }], {
            "eu-west-1-c2": { state: "down" },
        });
        assert.deepEqual(await applyPlacement(fake.connect(), sync(wanted)), { entries: 4, updates: 1 });
        assert.deepEqual(Object.fromEntries(fake.entries), {
            "c:eu-west-1-c1": '{"s":"up","k":{}}',
            "c:eu-west-1-c2": '{"s":"down","k":{}}',
            "o:acme": '{"c":"eu-west-1-c1","f":"eu-west-1-c2"}',
            v: versionValue(wanted),
        });
        assert.deepEqual([...fake.signatures], ["AWS4-ECDSA-P256-SHA256"]);
    });

    it("does nothing the second time", async () => {
        await applyPlacement(fake.connect(), sync(placementOf([acme])));
        assert.deepEqual(await applyPlacement(fake.connect(), sync(placementOf([acme]))), {
            entries: 0,
            updates: 0,
        });
        assert.equal(fake.updates.length, 1);
    });

    it("keeps the cells' keys and what is not its own, and deletes what is gone", async () => {
        const entry = '{"s":"up","k":{"k1":"AAAA"}}';
        fake.put("c:eu-west-1-c1", entry);
        fake.put("c:old", '{"s":"up","k":{}}');
        fake.put("o:gone", '{"c":"old"}');
        fake.put("x", "somebody else's");
        await applyPlacement(
            fake.connect(),
            sync(placementOf([acme], { "eu-west-1-c1": { state: "down" } })),
        );
        assert.equal(fake.entries.get("c:eu-west-1-c1"), entry.replace("up", "down"));
        assert.deepEqual([...fake.entries.keys()].sort(), [
            "c:eu-west-1-c1",
            "c:eu-west-1-c2",
            "o:acme",
            "v",
            "x",
        ]);
    });

    it("reads a store of several pages, and writes updates of at most 50 keys, the version last", async () => {
        await applyPlacement(fake.connect(), sync(many(120, "eu-west-1-c1", 7)));
        assert.equal(fake.entries.size, 123);
        assert.ok(fake.updates.length > 1);
        for (const { Puts = [], Deletes = [] } of fake.updates) assert.ok(Puts.length + Deletes.length <= 50);
        const withVersion = fake.updates.map(({ Puts = [] }) => Puts.some(({ Key }) => Key === "v"));
        assert.deepEqual(withVersion, [...fake.updates.slice(1).map(() => false), true]);
        assert.equal(
            (
                await applyPlacement(
                    fake.connect(),
                    change(many(120, "eu-west-1-c1", 7), many(120, "eu-west-1-c1", 8)),
                )
            ).entries,
            1,
        );
    });

    it("refuses a change to a store that was never filled, is behind, or is ahead", async () => {
        const before = placementOf([]);
        const wanted = { ...placementOf([acme]), version: 8 };
        await fails(
            applyPlacement(fake.connect(), change(before, wanted)),
            "behind",
            /never been filled; run sync --apply first/,
        );
        fake.put("v", versionValue({ ...before, version: 6 }));
        await fails(
            applyPlacement(fake.connect(), change(before, wanted)),
            "behind",
            /the store is behind: it has version 6, your file 7\. Run sync --apply/,
        );
        fake.put("v", versionValue(wanted));
        await fails(
            applyPlacement(fake.connect(), change(before, wanted)),
            "behind",
            /your file is behind: it has version 7, the store 8\. .*git pull/,
        );
        await fails(
            applyPlacement(fake.connect(), sync({ ...wanted, version: 7 })),
            "behind",
            /your file is behind/,
        );
        assert.equal(fake.updates.length, 0);
    });

    it("accepts the same change again after the store was written and the file was not", async () => {
        await applyPlacement(fake.connect(), sync(placementOf([])));
        const wanted = { ...placementOf([acme]), version: 8 };
        await applyPlacement(fake.connect(), change(placementOf([]), wanted));
        assert.deepEqual(await applyPlacement(fake.connect(), change(placementOf([]), wanted)), {
            entries: 0,
            updates: 0,
        });
    });

    it("lets one of two writers win, and overwrites nothing of the other's", async () => {
        const before = many(10, "eu-west-1-c1", 7);
        await applyPlacement(fake.connect(), sync(before));
        const [mine, theirs] = [many(10, "eu-west-1-c2", 8), { ...many(11, "eu-west-1-c1", 8) }];
        const outcomes = await Promise.allSettled([
            applyPlacement(fake.connect(), change(before, mine)),
            applyPlacement(fake.connect(), change(before, theirs)),
        ]);
        assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
        const won = outcomes[0].status === "fulfilled" ? mine : theirs;
        const lost = won === mine ? theirs : mine;
        assert.deepEqual(
            homes(),
            won.organizations.map(({ cell }) => cell),
        );
        await fails(applyPlacement(fake.connect(), change(before, lost)), "behind", /your file is behind/);
    });

    it("names the version that it has read, so that a write of another's since then is never written over", async () => {
        const store = fake.connect();
        const { etag } = await store.read();
        fake.put("o:acme", "theirs");
        await fails(store.update(etag, [{ key: "o:acme", value: "mine" }]), "conflict", /ETag/);
        assert.equal(fake.entries.get("o:acme"), "theirs");
    });

    const held = (placement: Placement): Placement => ({
        ...placement,
        organizations: placement.organizations.map((one) => ({ ...one, writes: "held" })),
    });
    const filled = held(many(120, "eu-west-1-c1", 7));

    it("stops where another writes between two of its updates, and says that nothing was overwritten", async () => {
        await applyPlacement(fake.connect(), sync(filled));
        fake.beforeUpdate = (count) => {
            // The first three filled the store; the second of the change meets another's write.
            if (count === 5) fake.put("c:eu-west-1-c2", '{"s":"up","k":{"k1":"theirs"}}');
            return undefined;
        };
        const wanted = held(many(120, "eu-west-1-c2", 8));
        await fails(
            applyPlacement(fake.connect(), change(filled, wanted)),
            "conflict",
            /^somebody else wrote the store meanwhile; 1 of 3 updates were written, the version was not, and nothing of theirs was overwritten\. Then: run the same again to complete it$/,
        );
        assert.equal(fake.entries.get("v"), versionValue(filled));
        await applyPlacement(fake.connect(), change(filled, wanted));
        assert.equal(fake.entries.get("v"), versionValue(wanted));
        assert.equal(fake.entries.get("c:eu-west-1-c2"), '{"s":"up","k":{"k1":"theirs"}}');
        assert.equal(fake.entries.has("p"), false);
        assert.deepEqual(new Set(homes()), new Set(["eu-west-1-c2"]));
    });

    describe("that was interrupted after the first of several updates", () => {
        const wanted = held(many(120, "eu-west-1-c2", 8));
        beforeEach(async () => {
            await applyPlacement(fake.connect(), sync(filled));
            const updates = fake.updates.length;
            fake.beforeUpdate = (count) =>
                count === updates + 2 ? { status: 500, type: "InternalServerException" } : undefined;
            await fails(
                applyPlacement(fake.connect(), change(filled, wanted)),
                "unreachable",
                /cannot be reached .*; 1 of 3 updates were written, the version was not$/,
            );
            fake.beforeUpdate = () => undefined;
        });

        it("is completed by running it again", async () => {
            const before = fake.updates.length;
            await applyPlacement(fake.connect(), change(filled, wanted));
            const keys = fake.updates.slice(before).flatMap(({ Puts = [] }) => Puts.map(({ Key }) => Key));
            assert.ok(keys.length < 120, "what was written is not written again");
            assert.deepEqual(new Set(homes()), new Set(["eu-west-1-c2"]));
            assert.equal(fake.entries.get("v"), versionValue(wanted));
            assert.equal(fake.entries.has("p"), false);
        });

        it("keeps another operator from undoing its half", async () => {
            const before = new Map(fake.entries);
            const other = change(filled, { ...placementOf([acme]), version: 8 });
            await fails(
                applyPlacement(fake.connect(), other),
                "pending",
                /under way or was interrupted; nothing was written.*sync --take-over/,
            );
            await fails(applyPlacement(fake.connect(), sync(filled)), "pending", /under way/);
            assert.deepEqual(fake.entries, before);
        });

        it("is taken back by a sync that takes over", async () => {
            await applyPlacement(fake.connect(), sync(filled, { takeOver: true }));
            assert.deepEqual(new Set(homes()), new Set(["eu-west-1-c1"]));
            assert.equal(fake.entries.get("v"), versionValue(filled));
            assert.equal(fake.entries.has("p"), false);
        });
    });

    describe("that two operators change", () => {
        const first = placementOf([acme]);
        const beta = organization("beta", "eu-west-1-c2", 5);
        const placed = { ...placementOf([acme, beta]), version: 8 };
        const edited = { ...placementOf([{ ...acme, users: 600 }]), version: 8 };
        beforeEach(() => applyPlacement(fake.connect(), sync(first)));

        it("keeps a change from a sync of the same version", async () => {
            await applyPlacement(fake.connect(), change(first, placed));
            await fails(
                applyPlacement(fake.connect(), sync(edited)),
                "behind",
                /both have version 8 and are not the same; nothing was written.*sync --take-over/,
            );
            assert.ok(fake.entries.has("o:beta"));
            await applyPlacement(fake.connect(), sync(edited, { takeOver: true }));
            assert.equal(fake.entries.has("o:beta"), false);
        });

        it("keeps one sync from another, and a sync from a change that is planned on another file", async () => {
            await applyPlacement(fake.connect(), sync(placed));
            await fails(applyPlacement(fake.connect(), sync(edited)), "behind", /are not the same/);
            const next = { ...edited, version: 9 };
            await fails(applyPlacement(fake.connect(), change(edited, next)), "behind", /are not the same/);
            assert.equal(fake.entries.get("v"), versionValue(placed));
        });

        it("moves nobody by hand whose writes go on, and whose writes are held it does", async () => {
            const moved = { ...placementOf([{ ...acme, cell: "eu-west-1-c2" }]), version: 8 };
            await fails(
                applyPlacement(fake.connect(), sync(moved)),
                "unheld",
                /acme \(in eu-west-1-c1\); hold them first/,
            );
            assert.equal(fake.updates.length, 1);
            fake.put("o:acme", '{"c":"eu-west-1-c1","w":0}');
            await applyPlacement(fake.connect(), sync(moved));
            assert.deepEqual(homes(), ["eu-west-1-c2"]);
        });
    });

    for (const [type, status, fault] of [
        ["ServiceQuotaExceededException", 402, "rejected"],
        ["ValidationException", 400, "rejected"],
        ["ThrottlingException", 400, "unreachable"],
        ["TooManyRequestsException", 429, "unreachable"],
    ] as const) {
        it(`says how far it came where AWS answers ${type}`, async () => {
            await applyPlacement(fake.connect(), sync(filled));
            const updates = fake.updates.length;
            fake.beforeUpdate = (count) => (count === updates + 2 ? { status, type } : undefined);
            await fails(
                applyPlacement(fake.connect(), change(filled, held(many(120, "eu-west-1-c2", 8)))),
                fault,
                new RegExp(`${type}.*; 1 of 3 updates were written, the version was not$`),
            );
        });
    }

    it("tries again what failed for a moment", async () => {
        fake.beforeUpdate = (count) =>
            count === 1 ? { status: 500, type: "InternalServerException" } : undefined;
        await applyPlacement(fake.connect(3), sync(placementOf([acme])));
        assert.equal(fake.entries.get("v"), versionValue(placementOf([acme])));
    });

    it("reads again while another writes, and gives up where they go on", async () => {
        let writes = 0;
        fake.beforeRead = (operation) => {
            if (operation === "list" && (writes += 1) < 2) fake.put("x", String(writes));
            return undefined;
        };
        await applyPlacement(fake.connect(), sync(placementOf([acme])));
        fake.beforeRead = (operation) => {
            if (operation === "list") fake.put("x", String((writes += 1)));
            return undefined;
        };
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "conflict",
            /somebody else is writing the store/,
        );
    });

    it("takes AWS's other word for a conflict", async () => {
        fake.beforeUpdate = () => ({
            status: 400,
            type: "ValidationException",
            message: "Pre-Condition failed",
        });
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "conflict",
            /nothing was written, and nothing of theirs was overwritten/,
        );
    });

    it("says what credentials must allow where they do not", async () => {
        fake.beforeRead = () => ({ status: 403, type: "AccessDeniedException" });
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "credentials",
            /cloudfront-keyvaluestore:DescribeKeyValueStore, ListKeys and UpdateKeys/,
        );
        fake.beforeRead = () => ({ status: 403, type: "UnrecognizedClientException" });
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "credentials",
            /UnrecognizedClientException/,
        );
    });

    it("says where there is no such store, and where it cannot be reached", async () => {
        fake.beforeRead = () => ({ status: 404, type: "ResourceNotFoundException" });
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "missing",
            /there is no store arn:aws:cloudfront/,
        );
        const store = fake.connect();
        await fake.stop();
        await fails(applyPlacement(store, sync(placementOf([acme]))), "unreachable", /ECONNREFUSED/);
        await fake.start();
    });

    it("writes nothing over an entry that it cannot read, for it may hold keys", async () => {
        fake.put("c:eu-west-1-c1", '{"k":"secret-of-a-cell"}');
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "malformed",
            /c:eu-west-1-c1 is not/,
        );
        await assert.rejects(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            (error: Error) => !error.message.includes("secret-of-a-cell"),
        );
        fake.put("c:eu-west-1-c1", '{"s":"up","k":{}}');
        fake.put("v", "seven");
        await fails(
            applyPlacement(fake.connect(), sync(placementOf([acme]))),
            "malformed",
            /entry v is "seven", expected a number and a digest/,
        );
        assert.equal(fake.updates.length, 0);
    });
});
