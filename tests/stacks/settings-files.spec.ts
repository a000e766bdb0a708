import assert from "node:assert/strict";
import { projectNamespace } from "../../stacks/finding";
import { readSettings } from "../../stacks/settings";
import { settingsKeys } from "../../stacks/settings-schema";
import { overlaps, parseCidr } from "../../strategy/address-plan";
import { planPlatform } from "../../strategy/plan";
import { environmentConfig, readYaml } from "../support/config";

describe("the repository's own settings", () => {
    it("describe dev as one small cell in one stack", () => {
        const dev = readSettings(environmentConfig("dev"));
        assert.equal(dev.environment, "dev");
        assert.equal(dev.layout, "one-stack");
        assert.equal(dev.phase, 1);
        assert.equal(dev.users, 1_000);
        assert.deepEqual(dev.alarmEmails, ["oncall@medease.com"]);
        assert.deepEqual(
            dev.cells.map(({ name, region, cidr }) => [name, region, cidr]),
            [["us-east-1-c1", "us-east-1", "10.0.0.0/16"]],
        );
    });

    it("describe prod as eleven cells in four regions, which hold a million users with one evacuated", () => {
        const prod = readSettings(environmentConfig("prod"));
        assert.equal(prod.environment, "prod");
        assert.equal(prod.layout, "stack-per-cell");
        assert.equal(prod.phase, 4);
        assert.equal(prod.users, 1_000_000);
        assert.deepEqual(
            prod.cells.map(({ name, cidr }) => [name, cidr]),
            [
                ["us-east-1-c1", "10.16.0.0/16"],
                ["us-east-1-c2", "10.17.0.0/16"],
                ["us-east-1-c3", "10.18.0.0/16"],
                ["us-west-2-c1", "10.32.0.0/16"],
                ["us-west-2-c2", "10.33.0.0/16"],
                ["us-west-2-c3", "10.34.0.0/16"],
                ["eu-west-1-c1", "10.48.0.0/16"],
                ["eu-west-1-c2", "10.49.0.0/16"],
                ["eu-west-1-c3", "10.50.0.0/16"],
                ["ap-southeast-1-c1", "10.64.0.0/16"],
                ["ap-southeast-1-c2", "10.65.0.0/16"],
            ],
        );
        for (const { name, region, tasks } of prod.cells) {
            assert.ok(name.startsWith(`${region}-c`), name);
            assert.deepEqual(tasks, { min: 3, max: 50, spotPercent: 20, floors: [] }, name);
        }
        assert.equal(planPlatform(prod).capacityUsers, 1_100_000);
    });

    it("copy prod's backups to another region under the same law, and dev's nowhere", () => {
        const prod = readSettings(environmentConfig("prod")).cells;
        assert.deepEqual(
            [...new Set(prod.map(({ region, backupRegion }) => `${region} to ${String(backupRegion)}`))],
            [
                "us-east-1 to us-west-2",
                "us-west-2 to us-east-2",
                "eu-west-1 to eu-central-1",
                "ap-southeast-1 to ap-southeast-2",
            ],
        );
        for (const cell of readSettings(environmentConfig("dev")).cells) assert.ok(!("backupRegion" in cell));
    });

    it("give no two cells of any environment one network", () => {
        const blocks = ["dev", "prod"]
            .flatMap((environment) => readSettings(environmentConfig(environment)).cells)
            .map(({ cidr }) => parseCidr(cidr));
        blocks.forEach((block, index) => {
            for (const other of blocks.slice(index + 1)) {
                assert.ok(block !== undefined && other !== undefined && !overlaps(block, other));
            }
        });
    });

    it("turn AWS's default providers off, so that a resource without one is an error (A11)", () => {
        for (const environment of ["dev", "prod"]) {
            const { config } = readYaml(`Pulumi.${environment}.yaml`);
            assert.deepEqual(config?.["pulumi:disable-default-providers"], ["aws"], environment);
        }
    });

    it("are typed and described, key by key, in Pulumi.yaml", () => {
        const project = readYaml("Pulumi.yaml");
        assert.equal(project.name, projectNamespace);
        const declared = project.config as Record<
            string,
            { type?: string; description?: string; items?: object }
        >;
        // What stands there without a default the CLI demands, and an optional key has none.
        const optionalKeys = [
            "alarmWebhooks",
            "imageReplicated",
            "runbookUrl",
            "webAclCounted",
            "budget",
            "assumptions",
            "quotas",
        ];
        assert.deepEqual(
            Object.keys(declared),
            settingsKeys.filter((key) => !optionalKeys.includes(key)),
        );
        for (const [key, { type, description, items }] of Object.entries(declared)) {
            assert.ok(["string", "integer", "array"].includes(type ?? ""), key);
            assert.equal(items !== undefined, type === "array", key);
            assert.ok((description ?? "").length > 0, key);
        }
    });
});
