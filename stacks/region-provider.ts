import { Provider } from "@pulumi/aws/provider";
import type { Region } from "../strategy/regions";
import type { Settings } from "./settings";

/**
 * The provider of one region, named by it: a provider named by cell would have to outlive the cell it
 * deletes. Every resource carries the environment as a tag.
 */
export function regionProvider(region: Region, settings: Settings): Provider {
    return new Provider(region, {
        region,
        defaultTags: {
            tags: { project: "medease-platform", environment: settings.environment, "managed-by": "pulumi" },
        },
    });
}
