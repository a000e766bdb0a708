/** `npm run migrations:new -- <words>` begins a migration of that name. */
import { readdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { newMigration } from "./new-migration";

const folder = path.resolve(__dirname, "..", "migrations");
const made = newMigration(process.argv.slice(2), readdirSync(folder), new Date());
if ("mistake" in made) {
    process.stderr.write(`${made.mistake}\n`);
    process.exitCode = 2;
} else {
    writeFileSync(path.join(folder, made.file), made.text, { flag: "wx" });
    process.stdout.write(
        `migrations/${made.file}\nwrite both sections, then: npm run migrations:lint, npm run db:up, npm run migrations:lock\n`,
    );
}
