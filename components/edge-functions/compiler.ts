import { readFileSync } from "node:fs";
import * as ts from "typescript";
import { sourceFile, type EdgeFunction } from "./artefact";

/** The command that brings the artefacts up to date. */
export const buildCommand = "npm run edge:build";

/**
 * The artefact of a function. CloudFront takes one file, without exports, whose `handler` it calls. ES2017 is the youngest
 * standard whose syntax TypeScript can be told to stay within and that has the runtime's `await`; what the runtime lacks
 * of it, the sources do not use, and a test says so.
 */
export function compile(name: EdgeFunction): string {
    const { outputText } = ts.transpileModule(readFileSync(sourceFile(name), "utf8"), {
        compilerOptions: {
            target: ts.ScriptTarget.ES2017,
            module: ts.ModuleKind.ES2022,
            removeComments: true, // they count against the 10 KB
        },
    });
    const code = outputText.replace(/^export (?=(async )?function handler\()/m, "");
    return `// Compiled from ${name}.ts by ${buildCommand}; change that.\n${code}`;
}
