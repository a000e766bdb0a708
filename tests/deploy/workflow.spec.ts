import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../support/platform";

interface Job {
    readonly "timeout-minutes": number;
    readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
    readonly steps: readonly { readonly run?: string; readonly with?: Readonly<Record<string, unknown>> }[];
}

const jobsOf = (file: string): Readonly<Record<string, Job>> =>
    (
        parse(readFileSync(join(repository, ".github", "workflows", file), "utf8")) as {
            readonly jobs: Readonly<Record<string, Job>>;
        }
    ).jobs;

const jobs = jobsOf("deploy.yaml");

describe("the workflow that updates", () => {
    it("updates dev and prod", () => {
        assert.deepEqual(Object.keys(jobs), ["dev", "prod"]);
    });

    for (const [name, job] of Object.entries(jobs)) {
        const minutes = job["timeout-minutes"];

        // "timeouts" of SecurityGroup and Function, @pulumi/aws: 45 minutes for the interfaces of a function to go.
        it(`outwaits the network interfaces of a function: ${name} (C14)`, () => {
            assert.ok(minutes >= 60, `it ends after ${minutes} minutes`);
        });

        it(`is not stopped by the next one: ${name}`, () => {
            assert.deepEqual(job.concurrency, { group: `deploy-${name}`, "cancel-in-progress": false });
        });

        it(`asks whether its commit is still the newest, right before it updates: ${name}`, () => {
            const commands = job.steps.map(({ run }) => run ?? "");
            const update = commands.findIndex((run) => run.startsWith("npm run up "));
            assert.notEqual(update, -1);
            assert.equal(commands[update - 1], ".ci/newest-of-main");
        });

        it(`has credentials for as long as it may run, two hours at least: ${name} (K10)`, () => {
            const seconds = job.steps
                .map((step) => step.with?.["role-duration-seconds"])
                .filter((given) => given !== undefined);
            assert.equal(seconds.length, 1);
            assert.ok(
                Number(seconds[0]) >= Math.max(7_200, minutes * 60),
                `they do not last ${minutes * 60} seconds`,
            );
        });
    }
});

describe("the workflow that looks for drift", () => {
    it("compares with what was deployed, though main is ahead", () => {
        const { steps = [] } = jobsOf("drift.yaml").drift ?? {};
        const asked = steps.findIndex(({ run }) => run?.includes(".ci/deployed-commit"));
        const taken = steps.findIndex((step) => step.with?.ref === "${{ steps.deployed.outputs.sha }}");
        const compared = steps.findIndex(({ run }) => run?.startsWith("npm run preview:cloud"));
        assert.ok(
            asked >= 0 && asked < taken && taken < compared,
            JSON.stringify({ asked, taken, compared }),
        );
    });
});
