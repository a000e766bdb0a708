import type { Registration } from "./registration";
import { isUnknown } from "./wire";

/** What a resource's inputs hold at a path such as "runtimePlatform.cpuArchitecture"; undefined where nothing known is. */
export function inputAt({ inputs }: Pick<Registration, "inputs">, path: string): unknown {
    let value: unknown = inputs;
    for (const key of path.split(".")) value = fieldOf(value, key);
    return value;
}

/** What an object holds under a key; undefined where nothing known is. */
export function fieldOf(value: unknown, key: string): unknown {
    if (typeof value !== "object" || value === null) return undefined;
    const inner = (value as Readonly<Record<string, unknown>>)[key];
    return inner === null || isUnknown(inner) ? undefined : inner;
}

/** A number, which the provider may take as text ("2048"); undefined where none is known. */
export function numberAt(resource: Pick<Registration, "inputs">, path: string): number | undefined {
    const value = inputAt(resource, path);
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A text; undefined where none is known. */
export function textAt(resource: Pick<Registration, "inputs">, path: string): string | undefined {
    const value = inputAt(resource, path);
    return typeof value === "string" ? value : undefined;
}

/** The items of a list; none where no list is known. */
export function listAt(resource: Pick<Registration, "inputs">, path: string): readonly unknown[] {
    const value = inputAt(resource, path);
    return Array.isArray(value) ? value : [];
}
