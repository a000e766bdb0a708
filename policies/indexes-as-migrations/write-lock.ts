/**
 * `npm run migrations:lock` replays the migrations and writes down what they leave behind; with `--check` it writes
 * nothing and exits 1 where the file says otherwise.
 */
import { directoriesOf, readBundle } from "./bundle";
import { lockMigrations } from "./lock-command";

lockMigrations(readBundle(directoriesOf({})), process.argv.includes("--check"))
    .then(({ ok, lines }) => {
        process[ok ? "stdout" : "stderr"].write(`${lines.join("\n")}\n`);
        process.exitCode = ok ? 0 : 1;
    })
    .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exitCode = 1;
    });
