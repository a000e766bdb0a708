import { join } from "node:path";
import { billOf } from "../cost/bill";
import { costLines } from "../cost/report";
import { previewTarget } from "../preview/preview";
import { report } from "../preview/report";
import { findTarget } from "../preview/target";
import { accountUse } from "../quotas/consumption";
import { quotaLines } from "../quotas/report";

/** Prints what part of prod's preview its cost, capacity and quotas take, in percent; printed by the bench of previews. */
async function main(): Promise<void> {
    const root = join(__dirname, "..");
    const start = performance.now();
    const preview = await previewTarget(root, findTarget(root, "prod"));
    report(preview);
    const whole = performance.now() - start;
    // The bill is kept for a list of stacks: another list has it computed anew.
    const again = { ...preview, stacks: [...preview.stacks] };
    const before = performance.now();
    billOf(again);
    costLines(again);
    quotaLines(accountUse(again));
    const own = performance.now() - before;
    console.log(((100 * own) / (whole - own)).toFixed(1));
}

void main();
