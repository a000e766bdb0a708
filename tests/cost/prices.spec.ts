import assert from "node:assert/strict";
import { listPrices, priceOf, priceSources } from "../../cost/prices";
import { estimated } from "../../cost/price-estimate";

describe("the price table", () => {
    it("names a unit, a month, how sure it is and a public source for every price", () => {
        for (const { key, unit, date, sources, confidence, prices } of listPrices) {
            assert.ok(unit !== "" && /^20\d\d(-\d\d)?$/.test(date), key);
            assert.ok(["two sources agree", "one source", "derived"].includes(confidence), key);
            assert.ok(sources.length > 0 && Object.keys(prices).length > 0, key);
            for (const name of sources) {
                const source = priceSources[name];
                assert.ok(source?.where.startsWith("https://") === true, `${key}: ${name}`);
            }
        }
    });

    it("has no price of zero and none twice", () => {
        const keys = listPrices.map(({ key }) => key);
        assert.deepEqual(
            keys.filter((key, index) => keys.indexOf(key) !== index),
            [],
        );
        for (const { key, prices } of listPrices)
            for (const price of Object.values(prices)) assert.ok(price > 0, key);
    });

    it("has no source that nothing is from", () => {
        const named = new Set(listPrices.flatMap(({ sources }) => sources));
        assert.deepEqual(
            Object.keys(priceSources).filter((name) => !named.has(name)),
            [],
        );
    });
});

describe("priceOf", () => {
    it("is the table's price where there is one, and no estimate", () => {
        assert.deepEqual(priceOf("nat.hour", "eu-west-1"), { unitPrice: 0.048 });
    });

    it("estimates a class by its family's ratio to us-east-1", () => {
        // 0.553 x 0.286 / 0.26: db.r6g.large costs a tenth more in Ireland.
        assert.deepEqual(priceOf("aurora.pg.standard.db.r7g.xlarge.hour", "eu-west-1"), {
            unitPrice: 0.6083,
            estimate: "us-east-1's price by the ratio of aurora.pg.standard.db.r6g.large.hour",
        });
    });

    it("estimates a size by another of its family", () => {
        assert.deepEqual(priceOf("elasticache.valkey.cache.r6g.xlarge.hour", "us-east-1"), {
            unitPrice: 0.3296,
            estimate: "by the size of elasticache.valkey.cache.r6g.large.hour",
        });
        assert.equal(priceOf("aurora.pg.standard.db.r7g.8xlarge.hour", "us-east-1")?.unitPrice, 4.422);
    });

    it("estimates what costs the same wherever it is known", () => {
        assert.deepEqual(priceOf("kms.key.month", "ca-central-1"), {
            unitPrice: 1,
            estimate: "the same in all 8 regions that are known",
        });
    });

    it("knows nothing of a class that nothing related is known of, nor of hardware in a region that nobody has read", () => {
        assert.equal(priceOf("aurora.pg.standard.db.x2g.large.hour", "us-east-1"), undefined);
        assert.equal(priceOf("aurora.pg.standard.db.r6g.large.hour", "ca-central-1"), undefined);
        assert.equal(priceOf("nat.hour", "mars-north-1"), undefined);
    });

    it("ends where estimates would rest on themselves", () => {
        assert.equal(
            estimated("alb.hour", "us-east-2", () => undefined),
            undefined,
        );
    });
});
