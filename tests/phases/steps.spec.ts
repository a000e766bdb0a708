import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cellEntries } from "../../capacity/plan/what-if";
import { reversed, type Passage } from "../../phases/passage";
import { steps, stepsOf } from "../../phases/steps";
import { settingsAt } from "../../phases/way";
import { readSettings } from "../../stacks/settings";
import type { Phase } from "../../strategy/law";
import { planPlatform, type CellPlan } from "../../strategy/plan";
import { cellEntry, configWith } from "../support/config";
import { repository } from "../support/platform";

const two = [cellEntry(1), cellEntry(2)];

function cellsAt(phase: Phase, environment: "dev" | "prod"): readonly CellPlan[] {
    const layout = environment === "prod" ? "stack-per-cell" : "one-stack";
    return planPlatform(readSettings(configWith({ environment, layout, phase, users: 8_000, cells: two })))
        .cells;
}

function passage(from: Phase, to: Phase, environment: "dev" | "prod" = "prod"): Passage {
    const after = cellsAt(to, environment);
    return {
        environment,
        from,
        to,
        cells: cellsAt(from, environment).map((cell, index) => [cell, after[index] ?? cell]),
        addedCells: [],
        newShortages: 0,
        isStackPerCell: environment === "prod",
    };
}

const keys = (from: Phase, to: Phase, environment?: "dev" | "prod"): readonly string[] =>
    stepsOf(passage(from, to, environment)).map(({ key }) => key);

/** Anchors as GitHub makes them of headings. */
const anchorsOf = (page: string): readonly string[] =>
    [...readFileSync(join(repository, page), "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replace(/[^\w\- ]/g, "")
            .replace(/ /g, "-"),
    );

describe("the steps from phase to phase", () => {
    for (const { key, page } of steps) {
        it(`${key} is explained at ${page}`, () => {
            const [file = "", anchor] = page.split("#");
            assert.ok(existsSync(join(repository, file)), `there is no ${file}`);
            if (anchor !== undefined)
                assert.ok(anchorsOf(file).includes(anchor), `${file} has no #${anchor}`);
        });
    }

    it("have each a key of their own", () => {
        assert.equal(new Set(steps.map(({ key }) => key)).size, steps.length);
    });

    const ways: readonly (readonly [from: Phase, to: Phase, steps: readonly string[]])[] = [
        [
            1,
            2,
            [
                "write-phase",
                "more-addresses",
                "apply-at-once",
                "up",
                "canary-added",
                "cache-nodes",
                "cache-shards-more",
                "readers-more",
                "database-class",
                "take-back",
            ],
        ],
        [
            2,
            3,
            [
                "write-phase",
                "apply-at-once",
                "up",
                "endpoints-added",
                "cache-shards-more",
                "readers-more",
                "to-serverless",
                "take-back",
            ],
        ],
        [3, 4, ["write-phase", "apply-at-once", "up", "queue-added", "to-provisioned", "take-back"]],
        [
            4,
            3,
            [
                "write-phase",
                "empty-queue",
                "apply-at-once",
                "up",
                "queue-removed",
                "to-serverless",
                "take-back",
            ],
        ],
        [
            3,
            2,
            [
                "write-phase",
                "apply-at-once",
                "up",
                "endpoints-removed",
                "cache-shards-fewer",
                "readers-fewer",
                "to-provisioned",
                "take-back",
            ],
        ],
        [
            2,
            1,
            [
                "write-phase",
                "keep-canary-history",
                "fewer-addresses",
                "apply-at-once",
                "up",
                "cache-nodes",
                "cache-unscaled",
                "readers-fewer",
                "database-class",
                "take-back",
            ],
        ],
    ];
    for (const [from, to, expected] of ways) {
        it(`from ${String(from)} to ${String(to)} are these`, () => {
            assert.deepEqual(keys(from, to), expected);
        });
    }

    it("from 1 to 4 are those of every phase between, without the serverless database that neither has", () => {
        const between = [...keys(1, 2), ...keys(2, 3), ...keys(3, 4)];
        const left = steps
            .map(({ key }) => key)
            .filter((key) => between.includes(key) && key !== "to-serverless" && key !== "to-provisioned");
        assert.deepEqual(keys(1, 4), left);
    });

    it("ask nobody in dev to hurry what happens at once there", () => {
        assert.ok(!keys(2, 3, "dev").includes("apply-at-once"));
        assert.ok(!keys(2, 3, "dev").includes("take-back"));
    });

    it("lose something for good only on the way down, and say which step does", () => {
        const finals = (from: Phase, to: Phase): readonly string[] =>
            stepsOf(passage(from, to))
                .filter(({ disturbance }) => disturbance === "cannot be undone")
                .map(({ key }) => key);
        assert.deepEqual(finals(1, 4), []);
        assert.deepEqual(finals(4, 1), ["empty-queue", "keep-canary-history", "fewer-addresses"]);
        assert.deepEqual(
            stepsOf(reversed(passage(1, 4))).map(({ key }) => key),
            keys(4, 1),
        );
    });

    it("begin with what others have to grant, and with the cells that the phase needs", () => {
        const short = { ...passage(3, 4), newShortages: 1, addedCells: ["us-east-1-c3"] };
        assert.deepEqual(
            stepsOf(short)
                .slice(0, 3)
                .map(({ key }) => key),
            ["request-quotas", "write-phase", "add-cells"],
        );
    });
});

describe("the settings in another phase", () => {
    it("get the cell that phase 4 evacuates into, and lose none", () => {
        const config = configWith({ phase: 3, users: 50_000, cells: [cellEntry(1)] });
        const { changed, added } = settingsAt({ config, settings: readSettings(config) }, 4);
        assert.deepEqual(
            added.map(({ name, cidr }) => [name, cidr]),
            [["us-east-1-c2", "10.2.0.0/16"]],
        );
        assert.equal(cellEntries(changed.config).length, 2);
        assert.equal(changed.settings.phase, 4);
    });

    it("stay as they are where the cells suffice", () => {
        const config = configWith({ phase: 3, users: 50_000, cells: two });
        const { changed, added } = settingsAt({ config, settings: readSettings(config) }, 4);
        assert.deepEqual(added, []);
        assert.deepEqual(cellEntries(changed.config), cellEntries(config));
    });
});
