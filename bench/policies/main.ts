import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadPacks } from "../../preview/packs";
import { previewTarget } from "../../preview/preview";
import { findTarget } from "../../preview/target";
import { MutationRun, type Outcome } from "./mutation-run";
import { report, summaryOf } from "./mutation-report";

/**
 * `npm run policies:mutate`: spoils every value of a cell and of the edge, one at a time, and tells which spoiled values no
 * mandatory rule refuses. Values are as after an update, so that no rule is excused by what is not known yet.
 */

const root = join(__dirname, "..", "..");

async function main(args: readonly string[]): Promise<void> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            environment: { type: "string", default: "prod" },
            stack: { type: "string", multiple: true, default: [] },
            json: { type: "boolean", default: false },
            all: { type: "boolean", default: false },
        },
    });
    const target = findTarget(root, values.environment);
    const { stacks } = await previewTarget(root, target, { knownOutputs: true });
    // Cells are alike: one of them and the edge stand for all.
    const edge = stacks.at(-1)?.name ?? "";
    const names = values.stack.length > 0 ? values.stack : [stacks[0]?.name ?? "", edge];
    const packs = loadPacks([]);
    const outcomes: Outcome[] = [];
    const start = Date.now();
    for (const { name, resources } of stacks.filter((stack) => names.includes(stack.name))) {
        const run = await MutationRun.of(name, resources, packs);
        const { subjects } = run;
        for (const [index, subject] of subjects.entries()) {
            outcomes.push(...(await run.outcomesOf(subject)));
            if (index % 10 === 0 || index === subjects.length - 1) {
                process.stderr.write(
                    `\r${name}: ${String(index + 1)} of ${String(subjects.length)} resources, ` +
                        `${String(outcomes.length)} mutants, ${String(Math.round((Date.now() - start) / 1000))} s`,
                );
            }
        }
        process.stderr.write("\n");
    }
    const summary = summaryOf(
        outcomes,
        packs.map(({ name }) => name),
    );
    process.stdout.write(
        `${values.json ? JSON.stringify(summary, undefined, 2) : report(summary, values.all)}\n`,
    );
}

void main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
});
