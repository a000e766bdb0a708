import assert from "node:assert/strict";
import { cellMistakes } from "../../stacks/cell-checks";
import type { Finding } from "../../stacks/finding";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith } from "../support/config";
import { refuses, toCell } from "../support/refusals";

/** Settings of which nothing could be read. */
const nothing = {
    environment: undefined,
    layout: undefined,
    phase: undefined,
    users: undefined,
    domain: undefined,
    dnsZone: undefined,
    image: undefined,
    imageReplicated: undefined,
    runbookUrl: undefined,
};

const listRule = "expected a list with one entry per cell; write one entry to a line, each behind a hyphen";
const noCell = "expected at least one cell; list one for every 100000 users, each with name, region and cidr";
const cellRule = "expected a cell; write its name, region and cidr, or remove the entry";

refuses("cells", [
    [{ cells: undefined }, `cells: got nothing; ${noCell}`],
    [{ cells: [] }, `cells: got an empty list; ${noCell}`],
    [{ cells: "null" }, `cells: got nothing; ${listRule}`],
    [{ cells: "[{" }, `cells: got "[{"; ${listRule}`],
    [{ cells: {} }, `cells: got an object; ${listRule}`],
    [
        { cells: [5, null, []] },
        `cells[0]: got 5; ${cellRule}`,
        `cells[1]: got nothing; ${cellRule}`,
        `cells[2]: got an empty list; ${cellRule}`,
    ],
    [
        { cells: [cellEntry(1), cellEntry(2), cellEntry(3, { name: "us-east-1-c1" })] },
        'cells[2].name: got "us-east-1-c1"; expected a name that no other cell has, and cells[0] has it; ' +
            "rename the newer one, for renaming the older builds another in its place",
    ],
    [
        {
            cells: [
                cellEntry(16),
                cellEntry(17),
                cellEntry(1, { name: "eu-west-1-c1", cidr: "10.16.128.0/17" }),
            ],
        },
        'cells[2].cidr: got "10.16.128.0/17" for eu-west-1-c1; ' +
            "expected a block of its own, and us-east-1-c16 has 10.16.0.0/16; choose a free one, e.g. 10.18.0.0/17",
    ],
    [
        { cells: [cellEntry(255), cellEntry(1, { cidr: "10.255.0.0/16" })] },
        'cells[1].cidr: got "10.255.0.0/16" for us-east-1-c1; ' +
            "expected a block of its own, and us-east-1-c255 has 10.255.0.0/16; choose a free one",
    ],
]);

const nameRule =
    "expected 1 to 18 lower-case letters, digits and single hyphens, a letter first, no hyphen last and not " +
    "internal-…, because a load balancer takes its name from it and AWS ends that at 32";
const nameRemedy = "write its region and a number, e.g. us-east-1-c1";
refuses(
    "a cell's name",
    [
        [{ name: undefined }, `cells[0].name: got nothing; ${nameRule}; ${nameRemedy}`],
        [{ name: "" }, `cells[0].name: got ""; ${nameRule}; ${nameRemedy}`],
        [{ name: 5 }, `cells[0].name: got 5; ${nameRule}; ${nameRemedy}`],
        [{ name: "US_East-1.c1" }, `cells[0].name: got "US_East-1.c1"; ${nameRule}; write us-east-1-c1`],
        [{ name: "us--east" }, `cells[0].name: got "us--east"; ${nameRule}; write us-east`],
        [{ name: "us-east-" }, `cells[0].name: got "us-east-"; ${nameRule}; write us-east`],
        [{ name: "1-us-east" }, `cells[0].name: got "1-us-east"; ${nameRule}; write us-east`],
        [{ name: "internal-c1" }, `cells[0].name: got "internal-c1"; ${nameRule}; write c1`],
        [
            { name: "ap-southeast-1-c100" },
            `cells[0].name: got "ap-southeast-1-c100"; ${nameRule}; ${nameRemedy}`,
        ],
    ],
    toCell,
);

const regionRule =
    "expected one of us-east-1, us-east-2, us-west-2, ca-central-1, eu-west-1, eu-west-2, eu-central-1, " +
    "ap-southeast-1, ap-southeast-2 or ap-northeast-1";
refuses(
    "a cell's region",
    [
        [{ region: undefined }, `cells[0].region: got nothing; ${regionRule}; choose one of them`],
        [{ region: "us-esat-1" }, `cells[0].region: got "us-esat-1"; ${regionRule}; did you mean us-east-1?`],
        [{ region: "mars" }, `cells[0].region: got "mars"; ${regionRule}; choose one of them`],
        [{ region: "constructor" }, `cells[0].region: got "constructor"; ${regionRule}; choose one of them`],
        [
            { region: "us-west-1" },
            'cells[0].region: got "us-west-1"; ' +
                "expected another region, because an account sees two zones there and a cell spans three; use us-west-2",
        ],
    ],
    toCell,
);

