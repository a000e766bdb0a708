import { statSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";

/** Of the JSON that a preview prints; it rises where a reader of the former one would be misled. */
export const documentVersion = 1;

const texts = z.array(z.string());

const resource = z.object({
    urn: z.string().startsWith("urn:pulumi:"),
    type: z.string(),
    name: z.string(),
    parent: z.string().nullable(),
    provider: z.string().nullable(),
    /** Unknown values are `{"$unknown": true}`, secrets `{"$secret": true}`. */
    inputs: z.record(z.string(), z.unknown()),
    dependencies: texts.readonly(),
    propertyDependencies: z.record(z.string(), texts.readonly()),
    options: z.object({
        ignoreChanges: texts.readonly(),
        protect: z.boolean(),
        deleteBeforeReplace: z.boolean(),
        replaceOnChanges: texts.readonly(),
        retainOnDelete: z.boolean(),
        additionalSecretOutputs: texts.readonly(),
        aliases: texts.readonly(),
        timeouts: z.record(z.string(), z.string()),
    }),
});

const violation = z.object({
    stack: z.string(),
    pack: z.string(),
    rule: z.string(),
    enforcementLevel: z.enum(["mandatory", "advisory"]),
    urn: z.string().nullable(),
    message: z.string(),
    remediation: z.string(),
    undecided: z.boolean(),
});

/** Parts that nothing here names (capacity, cost …) are kept as they are: whoever measures them reads them. */
const document = z.looseObject({
    version: z.literal(documentVersion),
    environment: z.string(),
    target: z.string(),
    stacks: z
        .array(
            z.looseObject({
                name: z.string(),
                behaviors: z.unknown(),
                resources: z.array(resource).readonly(),
            }),
        )
        .readonly(),
    violations: z.array(violation).readonly(),
    exemptions: z
        .array(z.object({ rule: z.string(), resource: z.string(), reason: z.string(), expires: z.string() }))
        .readonly(),
});

/** A preview as the JSON that it prints. */
export type PreviewDocument = z.infer<typeof document>;

/** A resource of {@link PreviewDocument}. */
export type ResourceDocument = z.infer<typeof resource>;

/** A finding of {@link PreviewDocument}. */
export type ViolationDocument = z.infer<typeof violation>;

/** A file that is no preview to compare with; the message says how to make one. */
export class DocumentError extends Error {}

/** What npm itself prints before the JSON where `--silent` is not said: blank lines, and lines that begin with ">". */
const npmBanner = /^(?:[ \t]*\r?\n|>.*\r?\n)*/;

/**
 * The preview that a text holds, where it is of the same environment and the same stacks as `target` names.
 *
 * @throws DocumentError where it is anything else.
 */
export function parseDocument(text: string, file: string, target: string): PreviewDocument {
    const remedy = `write it anew, before the change: npm run --silent preview -- ${target} --json > ${file}`;
    const refuse = (what: string): DocumentError => new DocumentError(`${file} ${what}; ${remedy}`);

    const json = text.replace(/^\uFEFF/, "").replace(npmBanner, "");
    if (json.trim() === "") throw refuse("is empty: the preview that should have written it failed");
    let parsed: unknown;
    try {
        parsed = JSON.parse(json);
    } catch {
        throw refuse(
            json.startsWith('{"version":') || json.startsWith('{"environment":')
                ? `is cut off after ${String(text.length)} characters`
                : "is not JSON",
        );
    }
    const found = z.looseObject({ environment: z.string(), stacks: z.array(z.unknown()) }).safeParse(parsed);
    if (!found.success) throw refuse("is JSON, but no preview");
    const { version, environment, target: of } = found.data;
    if (version !== documentVersion) {
        throw refuse(
            `is of ${version === undefined ? "a time before versions" : `version ${JSON.stringify(version)}`}, ` +
                `and this preview reads version ${String(documentVersion)} only`,
        );
    }
    if (of !== target) {
        throw refuse(
            `shows ${String(of)}${of === environment ? "" : ` of ${environment}`}, and ${target} is asked for`,
        );
    }
    const { data, error } = document.safeParse(parsed);
    if (error === undefined) return data;
    const [issue] = error.issues;
    throw refuse(`is no whole preview (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""})`);
}

/**
 * Reads a preview's JSON. A relative path is meant from where `npm run` was called, where the shell wrote the file.
 *
 * @throws DocumentError where there is none.
 */
export function readDocument(file: string, target: string): PreviewDocument {
    const { npm_lifecycle_event: script, INIT_CWD: calledFrom } = process.env;
    const path = resolve(script === "preview" ? (calledFrom ?? "") : "", file);
    let text: string;
    try {
        if (statSync(path).isDirectory()) {
            throw new DocumentError(
                `${file} is a directory; name the file that a preview's --json was written to`,
            );
        }
        text = readFileSync(path, "utf8");
    } catch (error) {
        if (error instanceof DocumentError) throw error;
        const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
        throw new DocumentError(
            isMissing
                ? `there is no file ${file}; write it, before the change: npm run --silent preview -- ${target} --json > ${file}`
                : `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
        );
    }
    return parseDocument(text, file, target);
}
