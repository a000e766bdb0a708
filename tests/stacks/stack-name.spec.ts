import assert from "node:assert/strict";
import { readSettings, SettingsError } from "../../stacks/settings";
import { cellStackName, partOf, stackNames } from "../../stacks/stack-name";
import { cellEntry, configWith, environmentConfig } from "../support/config";

const dev = readSettings(environmentConfig("dev"));
const prod = readSettings(environmentConfig("prod"));

function messageOf(run: () => unknown): string {
    try {
        run();
    } catch (error) {
        assert.ok(error instanceof SettingsError);
        return error.message;
    }
    throw new Error("nothing was thrown");
}

describe("stackNames", () => {
    it("is the environment alone where it is one stack", () => {
        assert.deepEqual(stackNames(dev), ["dev"]);
    });

    it("is every cell in the order of the settings, then the edge", () => {
        assert.deepEqual(stackNames(prod), [
            "prod-us-east-1-c1",
            "prod-us-east-1-c2",
            "prod-us-east-1-c3",
            "prod-us-west-2-c1",
            "prod-us-west-2-c2",
            "prod-us-west-2-c3",
            "prod-eu-west-1-c1",
            "prod-eu-west-1-c2",
            "prod-eu-west-1-c3",
            "prod-ap-southeast-1-c1",
            "prod-ap-southeast-1-c2",
            "prod",
        ]);
    });

    it("splits dev as well where its settings say so", () => {
        const settings = readSettings(
            configWith({ layout: "stack-per-cell", cells: [cellEntry(1), cellEntry(2)] }),
        );
        assert.deepEqual(stackNames(settings), ["dev-us-east-1-c1", "dev-us-east-1-c2", "dev"]);
    });
});

describe("partOf", () => {
    it("is the whole environment where it is one stack", () => {
        assert.deepEqual(partOf("dev", dev), { part: "environment" });
    });

    it("is the edge under the environment's own name, and a cell under its own", () => {
        assert.deepEqual(partOf("prod", prod), { part: "edge" });
        for (const { name } of prod.cells) {
            assert.deepEqual(partOf(cellStackName("prod", name), prod), { part: "cell", cell: name });
        }
    });

    it("knows every name that stackNames gives", () => {
        for (const settings of [dev, prod]) {
            for (const name of stackNames(settings)) assert.ok(partOf(name, settings).part.length > 0);
        }
    });

    it("refuses another name with the nearest one and a list of those there are", () => {
        assert.equal(
            messageOf(() => partOf("prod-us-east-1-c9", prod)),
            [
                "stack prod-us-east-1-c9: the settings of prod describe no stack of that name;",
                "    did you mean prod-us-east-1-c1? There are: prod-us-east-1-c1,",
                "    prod-us-east-1-c2, prod-us-east-1-c3, prod-us-west-2-c1, prod-us-west-2-c2,",
                "    prod-us-west-2-c3, prod-eu-west-1-c1, prod-eu-west-1-c2, prod-eu-west-1-c3,",
                "    prod-ap-southeast-1-c1, prod-ap-southeast-1-c2, prod",
            ].join("\n"),
        );
    });

    it("refuses a cell's stack where the environment is one stack", () => {
        assert.equal(
            messageOf(() => partOf("dev-us-east-1-c1", dev)),
            "stack dev-us-east-1-c1: the settings of dev describe no stack of that name; did\n    you mean dev? There are: dev",
        );
    });

    it("refuses a far name without a guess", () => {
        assert.match(
            messageOf(() => partOf("x", dev)),
            /no stack of that name; There\s+are: dev$/,
        );
    });
});
