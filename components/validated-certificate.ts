import * as acm from "@pulumi/aws/acm";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about a {@link ValidatedCertificate}. */
export interface ValidatedCertificateArgs {
    /** The one name on the certificate, e.g. "eu-west-1-c1.origin.app.example.com". Changing it replaces the certificate. */
    readonly hostname: string;
    /** Public, delegated Route 53 zone that holds the name; without delegation the validation never ends. */
    readonly zoneId: pulumi.Input<string>;
}

/** ACM puts the first name into the common name, which X.509 ends at 64 (RequestCertificate, ACM API reference). */
const maxHostnameLength = 64;

/** Seconds. A renewal has no use for a long-lived record, and a wrong one is soon forgotten. */
const recordTtlSeconds = 60;

/** ACM needs minutes; a zone that is not delegated would hold an update for the provider's 75 minutes. */
const validationTimeout = "30m";

/** What is wrong with the name of a certificate; empty when nothing is. */
export function hostnameMistakes(hostname: string): readonly string[] {
    const mistakes: string[] = [];
    const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    if (!new RegExp(`^(${label}\\.)+${label}$`).test(hostname)) {
        mistakes.push(
            `hostname must be a bare lower-case host name such as eu-west-1-c1.origin.example.com, got "${hostname}"`,
        );
    }
    if (hostname.length > maxHostnameLength) {
        mistakes.push(
            `hostname must have at most ${maxHostnameLength} characters to be the name on a certificate, ` +
                `got ${hostname.length} in "${hostname}"; shorten the cell's name or the domain`,
        );
    }
    return mistakes;
}

/**
 * A public certificate for one name, proven by a DNS record that stays for the renewals. It lives where its
 * provider points, which must be the region of whatever uses it.
 */
export class ValidatedCertificate extends pulumi.ComponentResource {
    /** Known once ACM has issued the certificate: a listener refuses one that is pending. */
    public readonly certificateArn: pulumi.Output<string>;

    constructor(name: string, args: ValidatedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:ValidatedCertificate", name, {}, opts);
        const mistakes = hostnameMistakes(args.hostname);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);

        const certificate = new acm.Certificate(
            `${name}-certificate`,
            { domainName: args.hostname, validationMethod: "DNS", keyAlgorithm: "RSA_2048" },
            { parent: this },
        );
        // One name has one proof, so the record's number is known before ACM names it.
        const proof = certificate.domainValidationOptions.apply(([option]) => {
            if (option === undefined) throw new Error(`ACM names no DNS record for ${args.hostname}`);
            return option;
        });
        const record = new route53.Record(
            `${name}-proof`,
            {
                zoneId: args.zoneId,
                name: proof.resourceRecordName,
                type: proof.resourceRecordType,
                records: [proof.resourceRecordValue],
                ttl: recordTtlSeconds,
            },
            { parent: this },
        );
        const validation = new acm.CertificateValidation(
            `${name}-validation`,
            { certificateArn: certificate.arn, validationRecordFqdns: [record.fqdn] },
            { parent: this, customTimeouts: { create: validationTimeout } },
        );

        this.certificateArn = validation.certificateArn;
        this.registerOutputs({ certificateArn: this.certificateArn });
    }
}
