import { readFileSync } from "node:fs";
import { z } from "zod";
import { noOptions, type Registration } from "./registration";
import { secretOf, signatureKey, unknownSentinel } from "./wire";

/** A file that is no exported state of a stack. */
export class StateError extends Error {}

const properties = z.record(z.string(), z.unknown()).nullish();
const urns = z.array(z.string()).nullish();

/** A resource as the engine writes it down (pulumi/pulumi: sdk/go/common/apitype/core.go, ResourceV3), as far as rules ask. */
const resource = z.object({
    urn: z
        .string()
        .regex(/^urn:pulumi:.*::.*::.*::./, "must be a URN, urn:pulumi:<stack>::<project>::<type>::<name>"),
    type: z.string(),
    custom: z.boolean().default(false),
    /** An old copy that waits for its deletion. */
    delete: z.boolean().default(false),
    /** Read by the program and made by nobody here. */
    external: z.boolean().default(false),
    parent: z.string().nullish(),
    provider: z.string().nullish(),
    inputs: properties,
    outputs: properties,
    dependencies: urns,
    propertyDependencies: z.record(z.string(), urns).nullish(),
    protect: z.boolean().nullish(),
    ignoreChanges: urns,
});

const deployment = z.object({ resources: z.array(resource).nullish() });

/**
 * What `pulumi stack export` writes, and what a backend of files or buckets keeps: a checkpoint, whose deployment is absent
 * before the first update. Version 4 says which features it uses, none of which changes what is read here (pulumi/pulumi:
 * sdk/go/common/apitype/core.go, UntypedDeployment and VersionedCheckpoint).
 */
const versions = z.union([z.literal(3), z.literal(4)]);
const exported = z.object({ version: versions, deployment });
const checkpointed = z.object({
    version: versions,
    checkpoint: z.object({ latest: deployment.nullish() }),
});

/** A secret that `--show-secrets` wrote down: JSON in a text. */
function decrypted(plaintext: string): unknown {
    try {
        return JSON.parse(plaintext);
    } catch {
        throw new StateError(
            "a secret's plaintext is not JSON; export the stack anew with `--show-secrets`, or without",
        );
    }
}

/** Values as the protocol has them: an encrypted secret is unknown here, a plain one (`--show-secrets`) is what it is. */
function toWire(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(toWire);
    if (typeof value !== "object" || value === null) return value;
    const fields = value as Readonly<Record<string, unknown>>;
    if (signatureKey in fields && ("ciphertext" in fields || "plaintext" in fields)) {
        const { plaintext } = fields;
        return secretOf(typeof plaintext === "string" ? toWire(decrypted(plaintext)) : unknownSentinel);
    }
    return Object.fromEntries(Object.entries(fields).map(([key, inner]) => [key, toWire(inner)]));
}

/** Inputs that the provider put there itself (pulumi-terraform-bridge: pkg/tfbridge, `__defaults`) are listed under this. */
const defaultsKey = "__defaults";

/** What each property comes from, and of those that the program gave a plain value to, that it comes from nothing. */
function sourcesOf(
    { propertyDependencies }: z.infer<typeof resource>,
    inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, readonly string[]>> {
    const { [defaultsKey]: listed, ...others } = inputs;
    const defaults: readonly unknown[] = Array.isArray(listed) ? listed : [];
    const given = Object.keys(others).filter((name) => !defaults.includes(name));
    const sources = new Map<string, readonly string[]>(given.map((name) => [name, []]));
    for (const [name, from] of Object.entries(propertyDependencies ?? {})) sources.set(name, from ?? []);
    return Object.fromEntries(sources);
}

function registrationOf(one: z.infer<typeof resource>): Registration {
    const inputs = toWire(one.inputs ?? {}) as Readonly<Record<string, unknown>>;
    const outputs = toWire(one.outputs ?? {}) as Readonly<Record<string, unknown>>;
    return {
        urn: one.urn,
        type: one.type,
        name: one.urn.split("::").slice(3).join("::"),
        custom: one.custom,
        ...(typeof one.parent === "string" && one.parent !== "" ? { parent: one.parent } : {}),
        ...(typeof one.provider === "string" && one.provider !== "" ? { provider: one.provider } : {}),
        inputs,
        state: { ...inputs, ...outputs },
        dependencies: one.dependencies ?? [],
        propertyDependencies: sourcesOf(one, inputs),
        external: one.external,
        options: {
            ...noOptions,
            ignoreChanges: one.ignoreChanges ?? [],
            protect: one.protect ?? false,
        },
    };
}

/**
 * The resources of a stack, from what `pulumi stack export` writes. What was being created when an update was killed is a
 * pending operation and no resource yet.
 *
 * @throws StateError where the text is something else.
 */
export function parseState(text: string, file: string): readonly Registration[] {
    let document: unknown;
    try {
        // PowerShell's `>` begins a file with a byte order mark.
        document = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch {
        throw new StateError(`${file} is not JSON; write it with \`pulumi stack export --file ${file}\``);
    }
    const isCheckpoint = typeof document === "object" && document !== null && "checkpoint" in document;
    const { data, error } = (isCheckpoint ? checkpointed : exported).safeParse(document);
    if (error !== undefined) {
        const [issue] = error.issues;
        throw new StateError(
            `${file} is no exported state (${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}); ` +
                `write it with \`pulumi stack export --file ${file}\``,
        );
    }
    const { resources } = "deployment" in data ? data.deployment : (data.checkpoint.latest ?? {});
    return (resources ?? []).filter((one) => !one.delete).map(registrationOf);
}

/** Reads an exported state. @throws StateError where there is none. */
export function readState(file: string): readonly Registration[] {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        throw new StateError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return parseState(text, file);
}
