import assert from "node:assert/strict";
import fc from "fast-check";
import { cellView } from "../../capacity/plan/cell-view";
import { LayoutCosts } from "../../capacity/plan/layout-cost";
import { answer, candidatesFor, phasesFor, proposeIn, type Answer } from "../../capacity/plan/proposal";
import { planText, yamlOf } from "../../capacity/plan/report";
import { whatIf } from "../../capacity/plan/what-if";
import { scenarios } from "../../capacity/scenario";
import { billOf } from "../../cost/bill";
import { readSettings, SettingsError } from "../../stacks/settings";
import { phaseUsers, usersPerCell, type Phase } from "../../strategy/law";
import { cellEntry, configWith, environmentConfig } from "../support/config";
import { platform } from "../support/platform";

const project = "medease-platform";
const prod = environmentConfig("prod");
const dev = environmentConfig("dev");

describe("what 250,000 users do to prod", function () {
    this.timeout(60_000);
    let found: Answer;
    before(async () => {
        found = await answer(project, prod, { users: 250_000, headroom: 1 });
    });

    it("asks for 50 requests a second for each 1,000 of them, five and ten times as many at peak and stress", () => {
        assert.deepEqual(found.requestsPerSecond, { normal: 12_500, peak: 62_500, stress: 125_000 });
    });

    it("spreads them over the configured cells", () => {
        const { configured, settings } = found;
        assert.equal(configured.capacityUsers, 1_100_000);
        assert.equal(configured.heldUsers, 1_000_000);
        assert.equal(configured.missingCells, 0);
        for (const cell of configured.plan) {
            const view = cellView(cell, settings.assumptions);
            // 250,000 / 11 = 22,727.3
            assert.equal(view.users, 22_728);
            // 5 for each 10,000: 11.4
            assert.equal(view.tasks.expected, 12);
            // One for each 10,000: 2.3
            assert.equal(view.readers.expected, 3);
            // 500 GB for each 10,000
            assert.equal(view.gigabytesPerMonth.toFixed(1), "1136.4");
            // (50 service tasks and 10 workers) x 20 connections
            assert.deepEqual(view.connections, { fromTasks: 1_200, fromProxy: 100 });
            // A task answers 100 a second at its CPU target: 1,136.4 take 12, x5 takes 57, x10 takes 114, and 50 is the most.
            assert.equal(view.carriedPercent.normal, 100);
            assert.equal(view.carriedPercent.peak.toFixed(2), (5_000 / 57).toFixed(2));
            assert.equal(view.carriedPercent.stress.toFixed(2), (5_000 / 114).toFixed(2));
        }
    });

    it("proposes phase 4, the only one that reaches them, with three full cells and one to evacuate into", () => {
        assert.deepEqual(
            found.candidates.map(({ phase }) => phase),
            [4],
        );
        const [best] = found.candidates;
        assert.equal(best.layout.cells.length, 4);
        assert.equal(best.isInRange, true);
        assert.equal(yamlOf(best), "medease-platform:phase: 4\nmedease-platform:users: 250000");
        assert.ok(best.cost.total.expected < (found.configured.costThen?.total.expected ?? 0));
    });

    it("costs what the preview's bill says, though one cell of each kind is recorded", async () => {
        const bill = billOf(await platform("prod", "unknown"));
        for (const scenario of scenarios) {
            assert.equal(
                found.configured.cost.total[scenario].toFixed(2),
                bill.total[scenario].toFixed(2),
                scenario,
            );
        }
    });

    it("is told in 80 columns, cells that are alike once", () => {
        const lines = planText(found).split("\n");
        assert.deepEqual(
            lines.filter((line) => line.length > 80),
            [],
        );
        assert.equal(lines.filter((line) => line.includes("us-east-1-c1 and 10 alike, each")).length, 1);
        assert.ok(lines.includes("    answers 100 % of normal, 87 % of peak, 43 % of stress"));
    });
});

