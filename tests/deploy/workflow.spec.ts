import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { repository } from "../support/platform";

interface Job {
    readonly "timeout-minutes": number;
    readonly steps: readonly { readonly with?: Readonly<Record<string, unknown>> }[];
}

const { jobs } = parse(readFileSync(join(repository, ".github", "workflows", "deploy.yaml"), "utf8")) as {
    readonly jobs: Readonly<Record<string, Job>>;
};

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