const cidrRule =
    "expected an IPv4 block in CIDR notation; write its first address and prefix, e.g. 10.16.0.0/16";
refuses(
    "a cell's network",
    [
        [{ cidr: undefined }, `cells[0].cidr: got nothing; ${cidrRule}`],
        [{ cidr: "10.0.0/16" }, `cells[0].cidr: got "10.0.0/16"; ${cidrRule}`],
        [{ cidr: "10.300.0.0/16" }, `cells[0].cidr: got "10.300.0.0/16"; ${cidrRule}`],
        [
            { cidr: "10.16.1.5/16" },
            'cells[0].cidr: got "10.16.1.5/16"; expected the first address of the block, with no bits set behind the prefix; ' +
                "did you mean 10.16.0.0/16?",
        ],
        [
            { cidr: "8.8.0.0/16" },
            'cells[0].cidr: got "8.8.0.0/16"; expected a private block, so that no public address is cut off; ' +
                "choose one inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
        ],
        [
            { cidr: "10.0.0.0/8" },
            'cells[0].cidr: got "10.0.0.0/8"; expected a prefix from /16 to /20; AWS makes no larger network: use /16',
        ],
        [
            { cidr: "10.0.0.0/21" },
            'cells[0].cidr: got "10.0.0.0/21"; expected a prefix from /16 to /20; ' +
                "three zones of three subnets need more addresses: use /16",
        ],
    ],
    toCell,
);

const taskRule = "expected a whole number from 2 to 50";
refuses(
    "a cell's tasks",
    [
        [{ tasks: { min: 1 } }, `cells[0].tasks.min: got 1; ${taskRule}; raise it to 2`],
        [{ tasks: { min: 51 } }, `cells[0].tasks.min: got 51; ${taskRule}; lower it to 50`],
        [{ tasks: { max: 60 } }, `cells[0].tasks.max: got 60; ${taskRule}; lower it to 50, or add a cell`],
        [{ tasks: { max: "60" } }, `cells[0].tasks.max: got 60; ${taskRule}; lower it to 50, or add a cell`],
        [{ tasks: { max: 1 } }, `cells[0].tasks.max: got 1; ${taskRule}; raise it to 2`],
        [{ tasks: { max: 40.5 } }, `cells[0].tasks.max: got 40.5; ${taskRule}; write 41`],
        [
            { tasks: { max: "many" } },
            `cells[0].tasks.max: got "many"; ${taskRule}; write digits only, e.g. 50`,
        ],
        [{ tasks: { max: true } }, `cells[0].tasks.max: got true; ${taskRule}; write digits only, e.g. 50`],
        [
            { tasks: { max: null } },
            `cells[0].tasks.max: got nothing; ${taskRule}; write digits only, e.g. 50`,
        ],
        [
            { tasks: { min: 10, max: 5 } },
            "cells[0].tasks: got a minimum of 10 and a maximum of 5; expected a minimum no greater than the maximum; " +
                "lower min to 5, or raise max to 10",
        ],
        [
            { tasks: null },
            "cells[0].tasks: got nothing; expected keys such as min, max, spotPercent or floors; write them below it, or remove it for the defaults",
        ],
        [
            { tasks: [2, 50] },
            "cells[0].tasks: got a list of 2; expected keys such as min, max, spotPercent or floors; " +
                "write them below it, or remove it for the defaults",
        ],
    ],
    toCell,
);

const spotRule = "expected a whole number from 0 to 70 (percent of the tasks above the minimum)";
refuses(
    "a cell's share of Spot",
    [
        [{ spotPercent: 100 }, `cells[0].tasks.spotPercent: got 100; ${spotRule}; lower it to 70`],
        [{ spotPercent: "120" }, `cells[0].tasks.spotPercent: got 120; ${spotRule}; lower it to 70`],
        [{ spotPercent: -1 }, `cells[0].tasks.spotPercent: got -1; ${spotRule}; set it to 0 for none`],
        [{ spotPercent: 12.5 }, `cells[0].tasks.spotPercent: got 12.5; ${spotRule}; write 13`],
        [
            { spotPercent: "20%" },
            `cells[0].tasks.spotPercent: got "20%"; ${spotRule}; write digits only, e.g. 20`,
        ],
        [
            { spotPercent: true },
            `cells[0].tasks.spotPercent: got true; ${spotRule}; write digits only, e.g. 20`,
        ],
        [
            { spotpercent: 20 },
            "cells[0].tasks.spotpercent: got an unknown key; expected one of min, max, spotPercent or floors; " +
                "did you mean spotPercent?",
        ],
        [
            { max: 60, spotPercent: 71 },
            `cells[0].tasks.max: got 60; ${taskRule}; lower it to 50, or add a cell`,
            `cells[0].tasks.spotPercent: got 71; ${spotRule}; lower it to 70`,
        ],
    ],
    (tasks) => toCell({ tasks }),
);

