import { Mistake } from "./mistake";

/** Runs a command and prints what it says. Exit code 2 for a mistake, 70 for a fault of its own (sysexits.h). */
export function runCommand(work: () => Promise<string>): void {
    work().then(
        (text) => {
            process.stdout.write(`${text}\n`);
        },
        (error: unknown) => {
            const mistake = error instanceof Mistake;
            process.stderr.write(
                `${error instanceof Error ? (mistake ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
            );
            process.exitCode = mistake ? 2 : 70;
        },
    );
}
