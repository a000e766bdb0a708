import { join } from "node:path";
import { buildSync } from "esbuild";

/**
 * Compiles the runner and `pg` into one file, the same bytes from the same sources on every machine, for the oldest
 * Node.js that the tests run on. The SDK of AWS is part of Lambda's Node.js; `pg-native` and `cloudflare:sockets` are ways of `pg` that are not taken here.
 */
export function compileRunner(): string {
    const { outputFiles } = buildSync({
        entryPoints: [join(__dirname, "handler.ts")],
        absWorkingDir: join(__dirname, ".."),
        bundle: true,
        write: false,
        platform: "node",
        target: "node20",
        format: "cjs",
        external: ["@aws-sdk/*", "pg-native", "cloudflare:sockets"],
        legalComments: "inline",
        charset: "utf8",
        logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
}
