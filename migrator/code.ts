import { join, relative, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { MigrationBundle } from "./bundle";

/** The runner in one file, as Lambda runs it; written by `npm run migrator:build`, so that `up` compiles nothing. */
export const runnerArtefact = join(__dirname, "artefact", "index.js");

/** What Lambda calls: the file and its export. */
export const runnerHandler = "index.handler";

/**
 * The function's code: the runner, and beside it what it is to apply. The path is the repository's own, so that the state
 * names no machine; Pulumi compares contents, not paths.
 */
export function runnerCode(bundle: MigrationBundle): pulumi.asset.AssetArchive {
    const path = relative(process.cwd(), runnerArtefact).split(sep).join("/");
    return new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.FileAsset(path),
        "bundle.json": new pulumi.asset.StringAsset(JSON.stringify(bundle)),
    });
}
