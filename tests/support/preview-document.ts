import type { PreviewDocument, ResourceDocument, ViolationDocument } from "../../preview/document";
import { noOptions } from "../../preview/registration";
import { urnOf } from "../../preview/urn";

/** What a test says of a resource; the rest is as small as it may be. */
export interface Wanted extends Partial<Omit<ResourceDocument, "options" | "type" | "name">> {
    readonly options?: Partial<ResourceDocument["options"]>;
}

/** A resource of the stack "prod-a", as a preview prints it. */
export function resourceOf(
    type: string,
    name: string,
    { options, ...wanted }: Wanted = {},
): ResourceDocument {
    const parent = wanted.parent ?? null;
    return {
        urn: urnOf({ stack: "prod-a", project: "shop", parent: parent ?? "", type, name }),
        type,
        name,
        parent,
        provider: null,
        inputs: {},
        dependencies: [],
        propertyDependencies: {},
        ...wanted,
        options: { ...noOptions, ...options },
    };
}

/** A preview of prod with the one stack "prod-a". */
export function documentOf(
    resources: readonly ResourceDocument[],
    parts: Partial<PreviewDocument> = {},
): PreviewDocument {
    return {
        version: 1,
        environment: "prod",
        target: "prod",
        stacks: [{ name: "prod-a", behaviors: [], resources }],
        violations: [],
        exemptions: [],
        ...parts,
    };
}

/** A finding about the stack as a whole. */
export function findingOf(wanted: Partial<ViolationDocument> = {}): ViolationDocument {
    return {
        stack: "prod-a",
        pack: "uptime-alarms",
        rule: "alarm-notifies",
        enforcementLevel: "mandatory",
        urn: null,
        message: "alarmActions is not set",
        remediation: "Set it.",
        undecided: false,
        ...wanted,
    };
}
