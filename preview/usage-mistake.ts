/**
 * Shows how a command is used where somebody asks for it: on stdout, because that is no mistake and the exit code is 0.
 * True where it did; `usage` may read settings, and is asked only then.
 */
export function helped(args: readonly (string | undefined)[], usage: () => string): boolean {
    const asked = args.includes("--help") || args.includes("-h");
    if (asked) process.stdout.write(`${usage()}\n`);
    return asked;
}

/** Whether Node.js refused the command line: an option that it does not know, or one without its value. */
export function isUsageMistake(error: unknown): error is Error {
    return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
