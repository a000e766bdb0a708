import { Provider } from "@pulumi/aws/provider";
import type { CopyRegion } from "../strategy/regions";
import type { Settings } from "./settings";

/**
 * The provider of one region, named by it: a provider named by cell would have to outlive the cell it
 * deletes. Every resource carries the environment as a tag, and in a stack of its own the cell: what costs are told apart by.
 */
export function regionProvider(region: CopyRegion, settings: Settings, cell?: string): Provider {
    return new Provider(region, {
        region,
        defaultTags: {
            tags: {
                project: "medease-platform",
                environment: settings.environment,
                "managed-by": "pulumi",
                ...(cell === undefined ? {} : { cell }),
            },
        },
    });
}

/** Providers of a stack, one for each region that is asked for; `cell` where the stack is that cell's. */
export function regionProviders(settings: Settings, cell?: string): (region: CopyRegion) => Provider {
    const providers = new Map<CopyRegion, Provider>();
    return (region) => {
        const provider = providers.get(region) ?? regionProvider(region, settings, cell);
        providers.set(region, provider);
        return provider;
    };
}
