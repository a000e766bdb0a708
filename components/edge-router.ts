import * as cloudfront from "@pulumi/aws/cloudfront";
import * as pulumi from "@pulumi/pulumi";
import { codeOf, edgeRuntime } from "./edge-functions/artefact";

/** What a caller decides about an {@link EdgeRouter}. */
export interface EdgeRouterArgs {
    /** Keeps the store through a mistaken `pulumi destroy`: without it nobody reaches a cell. */
    readonly deletionProtected: boolean;
}

/**
 * The function that sends each organization to its home cell, and the store that says where that is: docs/adr/0023-router.md.
 *
 * The store is made empty and filled by the placement's commands, never from here: it holds the cells' signing keys, which
 * must not be in a state, and changes more often than the edge. CloudFront copies it to where the function runs, so
 * that no request waits for AWS's control plane or for another region.
 */
export class EdgeRouter extends pulumi.ComponentResource {
    /** For a behaviour of the distribution, on viewer requests. */
    public readonly functionArn: pulumi.Output<string>;
    /** For its alarm. */
    public readonly functionName: pulumi.Output<string>;
    /** For the commands that fill it. */
    public readonly storeArn: pulumi.Output<string>;

    constructor(name: string, args: EdgeRouterArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:EdgeRouter", name, {}, opts);
        const store = new cloudfront.KeyValueStore(
            `${name}-store`,
            { comment: "Home cells of organizations, states and signing keys of cells" },
            { parent: this, protect: args.deletionProtected },
        );
        const router = new cloudfront.Function(
            `${name}-function`,
            {
                runtime: edgeRuntime,
                code: codeOf("router"),
                publish: true,
                keyValueStoreAssociations: [store.arn], // CloudFront takes one
            },
            { parent: this },
        );

        this.functionArn = router.arn;
        this.functionName = router.name;
        this.storeArn = store.arn;
        this.registerOutputs({ functionName: this.functionName, storeArn: this.storeArn });
    }
}
