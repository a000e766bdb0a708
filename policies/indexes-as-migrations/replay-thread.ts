import * as path from "node:path";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { readBundle, type Bundle, type Directories } from "./bundle";
import { judgementOf } from "./judgement";
import type { ReplayOutcome } from "./replay";

/**
 * Replays the migrations in a thread of their own, so that a program can run meanwhile: the embedded PostgreSQL leaves
 * its thread no time for anything else. The thread reads the files itself.
 */
export function replayInThread({ directories }: Bundle): Promise<ReplayOutcome> {
    return new Promise((resolve, reject) => {
        new Worker(path.join(__dirname, "replay-thread.cjs"), { workerData: directories, execArgv: [] })
            .once("message", resolve)
            .once("error", reject)
            .once("exit", (code) => {
                reject(new Error(`the thread that replays the migrations ended with ${String(code)}`));
            });
    });
}

/** Begins to judge this project's migrations, beside whatever follows. A failure is met by the rules that ask for the judgement. */
export function judgeBeside(): void {
    judgementOf({}, replayInThread).catch(() => undefined);
}

/** What the thread does. */
export async function runThread(): Promise<void> {
    const { tryReplay } = await import("./replay");
    parentPort?.postMessage(await tryReplay(readBundle(workerData as Directories)));
}
