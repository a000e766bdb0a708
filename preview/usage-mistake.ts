/** Whether Node.js refused the command line: an option that it does not know, or one without its value. */
export function isUsageMistake(error: unknown): error is Error {
    return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
