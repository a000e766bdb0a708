import { existsSync, readFileSync } from "node:fs";

/** One step that the engine took or would take. */
export interface Step {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** Properties that differ, where the step is an update or a replacement. */
    readonly diffs: readonly string[];
    /** Properties that force a replacement. */
    readonly replacedBy: readonly string[];
    readonly parent?: string;
    /** Provider reference `URN::id`. */
    readonly provider?: string;
    /** Inputs and outputs after the step. */
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly outputs: Readonly<Record<string, unknown>>;
    readonly protect: boolean;
}

/** What a policy pack said. */
export interface PolicyFinding {
    readonly pack: string;
    readonly rule: string;
    readonly urn?: string;
    readonly message: string;
    readonly enforcementLevel: string;
}

/** A line that the engine, the program or a provider printed. */
export interface Diagnostic {
    readonly severity: string;
    readonly urn?: string;
    readonly message: string;
}

/** What one command of the CLI did. */
export interface EngineRun {
    readonly exitCode: number | null;
    readonly seconds: number;
    /** Standard output and error, for messages of failed tests. */
    readonly text: string;
    readonly steps: readonly Step[];
    /** Steps that failed at the provider. */
    readonly failed: readonly Step[];
    readonly policies: readonly PolicyFinding[];
    readonly diagnostics: readonly Diagnostic[];
}

interface StepMetadata {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly diffs?: readonly string[] | null;
    readonly keys?: readonly string[] | null;
    readonly provider?: string;
    readonly new?: StepState | null;
    readonly old?: StepState | null;
}

interface StepState {
    readonly parent?: string;
    readonly protect?: boolean;
    readonly inputs?: Readonly<Record<string, unknown>> | null;
    readonly outputs?: Readonly<Record<string, unknown>> | null;
}

interface EngineEvent {
    readonly resourcePreEvent?: { readonly metadata: StepMetadata };
    readonly resOutputsEvent?: { readonly metadata: StepMetadata };
    readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
    readonly diagnosticEvent?: {
        readonly severity: string;
        readonly urn?: string;
        readonly message: string;
        readonly ephemeral?: boolean;
    };
    readonly policyEvent?: {
        readonly policyPackName: string;
        readonly policyName: string;
        readonly resourceUrn?: string;
        readonly message: string;
        readonly enforcementLevel: string;
    };
}

/** The engine colours texts with marks such as `<{%fg 1%}>`. */
const plain = (text: string): string => text.replaceAll(/<\{%.*?%\}>/g, "").trim();

function toStep({ op, urn, type, diffs, keys, provider, new: made, old }: StepMetadata): Step {
    const state = made ?? old;
    return {
        op,
        urn,
        type,
        name: urn.split("::")[3] ?? "",
        diffs: diffs ?? [],
        replacedBy: keys ?? [],
        ...(state?.parent === undefined || state.parent === "" ? {} : { parent: state.parent }),
        ...(provider === undefined || provider === "" ? {} : { provider }),
        inputs: state?.inputs ?? {},
        outputs: state?.outputs ?? {},
        protect: state?.protect ?? false,
    };
}

/**
 * Reads the log that the CLI writes with `--event-log`. A command that previews first begins the log anew for the
 * update, so that the log is of the preview only where that has stopped the command.
 */
export function readEventLog(file: string): Omit<EngineRun, "exitCode" | "seconds" | "text"> {
    const events = existsSync(file)
        ? readFileSync(file, "utf8")
              .split("\n")
              .filter((line) => line !== "")
              .map((line) => JSON.parse(line) as EngineEvent)
        : [];
    // What a resource has become follows in a later event than what was planned for it.
    const steps = new Map<string, Step>();
    const failed: Step[] = [];
    for (const { resourcePreEvent, resOutputsEvent, resOpFailedEvent } of events) {
        for (const event of [resourcePreEvent, resOutputsEvent]) {
            if (event === undefined) continue;
            const step = toStep(event.metadata);
            steps.set(`${step.op} ${step.urn}`, step);
        }
        if (resOpFailedEvent !== undefined) failed.push(toStep(resOpFailedEvent.metadata));
    }
    return {
        steps: [...steps.values()],
        failed,
        policies: events.flatMap(({ policyEvent: event }) =>
            event === undefined
                ? []
                : [
                      {
                          pack: event.policyPackName,
                          rule: event.policyName,
                          ...(event.resourceUrn === undefined ? {} : { urn: event.resourceUrn }),
                          message: plain(event.message),
                          enforcementLevel: event.enforcementLevel,
                      },
                  ],
        ),
        diagnostics: events.flatMap(({ diagnosticEvent: event }) =>
            event === undefined || event.ephemeral === true || event.severity === "debug"
                ? []
                : [
                      {
                          severity: event.severity,
                          ...(event.urn === undefined ? {} : { urn: event.urn }),
                          message: plain(event.message),
                      },
                  ],
        ),
    };
}
