import assert from "node:assert/strict";
import { touched, wayJson, wayText } from "../../phases/report";
import { sizeChanges } from "../../phases/sizes";
import { wayTo, type Way } from "../../phases/way";
import { billOf } from "../../cost/bill";
import { readSettings } from "../../stacks/settings";
import { stackNames } from "../../stacks/stack-name";
import type { Phase } from "../../strategy/law";
import { runScript } from "../support/command";
import { cellEntry, configWith } from "../support/config";
import { repository } from "../support/platform";

/** Two cells of prod, too small for anything but to be quick. */
function way(from: Phase, to: Phase, users = 8_000): Promise<Way> {
    const config = configWith({
        environment: "prod",
        layout: "stack-per-cell",
        phase: from,
        users,
        cells: [cellEntry(1), cellEntry(2)],
    });
    const settings = readSettings(config);
    return wayTo(repository, { environment: "prod", settings, config, stacks: stackNames(settings) }, to);
}

describe("the way to another phase", function () {
    this.timeout(120_000);

    it("from 2 to 3 removes and replaces nothing that holds data, and says what changes of it", async () => {
        const found = await way(2, 3);
        assert.equal(found.comparison.counts.replace, 0);
        assert.deepEqual(
            touched(found)
                .filter(({ name }) => name.startsWith("us-east-1-c1"))
                .map(({ kind, name }) => `${kind} ${name}`),
            [
                "change us-east-1-c1-database-cluster",
                "change us-east-1-c1-database-writer",
                "change us-east-1-c1-database-reader-1",
                "change us-east-1-c1-database-reader-2",
            ],
        );
        const [first] = found.passage.cells;
        assert.ok(first !== undefined);
        assert.deepEqual(sizeChanges(...first), [
            {
                what: "database",
                before: "writer + 2 of 2..5 readers, db.r6g.large",
                after: "writer + 3 readers, 2..4 ACU each",
            },
            { what: "cache", before: "3..6 x 2..3 cache.r6g.large", after: "5..10 x 2..3 cache.r6g.large" },
            { what: "interface endpoints", before: "no", after: "yes" },
        ]);
        const text = wayText(found);
        assert.deepEqual(
            text.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.match(text, /us-east-1-c1 and 1 alike, each/);
        assert.match(text, /nothing of it is for good\. The way back: npm run phase -- prod 2/);
        const { cost } = wayJson(found) as {
            cost: { before: { expected: number }; after: { expected: number } };
        };
        assert.equal(cost.before.expected, billOf(found.before).total.expected);
        assert.ok(cost.after.expected > cost.before.expected);
    });

    it("from 4 to 3 says that the queues are lost, and that prod's protection stops the update first", async () => {
        const found = await way(4, 3, 100_000);
        const queue = touched(found).find(({ name }) => name === "us-east-1-c1-events-queue");
        assert.equal(queue?.kind, "remove");
        assert.deepEqual(queue.notes, ["protected: the update fails rather than remove it"]);
        const text = wayText(found);
        assert.match(text, /cannot be undone: 1 step \(2\)/);
        assert.match(text, /100,000 → 200,000 users/);
        assert.doesNotMatch(text, /the strategy means phase 3/, "100,000 users are within its range");
    });

    it("to a phase that the strategy means for fewer users says so", async () => {
        const text = wayText(await way(3, 2, 60_000));
        assert.match(text, /the strategy means phase 2 for up to 50,000 users, and there are 60,000/);
    });

    it("to the same phase is no way", () => {
        const { status, stdout } = runScript("phase", "prod", "4");
        assert.equal(status, 0);
        assert.equal(stdout, "MedEase prod is already there: phase 4\n");
        assert.deepEqual(JSON.parse(runScript("phase", "prod", "4", "--json").stdout), {
            environment: "prod",
            from: 4,
            to: 4,
            isThere: true,
        });
    });

    const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
        [
            ["prod", "5"],
            /^phase: got 5; expected a whole number from 1 to 4; the strategy ends with phase\s+4/,
        ],
        [["prod", "two"], /^phase: got two; expected a whole number from 1 to 4/],
        [["prd", "3"], /^there is no environment prd; did you mean prod\?/],
        [["prod-us-east-1-c1", "3"], /^there is no environment prod-us-east-1-c1; did you mean prod\?/],
        [["prod"], /usage: npm run phase -- <environment> <1\.\.4>/],
    ];
    for (const [args, message] of mistakes) {
        it(`refuses ${args.join(" ")}`, () => {
            const { status, stdout, stderr } = runScript("phase", ...args);
            assert.equal(status, 2);
            assert.equal(stdout, "");
            assert.match(stderr, message);
        });
    }
});
