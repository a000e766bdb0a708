import { cdnLaw } from "../strategy/law";
import type { Registration } from "./registration";

/** One behaviour of the distribution. */
export interface EdgeBehavior {
    /** "*" for the last one, which takes what no other did. */
    readonly path: string;
    /** Origin or group of origins that it asks; "router" where the router chooses the cell. */
    readonly to: string;
    readonly methods: readonly string[];
    /** "https-only" or "redirect-to-https". */
    readonly viewerProtocol: string;
    readonly compressed: boolean;
}

interface RecordedBehavior {
    readonly pathPattern?: string;
    readonly targetOriginId: string;
    readonly allowedMethods: readonly string[];
    readonly viewerProtocolPolicy: string;
    readonly compress: boolean;
    readonly functionAssociations?: readonly unknown[];
}

/** The behaviours of the distribution among these resources, in the order in which CloudFront tries them. */
export function edgeBehaviors(resources: readonly Registration[]): readonly EdgeBehavior[] {
    return resources
        .filter(({ type }) => type === "aws:cloudfront/distribution:Distribution")
        .flatMap(({ inputs }) => [
            ...(inputs.orderedCacheBehaviors as readonly RecordedBehavior[]),
            inputs.defaultCacheBehavior as RecordedBehavior,
        ])
        .map((one) => ({
            path: one.pathPattern ?? "*",
            // Its own origin is the one that holds no cell: what the router sends nowhere must reach none.
            to:
                one.pathPattern === cdnLaw.api.pathPattern && (one.functionAssociations ?? []).length > 0
                    ? "router"
                    : one.targetOriginId,
            methods: one.allowedMethods,
            viewerProtocol: one.viewerProtocolPolicy,
            compressed: one.compress,
        }));
}
