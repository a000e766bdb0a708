import assert from "node:assert/strict";
import { kpi, serviceLaw, usersPerCell } from "../../strategy/law";
import { tasksFor } from "../../strategy/plan";
import { cpuAfterSpotLoss, spotLaw, spotTasksAmong } from "../../strategy/spot";

const { minTasks, maxTasks, cpuTargetPercent }: Readonly<Record<keyof typeof serviceLaw, number>> =
    serviceLaw;
const usual = (min: number): { min: number; spotPercent: number } => ({
    min,
    spotPercent: spotLaw.defaultPercent,
});

describe("spotLaw", () => {
    it("keeps a share of none to 70 percent, a fifth where nothing is said", () => {
        assert.deepEqual(spotLaw, { defaultPercent: 20, maxPercent: 70 });
    });
});

describe("spotTasksAmong", () => {
    for (const { tasks, min, spotPercent, spot } of [
        { tasks: 2, min: 3, spotPercent: 70, spot: 0 },
        { tasks: 3, min: 3, spotPercent: 70, spot: 0 },
        { tasks: 4, min: 3, spotPercent: 20, spot: 1 },
        { tasks: 8, min: 3, spotPercent: 20, spot: 1 },
        { tasks: 46, min: 3, spotPercent: 20, spot: 9 },
        { tasks: 50, min: 3, spotPercent: 20, spot: 10 },
        { tasks: 50, min: 2, spotPercent: 0, spot: 0 },
        { tasks: 52, min: 2, spotPercent: 70, spot: 35 },
    ]) {
        it(`is at most ${spot} of ${tasks} tasks above ${min} at ${spotPercent} percent`, () => {
            assert.equal(spotTasksAmong(tasks, { min, spotPercent }), spot);
        });
    }
});

describe("the usual share of Spot", () => {
    it("can be lost at once by a cell of any size: the others carry it, as they carry the loss of any one task", () => {
        for (let min = minTasks; min <= maxTasks; min++) {
            for (let tasks = min; tasks <= maxTasks; tasks++) {
                const lost = spotTasksAmong(tasks, usual(min));
                const cpu = cpuAfterSpotLoss(tasks, usual(min));
                assert.ok(
                    lost <= 1 || cpu <= 100,
                    `${lost} of ${tasks} tasks above ${min}: ${cpu} percent CPU`,
                );
            }
        }
    });

    it("leaves an eighth in reserve, rounding aside", () => {
        const share = spotLaw.defaultPercent / 100;
        assert.equal(cpuTargetPercent / (1 - share), 87.5);
    });

    it("keeps a cell of prod about the KPI's CPU when no Spot comes back and scaling has done what it can", () => {
        // A million users over eleven cells, as Pulumi.prod.yaml has them.
        const work = tasksFor(Math.ceil(1_000_000 / 11)) * cpuTargetPercent;
        const left = maxTasks - spotTasksAmong(maxTasks, usual(3));
        assert.ok(work / left < kpi.cpuPercent.max + 1, `${work / left} percent`);
    });

    it("is the largest such share in steps of five percent", () => {
        const work = tasksFor(Math.ceil(1_000_000 / 11)) * cpuTargetPercent;
        const left = maxTasks - spotTasksAmong(maxTasks, { min: 3, spotPercent: spotLaw.defaultPercent + 5 });
        assert.ok(work / left > kpi.cpuPercent.max + 1, `${work / left} percent`);
    });

    it("lets a full cell answer all its users without any Spot", () => {
        const left = maxTasks - spotTasksAmong(maxTasks, usual(minTasks));
        assert.ok((tasksFor(usersPerCell) * cpuTargetPercent) / left <= 100);
    });
});

describe("cpuAfterSpotLoss", () => {
    it("changes nothing where there is no Spot", () => {
        assert.equal(cpuAfterSpotLoss(50, { min: 3, spotPercent: 0 }), cpuTargetPercent);
    });

    it("is more than there is where half of the tasks go", () => {
        assert.ok(cpuAfterSpotLoss(50, { min: 3, spotPercent: 50 }) > 100);
    });
});
