import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { probe } from "./edge-dns";
import { probePath } from "./edge-paths";

/** What a caller decides about {@link CellProbes}. */
export interface CellProbesArgs {
    /** The name that users type: a probe takes the way that they take. */
    readonly domain: string;
    /** Names of the cells. */
    readonly cells: readonly string[];
}

/** One cell's probe. */
export interface CellProbe {
    readonly cell: string;
    /** For its alarm. */
    readonly healthCheckId: pulumi.Output<string>;
}

/**
 * A health check of Route 53 for each cell, from several regions of the world, through DNS, CloudFront, the router and
 * the private origin to the cell's database and cache. The cells have no public address that could be asked itself.
 */
export class CellProbes extends pulumi.ComponentResource {
    /** In the cells' order. */
    public readonly probes: readonly CellProbe[];

    constructor(name: string, args: CellProbesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:CellProbes", name, {}, opts);
        this.probes = args.cells.map((cell) => ({
            cell,
            healthCheckId: new route53.HealthCheck(
                `${name}-${cell}`,
                {
                    type: "HTTPS",
                    fqdn: args.domain,
                    port: 443,
                    resourcePath: probePath(cell),
                    enableSni: true,
                    requestInterval: probe.intervalSeconds,
                    failureThreshold: probe.failures,
                },
                { parent: this },
            ).id,
        }));
        this.registerOutputs({});
    }
}
