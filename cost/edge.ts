import { amounts } from "../capacity/scenario";
import type { EdgeUsage } from "../capacity/usage";
import { cdnLaw } from "../strategy/law";
import { always, type Charge, type Pricer, type Pricers, type Pricing } from "./pricing";
import { fieldOf, inputAt, listAt, numberAt, textAt } from "../preview/input-reading";

/** Metrics that a monitoring subscription adds: hits, origin latency and six status codes ("Viewing CloudFront metrics"). */
const additionalMetrics = 8;

/** Records that the router reads for a request: the organization's and its cell's. */
const routerReads = 2;

/** A charge in each region whose users come there: the edge's prices follow where they are. */
function byRegion(
    { edge }: Pricing,
    charge: Omit<Charge, "quantity" | "region">,
    of: (usage: EdgeUsage) => number,
): readonly Charge[] {
    return edge.map(({ region, usage }) => ({
        ...charge,
        region,
        quantity: amounts((scenario) => of(usage[scenario])),
    }));
}

const hasFunction = (behavior: unknown): boolean => {
    const associations = fieldOf(behavior, "functionAssociations");
    return Array.isArray(associations) && associations.length > 0;
};

const distribution: Pricer = ({ resource }, pricing) => {
    const { uploadKilobytesPerRequest } = pricing.assumed;
    const ordered = listAt(resource, "orderedCacheBehaviors");
    const api = ordered.find((behavior) => fieldOf(behavior, "pathPattern") === cdnLaw.api.pathPattern);
    const apiRuns = hasFunction(api) ? 1 : 0;
    const siteRuns = hasFunction(inputAt(resource, "defaultCacheBehavior")) ? 1 : 0;
    const charge = (what: string, priceKey: string, of: (usage: EdgeUsage) => number): readonly Charge[] =>
        byRegion(pricing, { service: "CloudFront", what, priceKey }, of);
    return [
        ...charge(
            "HTTPS requests",
            "cloudfront.httpsRequests.per10k",
            ({ apiRequests, siteRequests }) => (apiRequests + siteRequests) / 10_000,
        ),
        ...charge("to users", "cloudfront.outToInternet.first10TB.gb", ({ gigabytes }) => gigabytes),
        ...charge(
            "to cells",
            "cloudfront.toOrigin.gb",
            ({ apiRequests }) => (apiRequests * uploadKilobytesPerRequest) / 1e6,
        ),
        ...charge(
            "functions",
            "cloudfront.functions.perMillion",
            ({ apiRequests, siteRequests }) => (apiRuns * apiRequests + siteRuns * siteRequests) / 1e6,
        ),
    ];
};

const store: Pricer = (_, pricing) =>
    byRegion(
        pricing,
        {
            service: "CloudFront",
            what: "reads of the router's store",
            priceKey: "cloudfront.keyValueStore.readsPerMillion",
        },
        ({ apiRequests }) => (apiRequests * routerReads) / 1e6,
    );

const monitoringSubscription: Pricer = () => [
    {
        service: "CloudFront",
        what: "additional metrics",
        priceKey: "cloudwatch.metric.custom.month",
        quantity: always(additionalMetrics),
    },
];

const webAcl: Pricer = ({ resource }, pricing) => [
    { service: "WAF", what: "web ACL", priceKey: "waf.webAcl.month", quantity: always(1) },
    {
        service: "WAF",
        what: "rules and rule groups",
        priceKey: "waf.rule.month",
        quantity: always(listAt(resource, "rules").length),
    },
    ...byRegion(
        pricing,
        { service: "WAF", what: "requests", priceKey: "waf.requests.perMillion" },
        ({ apiRequests, siteRequests }) => (apiRequests + siteRequests) / 1e6,
    ),
];

/** Options that Route 53 bills beside a check: HTTPS, a text to look for, every ten seconds, latency. */
const healthCheck: Pricer = ({ resource }) => {
    const type = textAt(resource, "type");
    const options = [
        type?.startsWith("HTTPS") === true,
        type?.endsWith("STR_MATCH") === true,
        numberAt(resource, "requestInterval") === 10,
        inputAt(resource, "measureLatency") === true,
    ].filter(Boolean).length;
    const service = "Route 53";
    return [
        { service, what: "health checks", priceKey: "route53.healthCheck.aws.month", quantity: always(1) },
        {
            service,
            what: "options of health checks",
            priceKey: "route53.healthCheck.option.aws.month",
            quantity: type === undefined ? undefined : always(options),
        },
    ];
};

/** Queries of an alias to a resource of AWS are free ("Amazon Route 53 pricing"). */
const record: Pricer = ({ resource }, { assumed }) =>
    listAt(resource, "aliases").length > 0
        ? []
        : [
              {
                  service: "Route 53",
                  what: "queries",
                  priceKey: "route53.queries.standard.perMillion",
                  quantity: always(assumed.queriesPerRecord / 1e6),
              },
          ];

export const edgePricers: Pricers = {
    "aws:cloudfront/distribution:Distribution": distribution,
    "aws:cloudfront/keyValueStore:KeyValueStore": store,
    "aws:cloudfront/monitoringSubscription:MonitoringSubscription": monitoringSubscription,
    "aws:wafv2/webAcl:WebAcl": webAcl,
    "aws:route53/healthCheck:HealthCheck": healthCheck,
    "aws:route53/record:Record": record,
};
