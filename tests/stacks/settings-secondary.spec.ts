import assert from "node:assert/strict";
import { readSettings } from "../../stacks/settings";
import { planPlatform, type SecondaryPlan } from "../../strategy/plan";
import { cellEntry, configWith } from "../support/config";
import { refuses, toCell, type Changes } from "../support/refusals";

/** Changes to the one cell of a phase whose database a Global Database takes. */
const toSecondPhase = (changes: Changes): Changes => ({ phase: 2, ...toCell(changes) });
const toThirdPhase = (changes: Changes): Changes => ({ phase: 3, ...toCell(changes) });

const known =
    "expected one of us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, eu-west-2, eu-central-1, ap-southeast-1, " +
    "ap-southeast-2, ap-northeast-1, ca-west-1, eu-west-3, eu-north-1, ap-southeast-4 or ap-northeast-3";
const remedy = "choose one under the law of the cell's region, or remove it for none";

refuses(
    "where a cell's secondary lies, and of what class its database is (E8)",
    [
        [{ globalSecondary: "mars" }, `cells[0].globalSecondary: got "mars"; ${known}; ${remedy}`],
        [{ globalSecondary: null }, `cells[0].globalSecondary: got nothing; ${known}; ${remedy}`],
        [{ globalSecondary: true }, `cells[0].globalSecondary: got true; ${known}; ${remedy}`],
        [
            { globalSecondary: "us-west-1" },
            `cells[0].globalSecondary: got "us-west-1"; ${known}; did you mean us-west-2?`,
        ],
        [
            { globalSecondary: "us-east-1" },
            'cells[0].globalSecondary: got "us-east-1"; expected us-west-2 or us-east-2, so that the secondary outlives ' +
                "the cell's region; choose one of them, or remove it for no secondary",
        ],
        [
            { globalSecondary: "eu-west-1" },
            'cells[0].globalSecondary: got "eu-west-1"; expected us-west-2 or us-east-2, where us-east-1\'s data may go; ' +
                "choose one of them, or remove it for no secondary",
        ],
        [
            { globalSecondary: "us-west-2", cidr: "192.168.0.0/16" },
            'cells[0].cidr: got "192.168.0.0/16"; expected a block inside 10.0.0.0/8, because the secondary\'s own in ' +
                "172.16.0.0/12 follows from it; choose one inside 10.0.0.0/8, or remove globalSecondary",
        ],
        [
            { globalSecondary: "us-west-2", database: { instanceClass: "db.t4g.large" } },
            'cells[0].database.instanceClass: got "db.t4g.large"; expected db.r5 or higher, or db.x…, because ' +
                "globalSecondary needs a class optimized for memory; use db.r6g.large, or remove globalSecondary",
        ],
        [
            { globalSecondary: "us-west-2", database: { instanceClass: "db.r4.large" } },
            'cells[0].database.instanceClass: got "db.r4.large"; expected db.r5 or higher, or db.x…, because ' +
                "globalSecondary needs a class optimized for memory; use db.r6g.large, or remove globalSecondary",
        ],
    ],
    toSecondPhase,
);

refuses(
    "a secondary of a serverless database that starts too small",
    [
        [
            { globalSecondary: "us-west-2", database: { minAcu: 7.5, maxAcu: 32 } },
            "cells[0].database.minAcu: got 7.5; expected at least 8, because a serverless database with globalSecondary " +
                "needs it; set it to 8, or remove globalSecondary",
        ],
    ],
    toThirdPhase,
);

refuses("a secondary of dev's smallest database", [
    [
        { phase: 1, ...toCell({ globalSecondary: "us-west-2" }) },
        'cells[0].database.instanceClass: got "db.t4g.medium"; expected db.r5 or higher, or db.x…, because ' +
            "globalSecondary needs a class optimized for memory; use db.r6g.large, or remove globalSecondary",
    ],
]);

refuses("a secondary whose network is another cell's", [
    [
        {
            phase: 2,
            cells: [cellEntry(1, { globalSecondary: "us-west-2" }), cellEntry(2, { cidr: "172.16.16.0/20" })],
        },
        'cells[0].globalSecondary: got "us-west-2", whose network is 172.16.16.0/24; expected a network of its own, and ' +
            "us-east-1-c2 has 172.16.16.0/20; move one of the two cells inside 10.0.0.0/8",
    ],
]);

describe("the secondary of a cell's database", () => {
    const planned = (changes: Changes): SecondaryPlan | undefined =>
        planPlatform(readSettings(configWith(changes))).cells[0]?.globalSecondary;

    it("is none unless the cell asks for one, in dev and in prod", () => {
        assert.equal(planned(toSecondPhase({})), undefined);
        assert.equal(
            planned({ environment: "prod", layout: "stack-per-cell", ...toSecondPhase({}) }),
            undefined,
        );
    });

    it("lies where the cell says, in a network that follows from the cell's", () => {
        assert.deepEqual(planned(toSecondPhase({ globalSecondary: "us-west-2" })), {
            region: "us-west-2",
            addresses: {
                cidr: "172.16.16.0/24",
                zones: [
                    { zoneId: "usw2-az1", data: "172.16.16.0/26" },
                    { zoneId: "usw2-az2", data: "172.16.16.64/26" },
                    { zoneId: "usw2-az3", data: "172.16.16.128/26" },
                ],
            },
        });
    });

    it("may lie in a region that holds no cell", () => {
        const there = planned(toSecondPhase({ region: "ca-central-1", globalSecondary: "ca-west-1" }));
        assert.equal(there?.region, "ca-west-1");
    });

    it("may follow a serverless database of 8 capacity units or more", () => {
        const database = { minAcu: 8, maxAcu: 32 };
        assert.ok(planned(toThirdPhase({ globalSecondary: "us-west-2", database })) !== undefined);
    });
});
