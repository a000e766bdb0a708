import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { ResourceOptions } from "./registration";

/** The options that a registration asks for. */
export function optionsOf(request: RegisterResourceRequest, aliases: readonly string[]): ResourceOptions {
    const timeouts = request.getCustomtimeouts();
    return {
        ignoreChanges: request.getIgnorechangesList(),
        protect: request.getProtect() ?? false,
        deleteBeforeReplace: request.getDeletebeforereplace(),
        replaceOnChanges: request.getReplaceonchangesList(),
        retainOnDelete: request.getRetainondelete() ?? false,
        additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
        aliases,
        timeouts: {
            create: timeouts?.getCreate() ?? "",
            update: timeouts?.getUpdate() ?? "",
            delete: timeouts?.getDelete() ?? "",
        },
    };
}
