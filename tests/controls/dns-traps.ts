import { listAt, movedTo, textsAt, withValues, type Control, type Graph, type Node } from "./control";

const distribution = "aws:cloudfront/distribution:Distribution";
const certificate = "aws:acm/certificate:Certificate";
const validation = "aws:acm/certificateValidation:CertificateValidation";
const record = "aws:route53/record:Record";
const healthCheck = "aws:route53/healthCheck:HealthCheck";

/** The zone of every distribution's name ("AliasTarget", Route 53 API reference). */
const cloudFrontZone = "Z2FDTNDATAQYW2";

/** From where Route 53 looks (HealthCheckConfig, Route 53 API reference). */
const checkerRegions = [
    "us-east-1",
    "us-west-1",
    "us-west-2",
    "eu-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "sa-east-1",
];

const routing = /RoutingPolic(y|ies)$/;

/** Names that a certificate is for; a star stands for one label. */
function covers(node: Node, name: string): boolean {
    const names = [node.inputs.domainName, node.inputs.subjectAlternativeNames].flat();
    return names.includes(name) || names.includes(name.replace(/^[^.]+/, "*"));
}

/** Certificates that a distribution shows. */
function shownBy(node: Node, graph: Graph): readonly Node[] {
    return graph
        .sourcesOf(node, validation, "viewerCertificate")
        .flatMap((proof) => graph.sourcesOf(proof, certificate, "certificateArn"));
}

/** What makes two records one to Route 53. */
const identityOf = ({ inputs }: Node): string =>
    [
        inputs.zoneId,
        String(inputs.name).toLowerCase().replace(/\.$/, ""),
        inputs.type,
        inputs.setIdentifier,
    ].join();

/** Certificates, records and probes (traps G). */
export const dnsTraps: readonly Control[] = [
    {
        ids: ["G1"],
        promise: "distribution shows one certificate, and it covers each alias",
        type: distribution,
        keeps: (node, graph) => {
            const shown = shownBy(node, graph);
            return (
                shown.length === 1 &&
                shown.every((one) => textsAt(node, "aliases").every((alias) => covers(one, alias)))
            );
        },
        broken: { aliases: ["app.medease.example"] },
    },
    {
        ids: ["G1"],
        promise: "certificate of the distribution is in us-east-1",
        type: certificate,
        where: (node, graph) => graph.ofType(distribution).some((one) => shownBy(one, graph).includes(node)),
        keeps: ({ region }) => region === "us-east-1",
        broken: movedTo("eu-west-1"),
    },
    {
        // ACM's proof of a name is the same in every region: a second certificate's record would be refused.
        ids: ["G27"],
        promise: "record is the only one of its name and type in all stacks",
        type: record,
        keeps: (node, graph) =>
            graph.ofType(record).filter((other) => identityOf(other) === identityOf(node)).length === 1,
        broken: ({ nodes }, subject) => [...nodes, { ...subject, stack: "another", name: "another" }],
    },
    {
        ids: ["G29"],
        promise: "record has values with a time to live, or is an alias without",
        type: record,
        keeps: (node) =>
            listAt(node, "aliases").length > 0
                ? node.inputs.ttl === undefined && node.inputs.records === undefined
                : Number(node.inputs.ttl) > 0 && textsAt(node, "records").length > 0,
        broken: { aliases: [{ name: "a.example.com", zoneId: "Z1" }], ttl: 60 },
    },
    {
        ids: ["G29"],
        promise: "alias of a distribution is in CloudFront's zone and asks it for no health",
        type: record,
        where: (node, graph) => graph.sourcesOf(node, distribution, "aliases").length > 0,
        keeps: (node) =>
            listAt(node, "aliases").every(
                ({ zoneId, evaluateTargetHealth }) =>
                    zoneId === cloudFrontZone && evaluateTargetHealth === false,
            ),
        broken: (graph, subject) =>
            withValues(graph, subject, {
                aliases: listAt(subject, "aliases").map((alias) => ({
                    ...alias,
                    evaluateTargetHealth: true,
                })),
            }),
    },
    {
        ids: ["G29"],
        promise: "record that is one of several says how Route 53 chooses, and only such a record does",
        type: record,
        keeps: ({ inputs }) => {
            const policies = Object.keys(inputs).filter((input) => routing.test(input));
            return policies.length === (inputs.setIdentifier === undefined ? 0 : 1);
        },
        broken: { latencyRoutingPolicies: [{ region: "us-east-1" }] },
    },
    {
        ids: ["G31"],
        promise: "probe looks from everywhere, or from three of Route 53's own regions",
        type: healthCheck,
        keeps: (node) => {
            const regions = textsAt(node, "regions");
            return (
                regions.length === 0 ||
                (regions.length >= 3 && regions.every((region) => checkerRegions.includes(region)))
            );
        },
        broken: { regions: ["us-east-1", "eu-west-1", "eu-central-1"] },
    },
    {
        // A probe of what is private, or closed to a country of the checkers, sees an outage that is none.
        ids: ["G32"],
        promise: "probe asks for a name that is the distribution's, which the whole world may ask",
        type: healthCheck,
        keeps: ({ inputs }, graph) =>
            graph
                .ofType(distribution)
                .some(
                    (one) =>
                        textsAt(one, "aliases").includes(String(inputs.fqdn)) &&
                        JSON.stringify(one.inputs.restrictions).includes('"restrictionType":"none"'),
                ),
        broken: { fqdn: "us-east-1-c1.origin.app.medease.com" },
    },
];
