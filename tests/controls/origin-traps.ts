import {
    at,
    listAt,
    minutesOf,
    statements,
    unwired,
    withInputs,
    withValues,
    type Control,
    type Graph,
    type Node,
} from "./control";

const distribution = "aws:cloudfront/distribution:Distribution";
const vpcOrigin = "aws:cloudfront/vpcOrigin:VpcOrigin";
const accessControl = "aws:cloudfront/originAccessControl:OriginAccessControl";
const bucket = "aws:s3/bucket:Bucket";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const certificate = "aws:acm/certificate:Certificate";
const validation = "aws:acm/certificateValidation:CertificateValidation";
const webAcl = "aws:wafv2/webAcl:WebAcl";

type Part = Readonly<Record<string, unknown>>;

/** The id that the stand-in of AWS gives a resource; ids are what the parts of a distribution refer to. */
const idOf = ({ name }: Node): string => `${name}-id`;

/** The load balancer behind a VPC origin, which another stack may have made: region and name are in the ARN. */
function balancerOf(node: Node, graph: Graph): Node | undefined {
    const [, , , region, , path = ""] = String(at(node, "vpcOriginEndpointConfig.arn")).split(":");
    return graph
        .ofType("aws:lb/loadBalancer:LoadBalancer")
        .find(
            (balancer) => balancer.region === region && path.startsWith(`loadbalancer/app/${balancer.name}/`),
        );
}

/** Names on the certificate that a load balancer shows. */
function namesOf(balancer: Node, graph: Graph): readonly unknown[] {
    return graph
        .usersOf(balancer, "aws:lb/listener:Listener", "loadBalancerArn")
        .flatMap((listener) => graph.sourcesOf(listener, validation, "certificateArn"))
        .flatMap((proof) => graph.sourcesOf(proof, certificate, "certificateArn"))
        .flatMap(({ inputs }) => [inputs.domainName, inputs.subjectAlternativeNames].flat());
}

/** Hosts that CloudFront asks for by way of a VPC origin. */
function hostsOf(node: Node, graph: Graph): readonly unknown[] {
    return graph
        .usersOf(node, distribution, "origins")
        .flatMap((user) => listAt(user, "origins"))
        .filter(({ vpcOriginConfig }) => (vpcOriginConfig as Part | undefined)?.vpcOriginId === idOf(node))
        .map(({ domainName }) => domainName);
}

/** Where CloudFront reads from, and what it must not outlive. */
export const originTraps: readonly Control[] = [
    {
        ids: ["G9"],
        promise: "private origin is asked for by a name on its own load balancer's certificate",
        type: vpcOrigin,
        keeps: (node, graph) => {
            const balancer = balancerOf(node, graph);
            const hosts = hostsOf(node, graph);
            if (balancer === undefined) return false;
            return hosts.length > 0 && hosts.every((host) => namesOf(balancer, graph).includes(host));
        },
        broken: (graph) =>
            graph.ofType(distribution).flatMap((user) =>
                withValues(graph, user, {
                    origins: listAt(user, "origins").map((origin) => ({
                        ...origin,
                        domainName: "internal-alb-1234567890.us-east-1.elb.amazonaws.com",
                    })),
                }),
            ),
    },
    {
        ids: ["G12"],
        promise:
            "bucket behind the distribution is named by region, signed for and open to that distribution only",
        type: bucket,
        where: (node, graph) => graph.usersOf(node, distribution, "origins").length > 0,
        keeps: (node, graph) => {
            const [reader] = graph.usersOf(node, distribution, "origins");
            const [policy] = graph.usersOf(node, bucketPolicy, "bucket");
            if (reader === undefined || policy === undefined) return false;
            const origin = listAt(reader, "origins").find(({ domainName }) =>
                String(domainName).endsWith(`.s3.${String(node.region)}.amazonaws.com`),
            );
            const signed = graph.sourcesOf(reader, accessControl, "origins").map(idOf);
            return (
                signed.includes(String(origin?.originAccessControlId)) &&
                origin?.s3OriginConfig === undefined &&
                graph.reach(policy).has(reader.urn) &&
                statements(policy).some(
                    ({ effect, actions, principals, resources, condition }) =>
                        effect === "Allow" &&
                        String(actions) === "s3:GetObject" &&
                        String(principals) === "cloudfront.amazonaws.com" &&
                        resources.every((resource) => resource.endsWith("/*")) &&
                        String(condition.StringEquals?.["AWS:SourceArn"]).endsWith(
                            `:distribution/${idOf(reader)}`,
                        ),
                )
            );
        },
        broken: (graph, subject) =>
            graph.usersOf(subject, bucketPolicy, "bucket").flatMap((policy) =>
                withValues(graph, policy, {
                    policy: String(policy.inputs.policy).replace(":distribution/", ":distribution/E2QWRU"),
                }),
            ),
    },
    {
        ids: ["G22"],
        promise:
            "private origin leads to an internal load balancer in a VPC with an internet gateway, in time",
        type: vpcOrigin,
        keeps: (node, graph) => {
            const balancer = balancerOf(node, graph);
            if (balancer === undefined) return false;
            const subnets = graph.sourcesOf(balancer, "aws:ec2/subnet:Subnet", "subnets");
            const vpcs = subnets.flatMap((subnet) => graph.sourcesOf(subnet, "aws:ec2/vpc:Vpc", "vpcId"));
            return (
                balancer.inputs.internal === true &&
                vpcs.length > 0 &&
                vpcs.every(
                    (vpc) =>
                        graph.usersOf(vpc, "aws:ec2/internetGateway:InternetGateway", "vpcId").length === 1,
                ) &&
                // CloudFront takes up to 15 minutes, which is when the provider gives up.
                ["create", "update", "delete"].every(
                    (phase) => minutesOf(at(node, `timeouts.${phase}`)) >= 30,
                )
            );
        },
        broken: ({ nodes }) => nodes.filter(({ type }) => type !== "aws:ec2/internetGateway:InternetGateway"),
    },
    {
        // CloudFront changes no VPC origin that a distribution uses: a new one of another name must come first.
        ids: ["G23"],
        promise:
            "private origin is replaced when its load balancer is, under another name and before it goes",
        type: vpcOrigin,
        keeps: (node) =>
            node.options.replaceOnChanges.includes("vpcOriginEndpointConfig") &&
            !node.options.deleteBeforeReplace &&
            String(at(node, "vpcOriginEndpointConfig.name")).endsWith(
                String(at(node, "vpcOriginEndpointConfig.arn")).slice(-8),
            ),
        broken: (graph, subject) =>
            withInputs(graph, subject, {
                vpcOriginEndpointConfig: {
                    ...(at(subject, "vpcOriginEndpointConfig") as Part),
                    name: "cell",
                },
            }),
    },
    // AWS deletes nothing that a distribution uses, so each must be known to go after it.
    ...[
        vpcOrigin,
        accessControl,
        webAcl,
        "aws:cloudfront/cachePolicy:CachePolicy",
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "aws:cloudfront/function:Function",
    ].map((type): Control => ({
        ids: ["G23", "G36", "K3"],
        promise: `${type.split(":").at(-1) ?? ""} is wired to the distribution, and so deleted after it`,
        type,
        keeps: (node, graph) => graph.usersOf(node, distribution).length === 1,
        broken: (graph) => graph.ofType(distribution).flatMap((user) => unwired(graph, user)),
    })),
];
