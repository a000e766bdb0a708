import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCommand } from "../../capacity/plan/command-line";
import { PlanMistake } from "../../capacity/plan/mistake";
import { runScript } from "../support/command";
import { repository } from "../support/platform";

const mistakes: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [["prod", "--users", "0"], /^--users: got 0; expected a whole number of at least 1; say how many/],
    [["prod", "--users", "-5"], /^--users: got -5; expected a whole number of at least 1/],
    [["prod", "--users", "250k"], /^--users: got 250k; .* write digits only,\s+e\.g\. 250000/],
    [["prod", "--users", "1e6"], /^--users: got 1e6; .* write 1000000/],
    [["prod", "--users="], /^--users: got nothing; expected a whole number/],
    [["prod", "--phase", "5"], /^--phase: got 5; expected a whole number from 1 to 4; the strategy ends/],
    [["prod", "--phase", "0"], /^--phase: got 0; .* the strategy begins\s+with phase 1/],
    [["prod", "--headroom", "2"], /^--headroom: got 2; expected 0 or 1/],
    [
        ["prod", "250000"],
        /^one environment at a time, and 250000 is one more; users are named: --users 250000/,
    ],
    [["prod", "--user", "1"], /Unknown option '--user'/],
];

describe("npm run plan", function () {
    this.timeout(60_000);

    for (const [args, message] of mistakes) {
        it(`refuses ${args.join(" ")} and says what to write`, () => {
            assert.throws(
                () => readCommand(args, repository),
                (error) => error instanceof PlanMistake && message.test(error.message.replace(/\n\s+/g, " ")),
            );
        });
    }

    it("takes what is right", () => {
        const { users, phase, headroom, json } = readCommand(
            ["dev", "--users", "20000", "--phase", "2", "--headroom", "0", "--json"],
            repository,
        );
        assert.deepEqual(
            { users, phase, headroom, json },
            { users: 20_000, phase: 2, headroom: 0, json: true },
        );
        assert.equal(readCommand(["dev"], repository).headroom, 1);
    });

    it("answers offline and writes nothing", () => {
        const file = join(repository, "Pulumi.dev.yaml");
        const before = readFileSync(file, "utf8");
        const { status, stdout, stderr } = runScript("plan", "dev", "--users", "20000", "--json");
        assert.equal(stderr, "");
        assert.equal(status, 0);
        const { candidates } = JSON.parse(stdout) as {
            candidates: { phase: number; write: { add: { name: string }[] } }[];
        };
        assert.deepEqual(
            candidates.map(({ phase }) => phase),
            [2, 3, 4],
        );
        assert.deepEqual(
            candidates[0]?.write.add.map(({ name }) => name),
            ["us-east-1-c2"],
        );
        assert.equal(readFileSync(file, "utf8"), before);
    });

    it("exits 2 for an environment that is not there, with the one that was meant", () => {
        const { status, stderr } = runScript("plan", "prd");
        assert.equal(status, 2);
        assert.equal(stderr, "there is no environment prd; did you mean prod? there are: dev, prod\n");
    });
});
