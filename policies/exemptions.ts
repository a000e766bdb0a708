import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A breach that somebody answers for, until a day. */
export interface Exemption {
    /** `<pack>/<rule>`. */
    readonly rule: string;
    /** URN, or name with `*` for any text, of the resources that may break the rule. */
    readonly resource: string;
    /** Stack, with `*` for any text; every stack where it is not said. A URN says it by itself. */
    readonly stack?: string;
    /** Why the breach does no harm, or less than mending it. */
    readonly reason: string;
    /** Who answers for it. */
    readonly owner: string;
    /** Last day, as `2027-03-31`. */
    readonly expires: string;
}

/** An exemptions file that holds mistakes; all of them are told at once. */
export class ExemptionsError extends Error {}

/** Environment variable that names another file than {@link defaultFile}; a pack has no working directory of its own. */
const fileVariable = "POLICY_EXEMPTIONS";

/** The repository's own. */
const defaultFile = join(__dirname, "exemptions.yaml");

const fields = ["rule", "resource", "stack", "reason", "owner", "expires"];
const required = fields.filter((field) => field !== "stack");

/** Whether a text is a day of the calendar: 30 February is none. */
function isDay(text: string): boolean {
    const day = new Date(text);
    return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

function mistakesOf(entry: unknown, index: number): readonly string[] {
    const at = `exemptions[${String(index)}]`;
    if (typeof entry !== "object" || entry === null) return [`${at}: must say ${required.join(", ")}`];
    const values = new Map<string, unknown>(Object.entries(entry));
    const text = (field: string): string => {
        const value = values.get(field);
        return typeof value === "string" ? value.trim() : "";
    };
    const wrong = [
        ...[...values.keys()]
            .filter((key) => !fields.includes(key))
            .map((key) => `${at}.${key}: not known; an exemption says ${fields.join(", ")}`),
        ...required
            .filter((field) => text(field) === "")
            .map((field) => `${at}.${field}: must be a text that is not empty`),
    ];
    const expires = text("expires");
    if (expires !== "" && !isDay(expires)) {
        wrong.push(`${at}.expires: got ${expires}; must be a day such as 2027-03-31`);
    }
    if (text("rule") !== "" && !/^[a-z-]+\/[a-z0-9-]+$/.test(text("rule"))) {
        wrong.push(`${at}.rule: got ${text("rule")}; must be <pack>/<rule>`);
    }
    return wrong;
}

/**
 * Exemptions from the text of a file.
 *
 * @throws ExemptionsError with every mistake.
 */
export function parseExemptions(text: string, file: string): readonly Exemption[] {
    let document: unknown;
    try {
        document = parse(text);
    } catch (error) {
        throw new ExemptionsError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    const list: unknown =
        typeof document === "object" && document !== null && "exemptions" in document
            ? document.exemptions
            : undefined;
    if (!Array.isArray(list)) throw new ExemptionsError(`${file}: must hold a list "exemptions"`);
    const entries: readonly unknown[] = list;
    const mistakes = entries.flatMap(mistakesOf);
    if (mistakes.length > 0) throw new ExemptionsError(mistakes.map((one) => `${file}: ${one}`).join("\n"));
    return entries as readonly Exemption[];
}

/**
 * The exemptions in force: of the file that POLICY_EXEMPTIONS names, else of the one beside the packs, if there is one.
 *
 * @throws ExemptionsError where the file holds mistakes, or a named one is missing.
 */
export function readExemptions(): readonly Exemption[] {
    const named = process.env[fileVariable];
    const file = named === undefined || named === "" ? defaultFile : named;
    if (!existsSync(file)) {
        if (file === defaultFile) return [];
        throw new ExemptionsError(`${fileVariable}: there is no file ${file}`);
    }
    return parseExemptions(readFileSync(file, "utf8"), file);
}

/** Whether a text is what a pattern with `*` says. */
export function matches(pattern: string, text: string): boolean {
    const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(text);
}

/** Whether an exemption is about a stack. */
export function isAbout(exemption: Exemption, stack: string): boolean {
    return exemption.resource.startsWith("urn:")
        ? exemption.resource.startsWith(`urn:pulumi:${stack}::`)
        : matches(exemption.stack ?? "*", stack);
}

/** Whether an exemption is about a resource of a stack that it is about. */
export function covers(
    { resource }: Exemption,
    found: { readonly urn: string; readonly name: string },
): boolean {
    return resource.startsWith("urn:") ? resource === found.urn : matches(resource, found.name);
}

/** Today, as exemptions write days. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Whether the last day is over. */
export function hasExpired({ expires }: Exemption, day: string): boolean {
    return expires < day;
}
