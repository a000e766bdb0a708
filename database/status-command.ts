/** `npm run db:status` says which migrations the developer's database has. */
import { runCommand } from "./command";
import { readFlags } from "./flags";
import { localFolder, migrate, requireRunning } from "./local";

runCommand(async () => {
    const { folder } = readFlags(process.argv.slice(2), {}, { folder: localFolder });
    return migrate(await requireRunning(folder), ["status"]);
});
