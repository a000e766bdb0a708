import assert from "node:assert/strict";
import { readSettings } from "../../stacks/settings";
import { planPlatform } from "../../strategy/plan";
import { cellEntry, configWith } from "../support/config";
import { refuses, toCell, type Changes } from "../support/refusals";

/** Changes to the one cell of a prod. */
const toProdCell = (changes: Changes): Changes => ({
    environment: "prod",
    layout: "stack-per-cell",
    ...toCell(changes),
});

const known =
    "expected one of us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, eu-west-2, eu-central-1, ap-southeast-1, " +
    "ap-southeast-2, ap-northeast-1, us-west-1, ca-west-1, eu-west-3, eu-north-1, ap-southeast-4 or ap-northeast-3";
const remedy = "choose one under the law of the cell's region, or remove it for the default";

refuses(
    "where a cell's backups are copied to",
    [
        [{ backupRegion: "mars" }, `cells[0].backupRegion: got "mars"; ${known}; ${remedy}`],
        [{ backupRegion: null }, `cells[0].backupRegion: got nothing; ${known}; ${remedy}`],
        [{ backupRegion: 5 }, `cells[0].backupRegion: got 5; ${known}; ${remedy}`],
        [
            { backupRegion: "us-wset-2" },
            `cells[0].backupRegion: got "us-wset-2"; ${known}; did you mean us-west-2?`,
        ],
        [
            { backupRegion: "us-east-1" },
            'cells[0].backupRegion: got "us-east-1"; expected us-west-2, us-east-2 or us-west-1, ' +
                "so that the copy outlives the cell's region; choose one of them, or remove it for us-west-2",
        ],
        [
            { backupRegion: "eu-west-1" },
            'cells[0].backupRegion: got "eu-west-1"; expected us-west-2, us-east-2 or us-west-1, ' +
                "where us-east-1's data may go; choose one of them, or remove it for us-west-2",
        ],
        [
            { region: "eu-central-1", backupRegion: "eu-west-2" },
            'cells[0].backupRegion: got "eu-west-2"; expected eu-west-1, eu-west-3 or eu-north-1, ' +
                "where eu-central-1's data may go; choose one of them, or remove it for eu-west-1",
        ],
        [
            { region: "ap-southeast-1" },
            "cells[0].backupRegion: got nothing; expected ap-southeast-2 or ap-northeast-1, because Singapore has one " +
                "AWS region and a copy leaves the country; choose the one that your contracts allow",
        ],
        [
            { region: "eu-west-2", backupRegion: "us-east-1" },
            'cells[0].backupRegion: got "us-east-1"; expected eu-west-1, eu-central-1 or eu-west-3, ' +
                "where eu-west-2's data may go; choose one of them",
        ],
        [
            { region: "mars", backupRegion: "eu-west-1" },
            'cells[0].region: got "mars"; expected one of us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, ' +
                "eu-west-2, eu-central-1, ap-southeast-1, ap-southeast-2 or ap-northeast-1; choose one of them",
        ],
    ],
    toProdCell,
);

refuses(
    "copies of dev's backups",
    [
        [
            { backupRegion: "us-west-2" },
            'cells[0].backupRegion: got "us-west-2"; expected nothing in dev, which keeps no copies; remove it',
        ],
    ],
    toCell,
);

describe("the region of a cell's backups", () => {
    const planned = (changes: Changes): string | undefined =>
        planPlatform(readSettings(configWith(changes))).cells[0]?.backupRegion;

    it("is its own region's default in prod", () => {
        assert.equal(planned(toProdCell({})), "us-west-2");
        assert.equal(planned(toProdCell({ region: "ca-central-1" })), "ca-west-1");
    });

    it("is what the cell says", () => {
        assert.equal(planned(toProdCell({ backupRegion: "us-east-2" })), "us-east-2");
        assert.equal(planned(toProdCell({ region: "eu-west-2", backupRegion: "eu-west-1" })), "eu-west-1");
    });

    it("is none in dev, wherever the cell lies", () => {
        assert.equal(planned({ cells: [cellEntry(1)] }), undefined);
        assert.equal(planned({ cells: [cellEntry(1, { region: "ap-southeast-1" })] }), undefined);
    });
});
