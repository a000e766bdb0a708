/** Whether somebody asks how a command is used, which is no mistake: the usage goes to stdout, and the exit code is 0. */
export function asksForHelp(args: readonly (string | undefined)[]): boolean {
    return args.includes("--help") || args.includes("-h");
}

/** Whether Node.js refused the command line: an option that it does not know, or one without its value. */
export function isUsageMistake(error: unknown): error is Error {
    return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
