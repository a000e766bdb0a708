import type { PlatformPlan } from "../strategy/plan";
import { requestsPerSecond } from "../capacity/load";
import type { Assumptions } from "../capacity/assumptions";
import { objectsIn, type RecordedGraph } from "../preview/recorded-graph";
import { global, type Use } from "./use";

const listLength = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

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
        ...graph.ofType("aws:cloudfront/distribution:Distribution").flatMap(({ name, inputs }) => {
            const of = (key: string, used: number): Use => ({ key, place: name, region: global, used });
            return [
                of("cloudfront.originsPerDistribution", objectsIn(inputs.origins).length),
                of("cloudfront.originGroupsPerDistribution", objectsIn(inputs.originGroups).length),
                of("cloudfront.behaviorsPerDistribution", 1 + objectsIn(inputs.orderedCacheBehaviors).length),
                of("cloudfront.cnamesPerDistribution", listLength(inputs.aliases)),
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
            used: 1 + listLength(certificate.inputs.subjectAlternativeNames),
        })),
    ];
}
