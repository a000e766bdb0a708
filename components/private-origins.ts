import * as cloudfront from "@pulumi/aws/cloudfront";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import { drainLaw } from "../strategy/drain";

/** What the edge knows of a cell. */
export interface EdgeCell {
    /** Unique over the environment, e.g. "eu-west-1-c1"; part of resource names, so renaming replaces the origin. */
    readonly name: string;
    /**
     * Name on the certificate of the cell's load balancer, which CloudFront asks for and checks. The way there is
     * the VPC origin, not this name's address.
     */
    readonly originHostname: string;
    readonly loadBalancerArn: pulumi.Input<string>;
}

/**
 * A distribution takes 100 origins, and two of them are the site and its copy ("Quotas", CloudFront developer guide). An account
 * holds 25 VPC origins until it asks for more (quota L-A53701DE).
 */
export const maxCells = 98;

/** What is wrong with a list of cells; empty when nothing is. */
export function cellMistakes(cells: readonly EdgeCell[]): readonly string[] {
    if (cells.length === 0) {
        return ["cells must name at least one cell, got none; without one /api/* has nowhere to go"];
    }
    const mistakes: string[] = [];
    if (cells.length > maxCells) {
        mistakes.push(
            `cells must be at most ${maxCells}, got ${cells.length}; a distribution takes 100 origins, two of ` +
                "them the site's: split the environment over two distributions",
        );
    }
    for (const name of new Set(cells.map((cell) => cell.name))) {
        const times = cells.filter((cell) => cell.name === name).length;
        if (times > 1) {
            mistakes.push(
                `cells must have names of their own, got "${name}" ${times} times; rename or drop one`,
            );
        }
    }
    for (const { name, originHostname } of cells) {
        if (/\.amazonaws\.com\.?$/.test(originHostname)) {
            mistakes.push(
                `originHostname of cell "${name}" must be a name on the load balancer's certificate, got ` +
                    `"${originHostname}"; no certificate of yours covers it, so every request would end in a 502`,
            );
        }
    }
    return mistakes;
}

/** Name of a cell's origin inside the distribution; the router (edge-functions/router.ts) chooses by it. */
export function originIdOf(cell: Pick<EdgeCell, "name">): string {
    return `cell-${cell.name}`;
}

/** How CloudFront talks to a cell. */
export const originTimeouts = {
    /** The whole wait for a connection is attempts times seconds; inside AWS's network a second is already long. */
    connectionAttempts: 2,
    connectionSeconds: 3,
    /** CloudFront's default, and far beyond the promised p99 of half a second: what takes longer is a job. */
    readSeconds: drainLaw.longestRequestSeconds,
    /** Spares most requests a TLS handshake; below a load balancer's 60 s, so that CloudFront closes first. */
    keepAliveSeconds: 55,
} as const;

/** AWS says that creating or changing a VPC origin takes up to 15 minutes; the provider gives up after as many. */
const provisioning = { create: "30m", update: "30m", delete: "30m" } as const;

/** One private way from CloudFront to the load balancer of each cell, which has no public address. */
export class PrivateOrigins extends pulumi.ComponentResource {
    /** One origin for each cell, in the cells' order, as a distribution takes them. */
    public readonly origins: readonly input.cloudfront.DistributionOrigin[];

    constructor(
        name: string,
        args: { readonly cells: readonly EdgeCell[] },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("platform:edge:PrivateOrigins", name, {}, opts);
        const mistakes = cellMistakes(args.cells);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        this.origins = args.cells.map((cell) => {
            const vpcOrigin = new cloudfront.VpcOrigin(
                `${name}-${cell.name}`,
                {
                    vpcOriginEndpointConfig: {
                        // The end of the ARN is new with every load balancer: old and new origin differ in name.
                        name: pulumi
                            .output(cell.loadBalancerArn)
                            .apply((arn) => `${name}-${cell.name}-${arn.slice(-8)}`),
                        arn: cell.loadBalancerArn,
                        httpPort: 80, // must be given; "https-only" never uses it
                        httpsPort: 443,
                        originProtocolPolicy: "https-only",
                        originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
                    },
                    timeouts: provisioning,
                },
                {
                    parent: this,
                    customTimeouts: provisioning,
                    // CloudFront refuses to change an origin that a distribution uses. A new one is made, the
                    // distribution moves to it, and the old one goes.
                    replaceOnChanges: ["vpcOriginEndpointConfig"],
                },
            );
            return {
                originId: originIdOf(cell),
                domainName: cell.originHostname,
                connectionAttempts: originTimeouts.connectionAttempts,
                connectionTimeout: originTimeouts.connectionSeconds,
                vpcOriginConfig: {
                    vpcOriginId: vpcOrigin.id,
                    originReadTimeout: originTimeouts.readSeconds,
                    originKeepaliveTimeout: originTimeouts.keepAliveSeconds,
                },
            };
        });
        this.registerOutputs({});
    }
}
