/** `npm run cost:docs` writes docs/cost.md. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { previewTarget } from "../preview/preview";
import { findTarget } from "../preview/target";
import { linearity } from "./linearity";
import { costPage } from "./page";
import { strategySizes } from "./strategy";
import { strategyBill } from "./strategy-bills";

async function main(): Promise<void> {
    const root = join(__dirname, "..");
    const prod = await previewTarget(root, findTarget(root, "prod"));
    const sizes = [];
    for (const size of strategySizes) sizes.push(await strategyBill(size));
    writeFileSync(join(root, "docs", "cost.md"), costPage({ sizes, linear: linearity(prod) }));
}

void main();
