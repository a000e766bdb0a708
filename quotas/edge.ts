import type { PlatformPlan } from "../strategy/plan";
import { requestsPerSecond } from "../capacity/load";
import type { Assumptions } from "../capacity/assumptions";
import { listAt } from "../preview/input-reading";
import type { RecordedGraph } from "../preview/recorded-graph";
import { global, type Use } from "./use";

/** Every quota of a distribution and its web ACL; traffic is what the cells carry at their maximum. */
export function edgeUses(graph: RecordedGraph, plan: PlatformPlan, assumed: Assumptions): readonly Use[] {
    const requests = Math.ceil(
        requestsPerSecond(plan.capacityUsers, assumed) * (1 + assumed.siteRequestsPerApiRequest),
    );
    const traffic = (key: string, place: string): Use => ({
        key,
        place,
        region: global,
        used: requests,
        because: "requests a second of the users that all cells carry",
    });
    return [
        ...graph.ofType("aws:cloudfront/distribution:Distribution").flatMap((distribution) => {
            const { name } = distribution;
            const countOf = (path: string): number => listAt(distribution, path).length;
            const of = (key: string, used: number): Use => ({ key, place: name, region: global, used });
            return [
                of("cloudfront.originsPerDistribution", countOf("origins")),
                of("cloudfront.originGroupsPerDistribution", countOf("originGroups")),
                of("cloudfront.behaviorsPerDistribution", 1 + countOf("orderedCacheBehaviors")),
                of("cloudfront.cnamesPerDistribution", countOf("aliases")),
                traffic("cloudfront.requestsPerSecond", name),
            ];
        }),
        ...graph
            .ofType("aws:wafv2/webAcl:WebAcl")
            .map(({ name }) => traffic("waf.requestsPerSecondPerAcl.cloudfront", name)),
        ...graph.ofType("aws:acm/certificate:Certificate").map((certificate) => ({
            key: "acm.domainsPerCertificate",
            place: certificate.name,
            region: graph.regionOf(certificate) ?? global,
            used: 1 + listAt(certificate, "subjectAlternativeNames").length,
        })),
    ];
}
