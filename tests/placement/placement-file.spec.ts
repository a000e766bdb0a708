import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatPlacement, parsePlacement } from "../../placement/placement-file";
import { cellSites } from "../../placement/placement";
import { findTarget } from "../../preview/target";
import { SettingsError } from "../../stacks/settings-error";
import { repository } from "../support/platform";
import { fourRegions, organization, placementOf, sites } from "../support/placement";

const canonical = `{
    "version": 7,
    "cells": {
        "eu-west-1-c1": {"state":"draining"},
        "us-east-1-c1": {"state":"down"}
    },
    "organizations": [
        {"id":"acme","zone":"eu","users":12000,"cell":"eu-west-1-c2","failover":"eu-central-1-c1","writes":"held"},
        {"id":"beta","zone":"us","users":1,"cell":"us-east-1-c1"}
    ]
}
`;

const read = (text: string, among = fourRegions): ReturnType<typeof parsePlacement> =>
    parsePlacement(text, "placement/prod.json", among);

function mistakes(value: unknown, among = fourRegions): readonly string[] {
    try {
        read(typeof value === "string" ? value : JSON.stringify(value), among);
    } catch (error) {
        assert.ok(error instanceof SettingsError);
        for (const line of error.message.split("\n")) assert.ok(line.length <= 80, line);
        return error.mistakes.map(
            ({ path, got, expected, remedy }) => `${path}: got ${got}; expected ${expected}; ${remedy}`,
        );
    }
    return assert.fail("accepted");
}

const file = (organizations: readonly unknown[], more: object = {}): object => ({
    version: 1,
    cells: {},
    organizations,
    ...more,
});
const acme = organization("acme", "eu-west-1-c1", 500);

