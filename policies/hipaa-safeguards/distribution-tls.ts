import { field, flagOf, input, itemsOf, shown, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule } from "../rule";

const distributionType = "aws:cloudfront/distribution:Distribution";

/** Viewer protocols that never answer in plain text. */
const strict = ["redirect-to-https", "https-only"];

/** Security policies with TLS 1.2 or newer and today's ciphers (CloudFront developer guide, "Supported protocols and ciphers"). */
const modern = ["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"];

/** Protocols that CloudFront may not speak to an origin. */
const outdated = ["SSLv3", "TLSv1", "TLSv1.1"];

function checkBehavior(distribution: GraphResource, behavior: unknown, label: string, report: Report): void {
    const policy = textOf(field(behavior, "viewerProtocolPolicy"));
    const path = `${label}.viewerProtocolPolicy`;
    if (policy === unknown) report.undecided(distribution, `${path} is not known before the update`);
    else if (policy === undefined || !strict.includes(policy)) {
        report.violation(distribution, `${path} is ${shown(policy)}; it must be ${strict.join(" or ")}`);
    }
}

function checkCertificate(distribution: GraphResource, report: Report): void {
    const certificate = input(distribution, "viewerCertificate");
    const isDefault = flagOf(field(certificate, "cloudfrontDefaultCertificate"));
    const version = textOf(field(certificate, "minimumProtocolVersion"));
    if (isDefault === true) {
        report.violation(
            distribution,
            "viewerCertificate is CloudFront's own, which speaks TLS 1.0; it must be a certificate of the distribution's names",
        );
    } else if (version === unknown || isDefault === unknown) {
        report.undecided(distribution, "viewerCertificate is not known before the update");
    } else if (version === undefined || !modern.includes(version)) {
        report.violation(
            distribution,
            `viewerCertificate.minimumProtocolVersion is ${shown(version)}; it must be ${modern.join(" or ")}`,
        );
    }
}

function checkOrigin(distribution: GraphResource, origin: unknown, index: number, report: Report): void {
    const custom = field(origin, "customOriginConfig");
    if (custom === undefined) return;
    const label = `origins[${String(index)}].customOriginConfig`;
    const policy = textOf(field(custom, "originProtocolPolicy"));
    const protocols = itemsOf(field(custom, "originSslProtocols"));
    if (policy === unknown || protocols === unknown || protocols.includes(unknown)) {
        report.undecided(distribution, `${label} is not known before the update`);
        return;
    }
    if (policy !== "https-only") {
        report.violation(
            distribution,
            `${label}.originProtocolPolicy is ${shown(policy)}; it must be "https-only"`,
        );
    }
    const old = protocols.filter((protocol) => typeof protocol === "string" && outdated.includes(protocol));
    if (old.length > 0) {
        report.violation(
            distribution,
            `${label}.originSslProtocols has ${old.join(", ")}; it must be TLSv1.2 alone`,
        );
    }
}

function check(distribution: GraphResource, report: Report): void {
    checkBehavior(distribution, input(distribution, "defaultCacheBehavior"), "defaultCacheBehavior", report);
    const ordered = itemsOf(input(distribution, "orderedCacheBehaviors"));
    if (ordered === unknown)
        report.undecided(distribution, "orderedCacheBehaviors are not known before the update");
    else {
        for (const [index, behavior] of ordered.entries()) {
            checkBehavior(distribution, behavior, `orderedCacheBehaviors[${String(index)}]`, report);
        }
    }
    checkCertificate(distribution, report);
    const origins = itemsOf(input(distribution, "origins"));
    if (origins === unknown) report.undecided(distribution, "origins are not known before the update");
    else for (const [index, origin] of origins.entries()) checkOrigin(distribution, origin, index, report);
}

/** A page that answers in plain text once hands its cookies to whoever listens. */
export const distributionSpeaksTls: Rule = {
    name: "distribution-speaks-tls",
    description:
        "Every distribution must answer by TLS 1.2 or newer only, and reach its custom origins by nothing else.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Set viewerProtocolPolicy to redirect-to-https or https-only, minimumProtocolVersion to TLSv1.2_2021 or newer, and originProtocolPolicy to https-only with TLSv1.2.",
    subjects: [distributionType],
    frameworks: {
        fsbp: ["CloudFront.3", "CloudFront.7", "CloudFront.9", "CloudFront.10", "CloudFront.15"],
        hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"],
    },
    check: (stack, report) => {
        for (const distribution of stack.ofType(distributionType)) check(distribution, report);
    },
};
