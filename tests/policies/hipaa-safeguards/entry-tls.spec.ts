import { distributionSpeaksTls } from "../../../policies/hipaa-safeguards/distribution-tls";
import { loadBalancerSpeaksTls } from "../../../policies/hipaa-safeguards/listener-tls";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const listener = maker("aws:lb/listener:Listener", "https", {
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
});
const redirect = { type: "redirect", redirect: { protocol: "HTTPS", statusCode: "HTTP_301" } };
const group = maker("aws:lb/targetGroup:TargetGroup", "tasks", { protocol: "HTTPS" });
const tcp = group({ protocol: "TCP" });
fourWays(loadBalancerSpeaksTls, {
    passes: {
        "TLS from end to end": [listener(), group()],
        "TLS 1.2 by an older name": [listener({ sslPolicy: "ELBSecurityPolicy-FS-1-2-Res-2020-10" })],
        "a redirect to HTTPS": [listener({ protocol: "HTTP", defaultActions: [redirect] })],
    },
    refuses: {
        "plain HTTP": [
            [listener({ protocol: "HTTP", defaultActions: [{ type: "forward" }] })],
            'https: protocol is "HTTP"; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "a redirect to HTTP": [
            [
                listener({
                    protocol: "HTTP",
                    defaultActions: [{ ...redirect, redirect: { protocol: "HTTP" } }],
                }),
            ],
            'https: protocol is "HTTP"; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "a listener that says nothing": [
            [resource("aws:alb/listener:Listener", "old")],
            'old: protocol is not set; it must be "HTTPS", or its only action a redirect to HTTPS',
        ],
        "TLS 1.0": [
            [listener({ sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" })],
            'https: sslPolicy is "ELBSecurityPolicy-TLS13-1-0-2021-06"; it must be one that speaks nothing older than TLS 1.2',
        ],
        "the policy of 2016, which holds where none is set": [
            [listener({ protocol: "TLS", sslPolicy: undefined })],
            "https: sslPolicy is not set; it must be one that speaks nothing older than TLS 1.2",
        ],
        "plain HTTP to the targets": [
            [group({ protocol: "HTTP" })],
            'tasks: protocol is "HTTP"; it must be "HTTPS" to the targets',
        ],
        "a group that says nothing": [
            [resource("aws:lb/targetGroup:TargetGroup", "tasks")],
            'tasks: protocol is not set; it must be "HTTPS" to the targets',
        ],
        "TCP to the targets of a listener that ends TLS": [
            [tcp, listener({ protocol: "TLS", defaultActions: [{ targetGroupArn: output(tcp, "arn") }] })],
            'tasks: protocol is "TCP" behind a listener that ends TLS; it must be "HTTPS" or "TLS" to the targets',
        ],
    },
    ignores: {
        "TCP, which carries what it is given": [listener({ protocol: "TCP" }), group({ protocol: "TCP" })],
        "a group of functions": [resource("aws:lb/targetGroup:TargetGroup", "fn", { targetType: "lambda" })],
    },
    leavesOpen: {
        "a protocol that comes from elsewhere": [
            [listener({ protocol: later }), group({ protocol: later })],
            "https: protocol is not known before the update",
            "tasks: protocol is not known before the update",
        ],
        "a policy that comes from elsewhere": [
            [listener({ sslPolicy: later })],
            "https: sslPolicy is not known before the update",
        ],
        "actions that come from elsewhere": [
            [listener({ protocol: "HTTP", defaultActions: later })],
            "https: defaultActions are not known before the update",
        ],
    },
});

const behavior = { viewerProtocolPolicy: "redirect-to-https" };
const custom = { originProtocolPolicy: "https-only", originSslProtocols: ["TLSv1.2"] };
const distribution = maker("aws:cloudfront/distribution:Distribution", "cdn", {
    defaultCacheBehavior: behavior,
    viewerCertificate: { acmCertificateArn: "arn", minimumProtocolVersion: "TLSv1.2_2021" },
    origins: [{ domainName: "api.example.com", customOriginConfig: custom }],
});
fourWays(distributionSpeaksTls, {
    passes: {
        "TLS 1.2 from viewer to origin": [distribution()],
        "an origin that is known later, and no custom one": [
            distribution({ origins: [{ domainName: later, originAccessControlId: later }] }),
        ],
    },
    refuses: {
        "plain HTTP to viewers, wherever": [
            [
                distribution({
                    defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" },
                    orderedCacheBehaviors: [behavior, { pathPattern: "/api/*" }],
                }),
            ],
            'cdn: defaultCacheBehavior.viewerProtocolPolicy is "allow-all"; it must be redirect-to-https or https-only',
            "cdn: orderedCacheBehaviors[1].viewerProtocolPolicy is not set; it must be redirect-to-https or https-only",
        ],
        "CloudFront's own certificate": [
            [distribution({ viewerCertificate: { cloudfrontDefaultCertificate: true } })],
            "cdn: viewerCertificate is CloudFront's own, which speaks TLS 1.0; it must be a certificate of the distribution's names",
        ],
        "an old security policy": [
            [distribution({ viewerCertificate: { minimumProtocolVersion: "TLSv1.1_2016" } })],
            'cdn: viewerCertificate.minimumProtocolVersion is "TLSv1.1_2016"; it must be TLSv1.2_2021 or TLSv1.2_2025 or TLSv1.3_2025',
        ],
        "no security policy": [
            [distribution({ viewerCertificate: { acmCertificateArn: "arn" } })],
            "cdn: viewerCertificate.minimumProtocolVersion is not set; it must be TLSv1.2_2021 or TLSv1.2_2025 or TLSv1.3_2025",
        ],
        "plain HTTP or old TLS to an origin": [
            [
                distribution({
                    origins: [
                        {
                            customOriginConfig: {
                                originProtocolPolicy: "match-viewer",
                                originSslProtocols: ["TLSv1", "TLSv1.2"],
                            },
                        },
                    ],
                }),
            ],
            'cdn: origins[0].customOriginConfig.originProtocolPolicy is "match-viewer"; it must be "https-only"',
            "cdn: origins[0].customOriginConfig.originSslProtocols has TLSv1; it must be TLSv1.2 alone",
        ],
    },
    ignores: { "a function of the edge": [resource("aws:cloudfront/function:Function", "paths")] },
    leavesOpen: {
        "what comes from elsewhere": [
            [
                distribution({
                    defaultCacheBehavior: later,
                    orderedCacheBehaviors: later,
                    viewerCertificate: later,
                    origins: later,
                }),
            ],
            "cdn: defaultCacheBehavior.viewerProtocolPolicy is not known before the update",
            "cdn: orderedCacheBehaviors are not known before the update",
            "cdn: viewerCertificate is not known before the update",
            "cdn: origins are not known before the update",
        ],
        "an origin's protocol that comes from elsewhere": [
            [distribution({ origins: [{ customOriginConfig: { ...custom, originProtocolPolicy: later } }] })],
            "cdn: origins[0].customOriginConfig is not known before the update",
        ],
    },
});
