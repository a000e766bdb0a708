import { chmodSync, writeFileSync } from "node:fs";

/** Writes a program of the shell's, to stand on a PATH in the place of another one. */
export function writeProgram(file: string, script: string): void {
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
}
