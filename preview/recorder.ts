import * as pulumi from "@pulumi/pulumi";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type {
    ReadResourceRequest,
    RegisterResourceOutputsRequest,
    RegisterResourceRequest,
    ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { aliasUrns } from "./aliases";
import { keepingRejections } from "./rejections";
import { answerCall, plausibleId, plausibleOutputs } from "./stand-in";
import { noOptions, type Registration } from "./registration";
import { optionsOf } from "./resource-options";
import { isStackUrn, urnOf, type UrnParts } from "./urn";
import { untraced } from "./untraced";
import { unwrapSecrets } from "./wire";

/** What a run of a program left behind. */
export interface Recording {
    readonly resources: readonly Registration[];
    /** What the program exported, on the wire. */
    readonly outputs: Readonly<Record<string, unknown>>;
}

/** How to run a program. */
export interface RecordOptions {
    readonly project: string;
    readonly stack: string;
    /** Config by full key ("project:key"); objects as JSON text, as the engine passes them. */
    readonly config?: Readonly<Record<string, string>>;
    /** In a preview, values that only the cloud can compute are unknown. @default true */
    readonly preview?: boolean;
    /** Outputs that stack references resolve to, by the referenced stack's full name. */
    readonly stackOutputs?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

type Callback = (error: Error | null, response?: unknown) => void;

/**
 * Plays the engine's resource monitor for one run: keeps every registration whole and answers with the
 * inputs, and outside a preview with plausible outputs.
 */
class Recorder {
    readonly registrations: Registration[] = [];
    outputs: Record<string, unknown> = {};
    /** Kept rather than thrown into the SDK, where one would surface as an unhandled rejection. */
    readonly failures: string[] = [];
    private readonly urns = new Set<string>();
    private readonly providerRegions = new Map<string, string>();
    private readonly aliases = new Map<string, readonly string[]>();

    constructor(private readonly options: RecordOptions) {}

    /** The functions that replace the mock monitor's own. */
    monitor(): Record<string, unknown> {
        return {
            registerResource: (request: RegisterResourceRequest, callback: Callback) => {
                callback(null, this.register(request));
            },
            readResource: (request: ReadResourceRequest, callback: Callback) => {
                callback(null, this.readStackReference(request));
            },
            registerResourceOutputs: (request: RegisterResourceOutputsRequest, callback: Callback) => {
                if (isStackUrn(request.getUrn())) {
                    this.outputs = request.getOutputs()?.toJavaScript() ?? {};
                }
                callback(null, {});
            },
            invoke: (request: ResourceInvokeRequest, callback: Callback) => {
                callback(null, this.call(request));
            },
        };
    }

    private call(request: ResourceInvokeRequest): unknown {
        let result: Readonly<Record<string, unknown>> = {};
        const token = request.getTok();
        if (token.startsWith("aws:") && request.getProvider() === "") {
            this.failures.push(`${token} is called without a provider; it would ask the default region`);
        }
        try {
            const args = request.getArgs()?.toJavaScript() ?? {};
            result = answerCall(token, args, this.regionOf(request.getProvider()));
        } catch (error) {
            this.failures.push(error instanceof Error ? error.message : String(error));
        }
        return { getReturn: () => toStruct(result), getFailuresList: () => [] };
    }

    private register(request: RegisterResourceRequest): unknown {
        const [type, name] = [request.getType(), request.getName()];
        const urn = urnOf(this.parts(request));
        if (this.urns.has(urn)) {
            this.failures.push(`Duplicate resource URN '${urn}'; try giving it a unique name`);
        }
        this.urns.add(urn);
        const aliases = this.aliasesOf(request);
        this.aliases.set(urn, aliases);

        const inputs = request.getObject()?.toJavaScript() ?? {};
        if (type.startsWith("pulumi:providers:")) {
            const region = inputs.region;
            if (typeof region === "string") this.providerRegions.set(urn, region);
        }
        const isMade = this.options.preview === false && request.getCustom();
        const computed = isMade
            ? plausibleOutputs(type, name, unwrapSecrets(inputs), this.regionOf(request.getProvider()))
            : {};
        const id = isMade ? plausibleId(type, name, computed) : "";
        const state = { ...inputs, ...computed };
        const propertyDependencies: Record<string, readonly string[]> = {};
        request.getPropertydependenciesMap().forEach((value, key) => {
            propertyDependencies[key] = value.getUrnsList();
        });
        const [parent, provider] = [request.getParent(), request.getProvider()];
        this.registrations.push({
            urn,
            type,
            name,
            custom: request.getCustom(),
            ...(parent === "" ? {} : { parent }),
            ...(provider === "" ? {} : { provider }),
            inputs,
            state,
            dependencies: request.getDependenciesList(),
            propertyDependencies,
            options: optionsOf(request, aliases),
        });
        return {
            getUrn: () => urn,
            getId: () => id,
            // As it was asked for, where nothing came to it: to build the message anew takes 3 % of a preview.
            getObject: () => (isMade ? toStruct(state) : request.getObject()),
            getStable: () => false,
            getStablesList: () => [],
            getPropertydependenciesMap: () => new Map(),
            getResult: () => 0,
        };
    }

    /** Only stack references are read; anything else would be a look-up this project does not make. */
    private readStackReference(request: ReadResourceRequest): unknown {
        const [type, name, parent, id] = [
            request.getType(),
            request.getName(),
            request.getParent(),
            request.getId(),
        ];
        const outputs = this.options.stackOutputs?.[id];
        if (outputs === undefined) this.failures.push(`unknown stack "${id}"`);
        const urn = urnOf(this.parts(request));
        const state = { name: id, outputs: outputs ?? {}, secretOutputNames: [] };
        this.registrations.push({
            urn,
            type,
            name,
            custom: true,
            ...(parent === "" ? {} : { parent }),
            inputs: { name: id },
            state,
            dependencies: [],
            propertyDependencies: {},
            options: noOptions,
        });
        return { getUrn: () => urn, getProperties: () => toStruct(state) };
    }

    private parts(request: RegisterResourceRequest | ReadResourceRequest): UrnParts {
        const { stack, project } = this.options;
        const [parent, type, name] = [request.getParent(), request.getType(), request.getName()];
        return { stack, project, parent, type, name };
    }

    private aliasesOf(request: RegisterResourceRequest): readonly string[] {
        const inherited = this.aliases.get(request.getParent()) ?? [];
        return aliasUrns(request.getAliasesList(), this.parts(request), inherited);
    }

    private regionOf(provider: string): string | undefined {
        return this.providerRegions.get(provider.slice(0, provider.lastIndexOf("::")));
    }
}

function toStruct(value: Readonly<Record<string, unknown>>): Struct {
    return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}

/**
 * Runs a Pulumi program in this process, inside a root stack, and records every registration. Nothing is
 * created and no network connection is opened.
 *
 * @throws what the program throws; Error where two resources have one URN, a referenced stack is missing, an output
 * that a resource needs is rejected, or a function has no stand-in.
 */
export function record(program: Program, options: RecordOptions): Promise<Recording> {
    const recording = lastRun.then(() => runWithoutTraces(program, options));
    lastRun = recording.catch(() => undefined);
    return recording;
}

/** Untraced, which takes half of the time. What fails is run again with traces, so that the error has its stack. */
async function runWithoutTraces(program: Program, options: RecordOptions): Promise<Recording> {
    try {
        return await untraced(() => run(program, options));
    } catch {
        return await run(program, options);
    }
}

type Program = () => Promise<Record<string, unknown> | undefined>;

/** The SDK keeps its runtime in one place per process: a run waits for the one before it. */
let lastRun: Promise<unknown> = Promise.resolve();

async function run(program: Program, options: RecordOptions): Promise<Recording> {
    await pulumi.runtime.setMocks(
        { call: () => ({}), newResource: () => ({ id: undefined, state: {} }) },
        options.project,
        options.stack,
        options.preview ?? true,
        "organization",
    );
    pulumi.runtime.setAllConfig({ ...options.config });
    const recorder = new Recorder(options);
    Object.assign(pulumi.runtime.getMonitor() ?? {}, recorder.monitor());

    await keepingRejections(recorder.failures, async () => {
        await pulumi.runtime.runInPulumiStack(program);
        await pulumi.runtime.disconnect();
    });
    if (recorder.failures.length > 0) throw new Error([...new Set(recorder.failures)].join("\n"));
    if (recorder.registrations.length === 0) {
        throw new Error("nothing was recorded: the Pulumi SDK no longer takes the recorder's monitor");
    }
    return { resources: recorder.registrations, outputs: recorder.outputs };
}
