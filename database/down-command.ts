/** `npm run db:down` takes the newest migration back from the developer's database. */
import { runCommand } from "./command";
import { readFlags } from "./flags";
import { localFolder, migrate, requireRunning } from "./local";

runCommand(async () => {
    const { folder } = readFlags(process.argv.slice(2), {}, { folder: localFolder });
    return migrate(await requireRunning(folder), ["rollback"]);
});
