import assert from "node:assert/strict";
import { cellsShareNothing as rule } from "../../../policies/cell-isolation/sharing";
import { isolatedTypes } from "../../../policies/cell-isolation/isolated-types";
import { appliedTo, clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";
import { blue, databaseIn, green, keyNamed, taggedLog } from "./fixture";

const elsewhere = resource("aws:ssm/parameter:Parameter", "elsewhere");

describe("cells-share-nothing", () => {
    it("passes cells with everything of their own, and what they may share", async () => {
        const zone = resource("aws:route53/zone:Zone", "zone");
        const records = [blue, green].map((parent) =>
            resource(
                "aws:route53/record:Record",
                `${parent.name}-record`,
                { zoneId: output(zone, "id") },
                { parent },
            ),
        );
        const all = [...databaseIn(blue).all, ...databaseIn(green).all, zone, ...records];
        assert.deepEqual(await judge(rule, all), clean);
    });

    it("passes what one cell alone uses, wherever it was made", async () => {
        const key = keyNamed("outside");
        const own = databaseIn(blue, { kmsKeyId: output(key, "arn"), other: output(key, "keyId") });
        assert.deepEqual(await judge(rule, [key, ...own.all, ...databaseIn(green).all]), clean);
    });

    for (const type of isolatedTypes) {
        it(`refuses one ${type} for two cells`, async () => {
            const shared = resource(type, "shared");
            const [one, other] = [blue, green].map(
                (parent) => databaseIn(parent, { a: appliedTo(shared) }).cluster,
            );
            assert.ok(one !== undefined && other !== undefined);
            const { violations, undecided } = await judge(rule, [shared, one, other]);
            assert.equal(violations.length, 1);
            assert.match(
                violations[0] ?? "",
                /^shared: serves cells blue \(blue-db\) and green \(green-db\); each cell/,
            );
            assert.deepEqual(undecided, []);
        });
    }

    it("says which cells share it, by which resources, and what it is", async () => {
        const key = keyNamed("shared");
        const log = taggedLog("pink-log", "pink", { kmsKeyId: output(key, "arn") });
        const all = [blue, green].map(
            (parent) => databaseIn(parent, { kmsKeyId: output(key, "arn") }).cluster,
        );
        assert.deepEqual(
            await judge(rule, [key, ...all, log]),
            refusals(
                "shared: serves cells blue (blue-db) and green (green-db) and pink (pink-log); " +
                    "each cell must have a key of its own",
            ),
        );
    });

    it("finds the nearest shared thing behind what belongs to no cell, and only that", async () => {
        const vpc = resource("aws:ec2/vpc:Vpc", "vpc");
        const subnet = resource("aws:ec2/subnet:Subnet", "subnet", { vpcId: output(vpc, "id") });
        const group = resource("aws:rds/subnetGroup:SubnetGroup", "group", {
            subnetIds: [output(subnet, "id")],
        });
        const all = [blue, green].map((parent) =>
            databaseIn(parent, { dbSubnetGroupName: output(group, "name") }),
        );
        assert.deepEqual(
            await judge(rule, [vpc, subnet, group, ...all.flatMap((one) => one.all)]),
            refusals(
                "subnet: serves cells blue (blue-db) and green (green-db); each cell must have a network of its own",
            ),
        );
    });

    it("leaves to cell-refers-to-no-other what belongs to one of them", async () => {
        const { key, all } = databaseIn(green);
        assert.deepEqual(
            await judge(rule, [...all, databaseIn(blue, { kmsKeyId: output(key, "arn") }).cluster]),
            clean,
        );
    });

    it("says nothing about a program without cells", async () => {
        const key = keyNamed("key");
        const logs = ["a", "b"].map((name) => taggedLog(name, undefined, { kmsKeyId: output(key, "arn") }));
        assert.deepEqual(await judge(rule, [key, ...logs]), clean);
    });

    it("cannot decide where a tag that may name another cell is unknown", async () => {
        const key = keyNamed("key");
        const uses = { kmsKeyId: output(key, "arn") };
        const own = taggedLog("blue-log", "blue", uses);
        const open = taggedLog("open-log", output(elsewhere, "value"), uses);
        assert.deepEqual(
            await judge(rule, [key, own, open]),
            doubts(
                "key: whether open-log of an unknown cell shares the key with another is not known before the update",
            ),
        );
        assert.deepEqual(await judge(rule, [key, open]), clean);
    });
});
