/**
 * `npm run db:up` gives a developer a real database: the server from npm, all migrations, sample data. It stays up until
 * Ctrl-C; run again beside it, it applies what is new and ends.
 */
import { runCommand } from "./command";
import { readFlags } from "./flags";
import { localFolder, localPort, localSizes, openLocal } from "./local";

runCommand(async () => {
    const { folder, port, audit, ...sizes } = readFlags(
        process.argv.slice(2),
        {
            port: localPort,
            organizations: localSizes.organizations,
            patients: localSizes.patients,
            appointments: localSizes.appointments,
            records: localSizes.records,
            audit: localSizes.auditEntries,
        },
        { folder: localFolder },
    );
    const { url, done, stop, ended } = await openLocal(folder, port, { ...sizes, auditEntries: audit });
    const lines = [...done.filter((line) => line !== ""), "", url];
    if (stop === undefined || ended === undefined) return lines.join("\n");
    process.stdout.write(`${lines.join("\n")}\n\nin ${folder}; Ctrl-C stops it, npm run db:up resumes it\n`);
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void stop());
    await ended;
    return "stopped";
});
