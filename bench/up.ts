import { Deployment } from "../tests/engine/support/deployment";
import type { EngineRun } from "../tests/engine/support/event-log";
import { descendantsOf } from "../tests/engine/support/processes";
import { benchSizes, settingsFor } from "./up-settings";

/**
 * Measures the first `npm run up -- prod` on the real engine, AWS played by the tests' fixture, for environments of 1 to
 * 22 cells or of the numbers given (one cell in phase 2, because phase 4 wants another to evacuate to; the rest in phase
 * 4): the stacks one after the other as the wrapper runs them, with every policy pack.
 * The fixture answers at once, so what is left is what Pulumi, the program and the packs cost.
 */

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : benchSizes;

/** Runs something and gives what its processes held at their most. */
async function withPeak(
    run: () => Promise<EngineRun>,
): Promise<{ readonly run: EngineRun; readonly megabytes: number }> {
    let megabytes = 0;
    const watch = setInterval(() => {
        const sum = descendantsOf(process.pid).reduce((total, one) => total + one.megabytes, 0);
        megabytes = Math.max(megabytes, sum);
    }, 250);
    try {
        return { run: await run(), megabytes };
    } finally {
        clearInterval(watch);
    }
}

const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function measure(cells: number): Promise<string> {
    const settings = settingsFor(cells);
    const deployment = await Deployment.of("prod", settings);
    try {
        const names = (settings.cells as readonly { readonly name: string }[]).map(
            ({ name }) => `prod-${name}`,
        );
        const seconds: number[] = [];
        let [peak, bare] = [0, 0];
        for (const stack of [...names, "prod"]) {
            await deployment.cli.init(stack);
            if (stack === names[0]) {
                bare = (await deployment.cli.preview(stack, { packs: false })).seconds;
            }
            const { run, megabytes } = await withPeak(() => deployment.cli.up(stack));
            if (run.exitCode !== 0) throw new Error(run.text.slice(-3000));
            seconds.push(run.seconds);
            // A run of 22 cells takes half an hour: what an interruption would lose is told as it comes.
            process.stderr.write(`… ${stack}: ${run.seconds.toFixed(1)} s\n`);
            peak = Math.max(peak, megabytes);
        }
        const edge = seconds.pop() ?? NaN;
        const total = seconds.reduce((sum, one) => sum + one, edge);
        return [
            String(cells).padStart(5),
            String(settings.phase).padStart(5),
            String(deployment.cloud.resources.length).padStart(9),
            total.toFixed(0).padStart(7),
            median(seconds).toFixed(1).padStart(12),
            edge.toFixed(1).padStart(7),
            bare.toFixed(1).padStart(22),
            peak.toFixed(0).padStart(8),
        ].join(" ");
    } finally {
        deployment.end();
    }
}

async function main(): Promise<void> {
    console.log("cells phase resources total s  median cell  edge s  preview without packs  peak MB");
    for (const cells of sizes) console.log(await measure(cells));
}

void main();
