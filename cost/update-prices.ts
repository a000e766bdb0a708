/** `npm run prices:update` reads the prices anew from the AWS Price List. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { regions } from "../strategy/regions";
import { PriceListError, readerOf } from "./price-reader";
import { updated, type PriceTable } from "./price-update";

/** The Price List could not be read (EX_NOPERM of sysexits.h). */
const exitUnread = 77;

async function main(): Promise<number> {
    const file = join(__dirname, "table.json");
    const table = JSON.parse(readFileSync(file, "utf8")) as PriceTable;
    const day = new Date().toISOString().slice(0, 10);
    try {
        const { table: fresh, changes, kept } = await updated(table, readerOf(), regions, day);
        writeFileSync(file, JSON.stringify(fresh));
        for (const { key, region, from, to } of changes)
            process.stdout.write(
                `${key} in ${region}: ${from === undefined ? "new" : String(from)} -> ${to}\n`,
            );
        process.stdout.write(`${changes.length} prices changed; kept as they were: ${kept.join(", ")}\n`);
        return 0;
    } catch (error) {
        if (!(error instanceof PriceListError)) throw error;
        process.stderr.write(
            `the AWS Price List could not be read, and nothing was changed: ${error.message}\n` +
                "log in to AWS (the role needs pricing:GetProducts) and run it again\n",
        );
        return exitUnread;
    }
}

void main().then((code) => {
    process.exitCode = code;
});
