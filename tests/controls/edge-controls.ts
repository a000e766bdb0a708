import { at, listAt, without, withInputs, withValues, type Control } from "./control";
import { behaviours, routesApi } from "./edge-routing";

const distribution = "aws:cloudfront/distribution:Distribution";
const webAcl = "aws:wafv2/webAcl:WebAcl";

/** Modules of a function. */
const imports = (code: string): string =>
    [...code.matchAll(/^import .* from "(\w+)";$/gm)].map(([, name]) => name).join();

/** CloudFront, its router, WAF and certificates. */
export const edgeControls: readonly Control[] = [
    {
        // That it asks nothing but its store, and sends whom it does not know nowhere: tests/components/router*.spec.ts.
        ids: ["CT005"],
        promise: "router asks CloudFront's own store and nothing else on the way to a cell",
        type: "aws:cloudfront/function:Function",
        where: ({ inputs }) => inputs.keyValueStoreAssociations !== undefined,
        keeps: ({ inputs }, graph) =>
            imports(String(inputs.code)) === "cloudfront,crypto" &&
            String(inputs.code).includes("cf.selectRequestOriginById(") &&
            graph.ofType(distribution).every((one) => routesApi(one, graph)),
        broken: (graph) =>
            graph.ofType(distribution).flatMap((one) =>
                withValues(graph, one, {
                    orderedCacheBehaviors: listAt(one, "orderedCacheBehaviors").map((behaviour) => ({
                        ...behaviour,
                        targetOriginId: listAt(one, "origins").at(-1)?.originId,
                    })),
                }),
            ),
    },
    {
        ids: ["CT087"],
        promise: "distribution answers / with a page",
        type: distribution,
        keeps: ({ inputs }) => inputs.defaultRootObject === "index.html",
        broken: { defaultRootObject: undefined },
    },
    {
        ids: ["CT088"],
        promise: "distribution answers by TLS only",
        type: distribution,
        keeps: (node) =>
            behaviours(node).every(({ viewerProtocolPolicy }) =>
                ["https-only", "redirect-to-https"].includes(String(viewerProtocolPolicy)),
            ),
        broken: { defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } },
    },
    {
        ids: ["CT090", "G14"],
        promise: "distribution's requests are logged",
        type: distribution,
        keeps: (node, graph) =>
            graph
                .usersOf(node, "aws:cloudwatch/logDeliverySource:LogDeliverySource", "resourceArn")
                .some(({ inputs }) => inputs.logType === "ACCESS_LOGS") &&
            graph.ofType("aws:cloudwatch/logDelivery:LogDelivery").length > 0,
        broken: without("aws:cloudwatch/logDeliverySource:LogDeliverySource"),
    },
    {
        ids: ["CT091"],
        promise: "distribution stands behind a web ACL",
        type: distribution,
        keeps: (node, graph) => graph.sourcesOf(node, webAcl, "webAclId").length === 1,
        broken: { webAclId: undefined },
    },
    {
        ids: ["CT092"],
        promise: "distribution speaks TLS 1.2 of 2021 or newer with a validated certificate",
        type: distribution,
        keeps: (node, graph) =>
            ["TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"].includes(
                String(at(node, "viewerCertificate.minimumProtocolVersion")),
            ) &&
            at(node, "viewerCertificate.sslSupportMethod") === "sni-only" &&
            graph.sourcesOf(node, "aws:acm/certificateValidation:CertificateValidation", "viewerCertificate")
                .length === 1,
        broken: (graph, subject) =>
            withValues(graph, subject, {
                viewerCertificate: {
                    ...(at(subject, "viewerCertificate") as object),
                    minimumProtocolVersion: "TLSv1",
                },
            }),
    },
    {
        ids: ["CT093"],
        promise: "private origin is reached by TLS 1.2 only",
        type: "aws:cloudfront/vpcOrigin:VpcOrigin",
        keeps: (node) =>
            at(node, "vpcOriginEndpointConfig.originProtocolPolicy") === "https-only" &&
            JSON.stringify(at(node, "vpcOriginEndpointConfig.originSslProtocols.items")) === '["TLSv1.2"]',
        broken: { vpcOriginEndpointConfig: { originProtocolPolicy: "match-viewer" } },
    },
    {
        ids: ["CT094"],
        promise: "bucket origin is signed for",
        type: "aws:cloudfront/originAccessControl:OriginAccessControl",
        keeps: (node, graph) =>
            node.inputs.signingBehavior === "always" &&
            graph.usersOf(node, distribution, "origins").length === 1,
        broken: { signingBehavior: "never" },
    },
    {
        ids: ["CT095"],
        promise: "distribution adds security headers to every answer",
        type: distribution,
        keeps: (node) =>
            behaviours(node).every(({ responseHeadersPolicyId }) => responseHeadersPolicyId !== undefined),
        broken: { orderedCacheBehaviors: [{ pathPattern: "/api/*", viewerProtocolPolicy: "https-only" }] },
    },
    {
        ids: ["CT095"],
        promise: "headers policy asks for TLS for a year, no sniffing and no frames",
        type: "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        keeps: (node) => {
            const headers = "securityHeadersConfig";
            return (
                Number(at(node, `${headers}.strictTransportSecurity.accessControlMaxAgeSec`)) >= 31_536_000 &&
                at(node, `${headers}.strictTransportSecurity.includeSubdomains`) === true &&
                at(node, `${headers}.contentTypeOptions.override`) === true &&
                at(node, `${headers}.frameOptions.frameOption`) === "DENY"
            );
        },
        broken: { securityHeadersConfig: {} },
    },
    {
        ids: ["CT089", "G10"],
        promise:
            "distribution reads the site from a second bucket where the first fails, and sends it no write",
        type: distribution,
        only: "prod",
        keeps: (node) => {
            const ofSite = behaviours(node).filter(({ targetOriginId }) =>
                listAt(node, "originGroups").some(
                    ({ originId, members }) =>
                        originId === targetOriginId && (members as readonly unknown[]).length === 2,
                ),
            );
            return (
                ofSite.length === behaviours(node).length - 1 &&
                ofSite.every(({ allowedMethods }) => String(allowedMethods) === "GET,HEAD")
            );
        },
        broken: { originGroups: [] },
    },
    {
        ids: ["CT102"],
        promise: "cell is probed by its own health check, on a deep path through the edge",
        type: "aws:cloudfront/vpcOrigin:VpcOrigin",
        keeps: ({ name }, graph) =>
            graph
                .ofType("aws:route53/healthCheck:HealthCheck")
                .some(
                    ({ inputs }) =>
                        inputs.resourcePath === `/api/cells/${name.replace("edge-origins-", "")}/health`,
                ),
        broken: ({ nodes }) => nodes.filter(({ type }) => type !== "aws:route53/healthCheck:HealthCheck"),
    },
    {
        ids: ["CT096"],
        promise: "distribution says whom it serves",
        type: distribution,
        keeps: (node) => at(node, "restrictions.geoRestriction.restrictionType") !== undefined,
        broken: { restrictions: {} },
    },
    {
        ids: ["CT097"],
        promise: "web ACL holds AWS's rule groups and a rate limit, each measured",
        type: webAcl,
        keeps: (node) => {
            const rules = listAt(node, "rules");
            const text = JSON.stringify(rules);
            return (
                [
                    "AWSManagedRulesCommonRuleSet",
                    "AWSManagedRulesKnownBadInputsRuleSet",
                    "rateBasedStatement",
                ].every((part) => text.includes(part)) &&
                rules.every(
                    (rule) =>
                        (rule.action === undefined) !== (rule.overrideAction === undefined) &&
                        (rule.visibilityConfig as { readonly cloudwatchMetricsEnabled?: boolean } | undefined)
                            ?.cloudwatchMetricsEnabled === true,
                ) &&
                at(node, "visibilityConfig.cloudwatchMetricsEnabled") === true
            );
        },
        broken: { rules: [] },
    },
    {
        ids: ["CT098"],
        promise: "web ACL logs what it stops, without credentials",
        type: webAcl,
        keeps: (node, graph) =>
            graph
                .usersOf(
                    node,
                    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
                    "resourceArn",
                )
                .some((logging) => {
                    const redacted = JSON.stringify(listAt(logging, "redactedFields"));
                    return redacted.includes('"authorization"') && redacted.includes('"cookie"');
                }),
        broken: without("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"),
    },
    {
        ids: ["CT099"],
        promise: "certificate has a strong key, is proven by DNS and names no wildcard",
        type: "aws:acm/certificate:Certificate",
        keeps: ({ inputs, options }) =>
            /^(RSA_(2048|3072|4096)|EC_)/.test(String(inputs.keyAlgorithm)) &&
            inputs.validationMethod === "DNS" &&
            !JSON.stringify([inputs.domainName, inputs.subjectAlternativeNames]).includes("*") &&
            !options.deleteBeforeReplace,
        broken: (graph, subject) => withInputs(graph, subject, { domainName: "*.medease.com" }),
    },
];