const readerRule = "expected a whole number from 1 to 5";
refuses(
    "a cell's readers",
    [
        [{ readers: { min: 0 } }, `cells[0].readers.min: got 0; ${readerRule}; raise it to 1`],
        [
            { readers: { min: true, max: [] } },
            `cells[0].readers.min: got true; ${readerRule}; write digits only, e.g. 1`,
            `cells[0].readers.max: got an empty list; ${readerRule}; write digits only, e.g. 1`,
        ],
        [{ readers: { max: 6 } }, `cells[0].readers.max: got 6; ${readerRule}; lower it to 5`],
        [
            { readers: { min: 4, max: 3 } },
            "cells[0].readers: got a minimum of 4 and a maximum of 3; expected a minimum no greater than the maximum; " +
                "lower min to 3, or raise max to 4",
        ],
    ],
    toCell,
);

refuses(
    "a cell's workers",
    [
        [
            { workers: { min: 1, max: 51 } },
            `cells[0].workers.min: got 1; ${taskRule}; raise it to 2`,
            `cells[0].workers.max: got 51; ${taskRule}; lower it to 50`,
        ],
        [
            { workers: { min: 12 } },
            "cells[0].workers: got a minimum of 12 and a maximum of 10; " +
                "expected a minimum no greater than the maximum; lower min to 10, or raise max to 12",
        ],
        [
            { workers: { mim: 2 } },
            "cells[0].workers.mim: got an unknown key; expected min or max; did you mean min?",
        ],
        [
            { workers: 5 },
            "cells[0].workers: got 5; expected keys such as min or max; " +
                "write them below it, or remove it for the defaults",
        ],
    ],
    toCell,
);

describe("a cell's private subnets", () => {
    // No setting that is right by itself gets here: it guards the law's maximum against the smallest network.
    const found = (max: number): readonly Finding[] =>
        cellMistakes({
            ...nothing,
            cells: [
                {
                    name: "c1",
                    region: undefined,
                    backupRegion: undefined,
                    globalSecondary: undefined,
                    cidr: "10.0.0.0/20",
                    tasks: { min: 2, max, spotPercent: undefined },
                },
            ],
        });

    it("are refused where they are too small for the tasks", () => {
        assert.deepEqual(found(1499), [
            {
                at: ["cells", 0, "cidr"],
                got: '"10.0.0.0/20", whose private subnets have 1019 addresses each',
                expected: "1020 in each, for 1499 tasks deployed by doubling over three zones",
                remedy: "use a larger block, or lower tasks.max",
            },
        ]);
    });

    it("hold the workers as well, in a phase that has them", () => {
        const cell = {
            name: "c1",
            region: undefined,
            backupRegion: undefined,
            globalSecondary: undefined,
            cidr: "10.0.0.0/20",
            tasks: { min: 2, max: 1489, spotPercent: undefined, floors: undefined },
            workers: { min: 2, max: 10 },
        };
        assert.deepEqual(cellMistakes({ ...nothing, phase: 3, cells: [cell] }), [
            {
                at: ["cells", 0, "cidr"],
                got: '"10.0.0.0/20", whose private subnets have 1019 addresses each',
                expected: "1020 in each, for 1499 tasks and workers deployed by doubling over three zones",
                remedy: "use a larger block, or lower tasks.max",
            },
        ]);
    });

    it("are accepted where they just hold the tasks", () => {
        assert.deepEqual(found(1498), []);
    });
});

describe("what is right in a cell", () => {
    for (const changes of [
        { name: "ap-southeast-1-c10" },
        { name: "a" },
        { cidr: "172.31.0.0/16" },
        { cidr: "192.168.16.0/20" },
        { tasks: {} },
        { tasks: { min: 50, max: 50 } },
        { readers: { min: 1, max: 1 } },
        { database: { instanceClass: "db.x2g.16xlarge" } },
        { database: { kind: "serverless", minAcu: 0.5, maxAcu: 256 } },
        { cache: { nodeType: "cache.m7g.xlarge", shards: 15, replicasPerShard: 5 } },
    ]) {
        it(`is accepted: ${JSON.stringify(changes)}`, () => {
            assert.equal(readSettings(configWith({ cells: [cellEntry(1, changes)] })).cells.length, 1);
        });
    }

    it("is accepted in dev though prod wants more", () => {
        const changes = {
            phase: 3,
            cells: [cellEntry(1, { readers: { min: 1 }, database: { minAcu: 0.5 } })],
        };
        assert.equal(readSettings(configWith(changes)).cells.length, 1);
    });

    it("is accepted in prod at the phase's own minimum of readers", () => {
        const changes = {
            environment: "prod",
            layout: "stack-per-cell",
            cells: [cellEntry(1, { readers: { min: 1 } })],
        };
        assert.equal(readSettings(configWith(changes)).cells.length, 1);
    });
});
