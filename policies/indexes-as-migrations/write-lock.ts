/**
 * `npm run migrations:lock` replays the migrations and writes down what they leave behind; with `--check` it writes
 * nothing and exits 1 where the file says otherwise. Another directory than this project's is named as in the pack's
 * configuration: `-- --migrationsDir db/migrations --layout goose`, `--queriesDir`, `--prelude`, `--server`.
 */
import { parseArgs } from "node:util";
import { directoriesOf, readBundle } from "./bundle";
import { layouts } from "./layouts/detect";
import { lockMigrations } from "./lock-command";

const { check, layout, ...config } = parseArgs({
    options: {
        check: { type: "boolean", default: false },
        migrationsDir: { type: "string" },
        queriesDir: { type: "string" },
        layout: { type: "string" },
        prelude: { type: "string" },
        server: { type: "string" },
    },
}).values;
const known = Object.values(layouts).find(({ name }) => name === layout)?.name;
if (layout !== undefined && known === undefined) throw new Error(`there is no layout ${layout}`);

lockMigrations(
    readBundle(directoriesOf({ ...config, ...(known === undefined ? {} : { layout: known }) })),
    check,
)
    .then(({ ok, lines }) => {
        process[ok ? "stdout" : "stderr"].write(`${lines.join("\n")}\n`);
        process.exitCode = ok ? 0 : 1;
    })
    .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exitCode = 1;
    });
