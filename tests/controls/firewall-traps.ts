import { listAt, movedTo, textsAt, withInputs, withValues, type Control } from "./control";

const distribution = "aws:cloudfront/distribution:Distribution";
const webAcl = "aws:wafv2/webAcl:WebAcl";
const webAclLogging = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const logGroup = "aws:cloudwatch/logGroup:LogGroup";

/** Where CloudFront looks for web ACLs, certificates and deliveries of logs. */
const edgeRegion = "us-east-1";

/** What CloudFront takes from us-east-1 only. */
const edgeOnly = [
    ["G2", webAcl],
    ["G2", webAclLogging],
    ["G14", "aws:cloudwatch/logDeliverySource:LogDeliverySource"],
    ["G14", "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"],
    ["G14", "aws:cloudwatch/logDelivery:LogDelivery"],
] as const;

/** The web ACL in front of the distribution, and its log (traps G). */
export const firewallTraps: readonly Control[] = [
    ...edgeOnly.map(([id, type]): Control => ({
        ids: [id],
        promise: `${type.split(":").at(-1) ?? ""} of the edge is in ${edgeRegion}`,
        type,
        keeps: ({ region }) => region === edgeRegion,
        broken: movedTo("eu-west-1"),
    })),
    {
        ids: ["G2"],
        promise: "web ACL is of CloudFront's scope; a regional one is none to a distribution",
        type: webAcl,
        keeps: ({ inputs }) => inputs.scope === "CLOUDFRONT",
        broken: { scope: "REGIONAL" },
    },
    {
        // The id of a web ACL is no refusal but another firewall: the classic one's.
        ids: ["G3"],
        promise: "distribution names its web ACL by ARN",
        type: distribution,
        keeps: (node, graph) =>
            String(node.inputs.webAclId).startsWith("arn:aws:wafv2:") &&
            graph.sourcesOf(node, webAcl, "webAclId").length === 1,
        broken: (graph, subject) => withValues(graph, subject, { webAclId: "edge-waf-acl-id" }),
    },
    {
        ids: ["G24"],
        promise: "rule of the web ACL has a name and a priority of its own",
        type: webAcl,
        keeps: (node) =>
            ["name", "priority"].every((field) => {
                const values = listAt(node, "rules").map((rule) => rule[field]);
                return new Set(values).size === values.length && !values.includes(undefined);
            }),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                rules: listAt(subject, "rules").map((rule) => ({ ...rule, priority: 1 })),
            }),
    },
    {
        ids: ["G25"],
        promise: "log of the web ACL goes to a group that WAF takes, by its bare ARN",
        type: webAclLogging,
        keeps: (node, graph) => {
            const groups = graph.sourcesOf(node, logGroup, "logDestinationConfigs");
            return (
                groups.length === 1 &&
                groups.every(({ inputs }) =>
                    String(inputs.name ?? inputs.namePrefix).startsWith("aws-waf-logs-"),
                ) &&
                textsAt(node, "logDestinationConfigs").every((arn) => !arn.endsWith(":*"))
            );
        },
        broken: (graph, subject) =>
            graph
                .sourcesOf(subject, logGroup, "logDestinationConfigs")
                .flatMap((group) => withInputs(graph, group, { namePrefix: "waf-" })),
    },
];
