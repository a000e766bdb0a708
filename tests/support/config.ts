import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readSettings, SettingsError, type Mistake } from "../../stacks/settings";

/** Root of the repository. */
export const repository = join(__dirname, "..", "..");

/** A YAML file of the repository. */
export function readYaml(file: string): Record<string, Record<string, unknown>> {
    return parse(readFileSync(join(repository, file), "utf8")) as Record<string, Record<string, unknown>>;
}

/** Config as the engine hands it over: text as it is, everything else as JSON text. */
export function asConfig(values: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(values)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
}

/** The config of one of the repository's environments. */
export function environmentConfig(environment: string): Record<string, string> {
    return asConfig(readYaml(`Pulumi.${environment}.yaml`).config ?? {});
}

/** A cell as a person writes it, with nothing but what is required; `index` keeps its name and network its own. */
export function cellEntry(
    index = 1,
    changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
    return { name: `us-east-1-c${index}`, region: "us-east-1", cidr: `10.${index}.0.0/16`, ...changes };
}

/** The smallest settings that are right, with changes; a change to undefined leaves the key out. */
export function configWith(changes: Readonly<Record<string, unknown>> = {}): Record<string, string> {
    const settings: Record<string, unknown> = {
        environment: "dev",
        layout: "one-stack",
        phase: 1,
        users: 1000,
        domain: "app.example.com",
        dnsZone: "example.com",
        image: "registry.example.com/medease/backend:1.0.0",
        alarmEmails: ["oncall@example.com"],
        cells: [cellEntry()],
        ...changes,
    };
    return asConfig(
        Object.fromEntries(
            Object.entries(settings).map(([key, value]) => [`medease-platform:${key}`, value]),
        ),
    );
}

/** The error that reading this config throws; fails where it throws none or another. */
export function settingsErrorOf(config: Record<string, string>, secretKeys: string[] = []): SettingsError {
    try {
        readSettings(config, secretKeys);
    } catch (error) {
        if (error instanceof SettingsError) return error;
        throw error;
    }
    throw new Error("the settings were accepted");
}

/** The mistakes in the smallest right settings with these changes, each as one sentence. */
export function mistakesWith(changes: Readonly<Record<string, unknown>>): readonly string[] {
    return settingsErrorOf(configWith(changes)).mistakes.map(
        ({ path, got, expected, remedy }: Mistake) => `${path}: got ${got}; expected ${expected}; ${remedy}`,
    );
}
