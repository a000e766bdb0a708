import { Provider } from "@pulumi/aws/provider";
import type { CopyRegion } from "../strategy/regions";
import type { Settings } from "./settings";

/**
 * The provider of one region, named by it: a provider named by cell would have to outlive the cell it
 * deletes. Every resource carries the environment as a tag.
 */
export function regionProvider(region: CopyRegion, settings: Settings): Provider {
    return new Provider(region, {
        region,
        defaultTags: {
            tags: { project: "medease-platform", environment: settings.environment, "managed-by": "pulumi" },
        },
    });
}

/** Providers of a stack, one for each region that is asked for. */
export function regionProviders(settings: Settings): (region: CopyRegion) => Provider {
    const providers = new Map<CopyRegion, Provider>();
    return (region) => {
        const provider = providers.get(region) ?? regionProvider(region, settings);
        providers.set(region, provider);
        return provider;
    };
}
