import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "./platform";

/** The version of a module that a go.mod under `engine/` requires, without its "v". */
export function requiredVersion(goModule: string, folder: "cli" | "language-host"): string {
    const file = readFileSync(join(repository, "engine", folder, "go.mod"), "utf8");
    const [, version] = new RegExp(`^\\t${goModule} v(\\S+)`, "m").exec(file) ?? [];
    assert.ok(version !== undefined, `engine/${folder}/go.mod requires no ${goModule}`);
    return version;
}

/** The Pulumi CLI that the engine's tests are written for and the workflows install. */
export const pinnedCli = requiredVersion("github.com/pulumi/pulumi/pkg/v3", "cli");

/** The language host that is built where there is no complete Pulumi. */
export const pinnedHost = requiredVersion("github.com/pulumi/pulumi/sdk/v3", "language-host");
