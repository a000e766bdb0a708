import * as pulumi from "@pulumi/pulumi";

/** A resource of any type, of an SDK that is not installed here too. The SDK's own class is abstract. */
export class AnyResource extends pulumi.CustomResource {}