describe("a proposal", function () {
    this.timeout(120_000);

    it("costs the same as the preview of an environment in one stack", async () => {
        const bill = billOf(await platform("dev", "unknown"));
        const cost = await new LayoutCosts(project).of({ config: dev, settings: readSettings(dev) });
        for (const scenario of scenarios) {
            assert.equal(cost.total[scenario].toFixed(2), bill.total[scenario].toFixed(2), scenario);
        }
    });

    it("says how many cells are missing, as the settings do", async () => {
        const { configured } = await answer(project, prod, { users: 1_150_000, headroom: 1 });
        assert.equal(configured.missingCells, 2);
        assert.equal(configured.costThen, undefined);
        assert.throws(
            () => whatIf(prod, { users: 1_150_000 }),
            (error) =>
                error instanceof SettingsError &&
                error.mistakes[0]?.remedy === "2 cells are missing: add them",
        );
    });

    it("considers every phase that reaches the users, and the strategy's ranges leave no gap", () => {
        assert.deepEqual(phasesFor(1), [1, 2, 3, 4]);
        assert.deepEqual(phasesFor(10_000), [1, 2, 3, 4]);
        assert.deepEqual(phasesFor(10_001), [2, 3, 4]);
        assert.deepEqual(phasesFor(50_001), [3, 4]);
        assert.deepEqual(phasesFor(100_001), [4]);
        for (const phase of [2, 3, 4] as const) {
            assert.equal(phaseUsers[phase].above, phaseUsers[(phase - 1) as Phase].max);
        }
        assert.equal(phaseUsers[3].max, usersPerCell, "a phase ends where a cell ends");
    });

    it("is accepted by the settings' reader, whatever is asked", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 3_000_000 }),
                fc.constantFrom<Phase>(1, 2, 3, 4),
                fc.constantFrom<0 | 1>(0, 1),
                fc.constantFrom(prod, dev),
                (users, phase, headroom, config) => {
                    const { changed } = proposeIn(phase, { users, headroom }, config);
                    assert.equal(readSettings(changed.config).users, users);
                    assert.equal(changed.settings.phase, phase);
                },
            ),
            { numRuns: 40 },
        );
    });

    it("keeps the room of phase 4 whatever is asked, and of other phases where it is", () => {
        assert.equal(proposeIn(4, { users: 250_000, headroom: 0 }, prod).layout.cells.length, 4);
        assert.equal(proposeIn(3, { users: 100_000, headroom: 0 }, prod).layout.cells.length, 1);
        assert.equal(proposeIn(3, { users: 100_000, headroom: 1 }, prod).layout.cells.length, 2);
    });

    it("leaves out what a cell says that the new phase refuses, and says so; in the same phase nothing", () => {
        const config = configWith({
            phase: 3,
            cells: [cellEntry(1, { database: { minAcu: 2, maxAcu: 8 }, tasks: { min: 3, max: 50 } })],
        });
        const { changed } = proposeIn(2, { users: 20_000, headroom: 0 }, config);
        assert.deepEqual(changed.leftOut, ["cells[0].database"]);
        assert.equal(changed.settings.cells[0]?.tasks.min, 3);
        assert.deepEqual(proposeIn(3, { users: 20_000, headroom: 0 }, config).changed.leftOut, []);
    });

    it("never costs less for more users", async () => {
        const costs = new LayoutCosts(project);
        const steps = [
            1, 900, 5_000, 10_000, 10_001, 30_000, 50_001, 99_999, 100_001, 200_000, 200_001, 450_000,
        ];
        let before = 0;
        for (const users of steps) {
            const [best] = await candidatesFor(costs, dev, { users, headroom: 1 });
            assert.ok(best.cost.total.expected >= before, `${String(users)} users`);
            before = best.cost.total.expected;
        }
    });

    it("never costs less for more users of one phase", async () => {
        const costs = new LayoutCosts(project);
        const costOf = async (users: number): Promise<number> =>
            (await costs.of(proposeIn(4, { users, headroom: 1 }, dev).changed)).total.expected;
        await fc.assert(
            fc.asyncProperty(
                fc.integer({ min: 1, max: 400_000 }),
                fc.integer({ min: 0, max: 200_000 }),
                async (users, more) => {
                    assert.ok((await costOf(users)) <= (await costOf(users + more)) + 1e-6);
                },
            ),
            { numRuns: 25 },
        );
    });
});