describe("the placement file", () => {
    it("comes back as it was written, one organization a line", () => {
        assert.equal(formatPlacement(read(canonical)), canonical);
    });
    it("is sorted by id and by cell, whatever order it is given in", () => {
        const { cells, organizations } = read(canonical);
        const turned = {
            version: 7,
            cells: Object.fromEntries(Object.entries(cells).reverse()),
            organizations: [...organizations].reverse(),
        };
        assert.equal(formatPlacement(turned), canonical);
    });
    for (const environment of ["dev", "prod"] as const) {
        it(`of ${environment} is valid and laid out as the command writes it`, () => {
            const text = readFileSync(join(repository, "placement", `${environment}.json`), "utf8");
            const { settings } = findTarget(repository, environment);
            assert.equal(formatPlacement(parsePlacement(text, environment, cellSites(settings.cells))), text);
        });
    }

    const table: readonly (readonly [string, unknown, readonly string[]])[] = [
        [
            "another kind of file",
            [],
            ["placement/prod.json: got an empty list; expected version, cells and organizations; write them"],
        ],
        [
            "an unknown key",
            { ...file([]), cell: {} },
            [
                "placement/prod.json cell: got an unknown key; expected one of version, cells or organizations; did you mean cells?",
            ],
        ],
        [
            "a version below 1",
            file([], { version: 0 }),
            ["placement/prod.json version: got 0; expected a whole number of at least 1; raise it to 1"],
        ],
        [
            "an unknown state",
            file([], { cells: { "eu-west-1-c1": { state: "drained" } } }),
            [
                'placement/prod.json cells.eu-west-1-c1.state: got "drained"; expected one of open, full, draining or down; did you mean draining?',
            ],
        ],
        [
            "a cell that there is not",
            file([], { cells: { "eu-west-1-c9": { state: "full" } } }),
            [
                "placement/prod.json cells.eu-west-1-c9: got a cell that the settings do not have; expected cells of the settings; remove it, or did you mean eu-west-1-c1?",
            ],
        ],
        [
            "an id with capitals",
            file([{ ...acme, id: "Acme" }]),
            [
                'placement/prod.json organizations[0].id: got "Acme"; expected 1 to 63 of a-z, 0-9 and hyphen; write the id that tokens carry as org, e.g. acme',
            ],
        ],
        [
            "an id of 64 letters",
            file([{ ...acme, id: "a".repeat(64) }]),
            [
                `placement/prod.json organizations[0].id: got "${"a".repeat(64)}"; expected 1 to 63 of a-z, 0-9 and hyphen; write the id that tokens carry as org, e.g. acme`,
            ],
        ],
        [
            "an unknown zone",
            file([{ ...acme, zone: "ue" }]),
            [
                'placement/prod.json organizations[0].zone: got "ue"; expected one of us, ca, eu, uk, sg, au or jp; choose the law that its data is under',
            ],
        ],
        [
            "more users than a cell holds",
            file([{ ...acme, users: 100_001 }]),
            [
                "placement/prod.json organizations[0].users: got 100001; expected a whole number from 1 to 100000 (an organization lives in one cell); split it into organizations of at most 100000: no cell holds more",
            ],
        ],
        [
            "other words for held",
            file([{ ...acme, writes: "no" }]),
            [
                'placement/prod.json organizations[0].writes: got "no"; expected held; write held, or remove it',
            ],
        ],
        [
            "an id twice",
            file([acme, acme]),
            [
                'placement/prod.json organizations[1].id: got "acme"; expected an id that no other has, and organizations[0] has it; remove the one that is wrong',
            ],
        ],
        [
            "a home that there is not",
            file([{ ...acme, cell: "eu-west-1-c9" }]),
            [
                'placement/prod.json organizations[0].cell: got "eu-west-1-c9" for acme; expected a cell of the settings; did you mean eu-west-1-c1?',
            ],
        ],
        [
            "a home abroad",
            file([{ ...acme, cell: "us-east-1-c1" }]),
            [
                'placement/prod.json organizations[0].cell: got "us-east-1-c1" for acme, in zone us; expected a cell of zone eu, which acme never leaves; write eu-west-1-c1, eu-west-1-c2 or eu-central-1-c1',
            ],
        ],
        [
            "a failover abroad",
            file([{ ...acme, failover: "us-east-1-c1" }]),
            [
                'placement/prod.json organizations[0].failover: got "us-east-1-c1" for acme, in zone us; expected a cell of zone eu, which acme never leaves; write eu-west-1-c1, eu-west-1-c2 or eu-central-1-c1',
            ],
        ],
        [
            "a failover at home",
            file([{ ...acme, failover: "eu-west-1-c1" }]),
            [
                'placement/prod.json organizations[0].failover: got "eu-west-1-c1" for acme; expected another cell than its home; name another, or remove it',
            ],
        ],
        [
            "a zone without cells",
            file([{ ...acme, zone: "jp" }]),
            [
                'placement/prod.json organizations[0].cell: got "eu-west-1-c1" for acme, in zone eu; expected a cell of zone jp, which acme never leaves; add a cell there first',
            ],
        ],
    ];
    for (const [what, value, expected] of table) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(mistakes(value), expected);
        });
    }

    it("refuses text that is no JSON", () => {
        assert.match(
            mistakes("{").join(),
            /^placement\/prod\.json: got ".*"; expected JSON; mend it, or take the last good one/,
        );
    });
    it("refuses a cell above what its tasks carry", () => {
        const small = sites(["eu-west-1-c1", "eu-west-1", 10]);
        assert.deepEqual(mistakes(file([{ ...acme, users: 20_001 }]), small), [
            "placement/prod.json organizations: got 20001 users in eu-west-1-c1; expected at most 20000, which its tasks carry; move organizations of 1 users or more to other cells, or raise its tasks.max as far as the law goes",
        ]);
        assert.equal(read(JSON.stringify(file([{ ...acme, users: 20_000 }])), small).organizations.length, 1);
    });
    it("tells every mistake at once, in the order of the file", () => {
        const paths = mistakes({
            version: "x",
            cells: { a: 1 },
            organizations: [{ ...acme, users: 0 }, { ...acme, cell: "us-east-1-c1" }, 7],
        }).map((text) => text.split(": ")[0]);
        assert.deepEqual(paths, [
            "placement/prod.json version",
            "placement/prod.json cells.a",
            "placement/prod.json organizations[0].users",
            "placement/prod.json organizations[1].cell",
            "placement/prod.json organizations[2]",
        ]);
    });
    it("holds no state of a cell that is open", () => {
        assert.match(formatPlacement(placementOf([])), /"cells": \{\},/);
    });
});
