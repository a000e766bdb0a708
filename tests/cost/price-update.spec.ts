import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GetProductsCommand } from "@aws-sdk/client-pricing";
import { offers, priceIn, questionFor } from "../../cost/price-list";
import { PriceListError, readerOf, type PriceListClient } from "../../cost/price-reader";
import { updated, type PriceTable } from "../../cost/price-update";
import { listPrices } from "../../cost/prices";
import { repository } from "../support/platform";

/** A product as the Price List writes it. */
function product(usagetype: string, steps: readonly (readonly [begin: string, dollars: string])[]): object {
    const dimensions = steps.map(([beginRange, USD], index) => [
        `D${index}`,
        { beginRange, pricePerUnit: { USD } },
    ]);
    return {
        product: { attributes: { usagetype } },
        terms: { OnDemand: { T: { priceDimensions: Object.fromEntries(dimensions) as object } } },
    };
}

/** A client that answers from a table of pages by region, and keeps what it was asked. */
function played(pages: Readonly<Record<string, readonly (readonly object[])[]>>): {
    readonly client: PriceListClient;
    readonly asked: object[];
} {
    const asked: object[] = [];
    const send: PriceListClient["send"] = (command: GetProductsCommand) => {
        const { Filters = [], NextToken, ServiceCode } = command.input;
        const fields = Object.fromEntries(Filters.map(({ Field, Value }) => [Field, Value])) as Record<
            string,
            string
        >;
        asked.push({ ServiceCode, ...fields });
        const index = Number(NextToken ?? 0);
        const all = pages[fields.regionCode ?? ""] ?? [];
        return Promise.resolve({
            PriceList: (all[index] ?? []).map((one) => JSON.stringify(one)),
            ...(index + 1 < all.length ? { NextToken: String(index + 1) } : {}),
        });
    };
    return { client: { send }, asked };
}

const table: PriceTable = {
    read: "2026-11-24",
    sources: { old: { what: "old", where: "https://example.com" } },
    prices: [
        {
            key: "nat.hour",
            unit: "gateway-hour",
            prices: { "us-east-1": 0.045, "eu-west-1": 0.05 },
            date: "2025-10",
            sources: ["old"],
            confidence: "two sources agree",
        },
        {
            key: "waf.rule.month",
            unit: "rule-month",
            prices: { "us-east-1": 1 },
            date: "2025-10",
            sources: ["old"],
            confidence: "one source",
        },
    ],
};

describe("npm run prices:update", function () {
    this.timeout(60_000);

    it("takes the first step of the one product that is meant, over all pages", async () => {
        const { client, asked } = played({
            "us-east-1": [
                [product("NatGateway-Bytes", [["0", "0.045"]])],
                [
                    product("NatGateway-Hours", [
                        ["0", "0.0450000000"],
                        ["100", "0.02"],
                    ]),
                ],
            ],
            "eu-west-1": [[product("EU-NatGateway-Hours", [["0", "0.048"]])]],
        });
        const result = await updated(table, readerOf(client), ["us-east-1", "eu-west-1"], "2026-11-27");
        assert.deepEqual(result.changes, [{ key: "nat.hour", region: "eu-west-1", from: 0.05, to: 0.048 }]);
        assert.deepEqual(result.kept, ["waf.rule.month"]);
        assert.deepEqual(asked[0], {
            ServiceCode: "AmazonEC2",
            operation: "NatGateway",
            regionCode: "us-east-1",
        });
        const [nat, waf] = result.table.prices;
        assert.deepEqual(nat?.sources, ["aws-price-list"]);
        assert.equal(nat.date, "2026-11");
        assert.deepEqual(waf, table.prices[1]);
        assert.equal(result.table.read, "2026-11-27");
        assert.deepEqual(Object.keys(result.table.sources), ["old", "aws-price-list"]);
    });

    it("keeps what the answers do not agree on, and the source of what it could not read", async () => {
        const { client } = played({
            "us-east-1": [[product("NatGateway-Hours", [["0", "0.045"]])]],
            "eu-west-1": [
                [product("NatGateway-Hours", [["0", "1"]]), product("NatGateway-Hours", [["0", "2"]])],
            ],
        });
        const { table: fresh, changes } = await updated(
            table,
            readerOf(client),
            ["us-east-1", "eu-west-1"],
            "2026-11-27",
        );
        assert.deepEqual(changes, []);
        assert.deepEqual(fresh.prices[0]?.prices, table.prices[0]?.prices);
        assert.deepEqual(fresh.prices[0]?.sources, ["old", "aws-price-list"]);
    });

    it("turns requests into the table's millions", () => {
        const question = questionFor("aurora.io.perMillion");
        assert.ok(question !== undefined);
        assert.equal(
            priceIn([product("USE2-Aurora:StorageIOUsage", [["0", "0.0000002000"]])], question),
            0.2,
        );
        assert.equal(priceIn([{}, null, "x"], question), undefined);
    });

    it("fills the class into the question, and asks for nothing that the table does not have", () => {
        assert.deepEqual(questionFor("aurora.pg.standard.db.r6g.large.hour"), {
            serviceCode: "AmazonRDS",
            filters: { databaseEngine: "Aurora PostgreSQL", instanceType: "db.r6g.large" },
            usage: "InstanceUsage:db.r6g.large",
            units: 1,
        });
        for (const { keys } of offers)
            assert.ok(
                listPrices.some(({ key }) => keys.test(key)),
                String(keys),
            );
    });

    it("says what the SDK says where it may not ask", async () => {
        const read = readerOf({ send: () => Promise.reject(new Error("Could not load credentials")) });
        await assert.rejects(updated(table, read, ["us-east-1"], "2026-11-27"), PriceListError);
    });

    it("changes nothing without credentials, and says what is missing", () => {
        const file = join(repository, "cost", "table.json");
        const before = readFileSync(file, "utf8");
        const { scripts } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
            scripts: Record<string, string>;
        };
        const [command = "node", ...args] = (scripts["prices:update"]?.split(" && ")[0] ?? "").split(" ");
        const env = Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")),
        );
        const { status, stderr } = spawnSync(command, args, {
            cwd: repository,
            encoding: "utf8",
            env: { ...env, AWS_EC2_METADATA_DISABLED: "true", HOME: "/nonexistent" },
        });
        assert.equal(status, 77, stderr);
        assert.match(stderr, /nothing was changed: .*credentials/i);
        assert.match(stderr, /pricing:GetProducts/);
        assert.equal(readFileSync(file, "utf8"), before);
    });
});
