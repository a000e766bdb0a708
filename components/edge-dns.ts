import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { ValidatedCertificate } from "./validated-certificate";

/** What a caller decides about {@link EdgeDns}. */
export interface EdgeDnsArgs {
    /** The name users type, e.g. "app.medease.com". Changing it replaces the certificate. */
    readonly domain: string;
    /** Public, delegated Route 53 zone that holds the name. */
    readonly zoneId: pulumi.Input<string>;
}

/** Seconds that resolvers keep the records which hardly ever change; short enough to mend a mistake in. */
const recordTtlSeconds = 300;

/** How AWS looks at the site from outside. */
export const probe = {
    /** Seconds between requests of one checker; 10 costs more. */
    intervalSeconds: 30,
    /** Requests in a row that must fail: with the interval, an outage is known after a minute and a half. */
    failures: 3,
} as const;

/**
 * The edge's name: its certificate, the records that point it at the distribution, and the probe that sees
 * whether they work. The certificate of a distribution exists in us-east-1 only.
 */
export class EdgeDns extends pulumi.ComponentResource {
    /** Known once the certificate is issued: a distribution refuses one that is pending. */
    public readonly certificateArn: pulumi.Output<string>;

    private readonly dnsName: string;
    private readonly args: EdgeDnsArgs;

    constructor(name: string, args: EdgeDnsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:EdgeDns", name, {}, opts);
        const parent = { parent: this };
        const { domain, zoneId } = args;
        const { certificateArn } = new ValidatedCertificate(
            `${name}-certificate`,
            { hostname: domain, zoneId },
            parent,
        );
        // No other authority may issue for this name or for one below it, where the cells' origins may live. It
        // stands beside the alias records: only a CNAME tolerates no other record of its name.
        new route53.Record(
            `${name}-authority`,
            { zoneId, name: domain, type: "CAA", records: ['0 issue "amazon.com"'], ttl: recordTtlSeconds },
            parent,
        );

        this.dnsName = name;
        this.args = args;
        this.certificateArn = certificateArn;
        this.registerOutputs({ certificateArn: this.certificateArn });
    }

    /**
     * Points the name at this distribution and starts to probe it; to be called once.
     *
     * @returns the id of the health check, for its alarm.
     */
    public pointTo(distribution: {
        readonly domainName: pulumi.Input<string>;
        readonly hostedZoneId: pulumi.Input<string>;
    }): pulumi.Output<string> {
        const { domain, zoneId } = this.args;
        const alias = {
            name: distribution.domainName,
            zoneId: distribution.hostedZoneId,
            evaluateTargetHealth: false, // Route 53 cannot know a distribution's health
        };
        const records = (["A", "AAAA"] as const).map(
            (type) =>
                new route53.Record(
                    `${this.dnsName}-${type.toLowerCase()}`,
                    { zoneId, name: domain, type, aliases: [alias] },
                    { parent: this },
                ),
        );
        return new route53.HealthCheck(
            `${this.dnsName}-probe`,
            {
                type: "HTTPS",
                fqdn: domain,
                port: 443,
                resourcePath: "/",
                enableSni: true,
                requestInterval: probe.intervalSeconds,
                failureThreshold: probe.failures,
            },
            // A probe older than the name would begin with an outage.
            { parent: this, dependsOn: records },
        ).id;
    }
}
