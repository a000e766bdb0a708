import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Config as the engine hands it to a program: full keys, values as text, objects as JSON text. */
export type StackConfig = Readonly<Record<string, string>>;

interface ProjectFile {
    readonly name: string;
    readonly config?: Readonly<
        Record<string, { readonly default?: unknown; readonly value?: unknown } | string>
    >;
}

interface StackFile {
    readonly config?: Readonly<Record<string, unknown>>;
}

/** Project name of the folder's Pulumi.yaml. */
export function projectName(root: string): string {
    return readProject(root).name;
}

/** Environments that the folder has a `Pulumi.<environment>.yaml` for, in alphabetical order. */
export function environments(root: string): readonly string[] {
    return readdirSync(root)
        .map((file) => /^Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(file)?.[1])
        .filter((name) => name !== undefined)
        .sort();
}

/**
 * Config of one environment, with the project's defaults below it.
 *
 * @throws Error with the file's name where it is not YAML.
 */
export function environmentConfig(root: string, environment: string): StackConfig {
    const project = readProject(root);
    const file = `Pulumi.${environment}.yaml`;
    const stack = readYaml(join(root, file), file) as StackFile | null;
    const config: Record<string, string> = {};
    for (const [key, declared] of Object.entries(project.config ?? {})) {
        if (typeof declared === "string") continue;
        const preset = declared.value ?? declared.default;
        if (preset !== undefined) config[fullKey(project.name, key)] = asText(preset);
    }
    for (const [key, value] of Object.entries(stack?.config ?? {})) {
        config[fullKey(project.name, key)] = asText(value);
    }
    return config;
}

function readProject(root: string): ProjectFile {
    return readYaml(join(root, "Pulumi.yaml"), "Pulumi.yaml") as ProjectFile;
}

function readYaml(path: string, name: string): unknown {
    try {
        return parse(readFileSync(path, "utf8"));
    } catch (error) {
        throw new EnvironmentFileError(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
}

/** A settings file that cannot be read as YAML. */
export class EnvironmentFileError extends Error {}

/** Keys without a namespace belong to the project. */
function fullKey(project: string, key: string): string {
    return key.includes(":") ? key : `${project}:${key}`;
}

function asText(value: unknown): string {
    const shown = withStandIns(value);
    return typeof shown === "string" ? shown : JSON.stringify(shown);
}

/**
 * Only the stack's own passphrase or key opens an encrypted value, and a preview has neither. An address stands in
 * for it, a different one for a different value: what may be encrypted here is an address.
 */
function withStandIns(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withStandIns);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value);
    const [[key, text] = []] = entries;
    if (entries.length === 1 && key === "secure" && typeof text === "string") {
        const mark = createHash("sha256").update(text).digest("hex").slice(0, 8);
        return `https://encrypted.invalid/${mark}`;
    }
    return Object.fromEntries(entries.map(([name, inner]) => [name, withStandIns(inner)]));
}
