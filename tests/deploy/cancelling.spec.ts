import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findTarget } from "../../preview/target";
import { repository } from "../support/platform";
import { FakePulumi, readyCli } from "./fake-pulumi";

/** What came of an update of prod that was cancelled in its first stack. */
interface Cancelled {
    readonly code: number | null;
    readonly text: string;
    /** What the CLI did, a word each. */
    readonly seen: string;
    readonly calls: string;
}

describe("npm run up, cancelled", function () {
    this.timeout(60_000);

    const cli = new FakePulumi();
    const { stacks } = findTarget(repository, "prod");
    const [first = "", second = ""] = stacks;
    after(() => {
        cli.remove();
    });

    /** Starts an update whose CLI finishes what is under way after a SIGINT, with that exit code, and cancels it. */
    async function cancel(exitCode: number, send: (wrapper: number) => Promise<void>): Promise<Cancelled> {
        const seen = join(cli.folder, `seen-${String(exitCode)}-${String(Math.random())}`);
        const script = readyCli(
            stacks,
            [
                `trap 'echo told >> ${seen}' INT`,
                `echo started >> ${seen}`,
                // A signal ends a wait of the shell: twenty of them outlast every signal that a test sends.
                "n=0; while [ $n -lt 20 ]; do sleep 0.1; n=$((n + 1)); done",
                `echo finished >> ${seen}; exit ${String(exitCode)}`,
            ].join("\n"),
        );
        const wrapper = cli.start("up", ["prod", "--yes"], script);
        let text = "";
        wrapper.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
            text += chunk;
        });
        const ended = once(wrapper, "close");
        while (!existsSync(seen)) await sleep(20);
        assert.ok(wrapper.pid !== undefined);
        await send(wrapper.pid);
        const [code] = (await ended) as [number | null];
        return {
            code,
            text,
            seen: readFileSync(seen, "utf8").trim().replaceAll("\n", " "),
            calls: cli.calls,
        };
    }

    function assertStopped({ text, calls }: Cancelled): void {
        assert.ok(text.includes(`${first} was cancelled; not touched: ${second}, `), text);
        assert.match(text, /^it goes on with: npm run up -- prod$/m);
        assert.deepEqual(calls.match(/^up --stack \S+/gm), [`up --stack ${first}`]);
    }

    /** What a terminal does on Ctrl-C: it signals the whole group. */
    const controlC = async (wrapper: number): Promise<void> => {
        process.kill(-wrapper, "SIGINT");
        // npm passes the signal on to what it runs, though the terminal has done so.
        await sleep(300);
        process.kill(wrapper, "SIGINT");
    };

    it("waits for the CLI after Ctrl-C, which the terminal has told it once, and starts no further stack", async () => {
        const run = await cancel(255, controlC);
        assert.equal(run.seen, "started told finished");
        assert.equal(run.code, 255);
        assertStopped(run);
    });

    it("fails though the CLI ended well, because the rest is missing", async () => {
        const run = await cancel(0, controlC);
        assert.equal(run.code, 1);
        assertStopped(run);
    });

    it("tells the CLI of a SIGTERM once, however often it comes: twice would drop what is under way", async () => {
        const run = await cancel(255, async (wrapper) => {
            process.kill(wrapper, "SIGTERM");
            await sleep(300);
            process.kill(wrapper, "SIGTERM");
        });
        assert.equal(run.seen, "started told finished");
        assert.equal(run.code, 255);
        assertStopped(run);
    });
});
