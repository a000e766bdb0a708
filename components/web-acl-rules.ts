import type { input } from "@pulumi/aws/types";
import { probesPath, signInPath, tokenCookie } from "./edge-paths";

/**
 * Requests in five minutes (WAF's own window) beyond which a rule acts. The strategy counts 0.1 requests per second for
 * each user ("Test Scenarios": 1,000 for 10,000) and 50 for a thousand of them.
 */
export const rateLimits = {
    /**
     * From one address. A hospital shows one address for all its people: 500 of them make 15,000; a third more is
     * headroom. A load test from a single address meets this limit: spread it.
     */
    address: 20_000,
    /**
     * With one organization's key or one user's token: what a thousand people make. More is a client in a loop. An
     * organization with many tokens is its cell's to limit: no firewall sees into a token.
     */
    token: 15_000,
    /** Attempts to sign in from one address: those 500 people at the start of a shift, three requests each. */
    signInAddress: 1_500,
    /**
     * Attempts to sign in to one organization from one address. By organization alone would let anybody lock a hospital out
     * with a few thousand requests.
     */
    signInOrganization: 1_000,
    /** Probes from one address: those of Route 53 make ten for each cell, and a distribution has 98 at most. */
    probes: 1_500,
} as const;

type RateStatement = input.wafv2.WebAclRuleStatementRateBasedStatement;

const untouched = [{ priority: 0, type: "NONE" }];

/** The same key in another spelling: "bearer", or more spaces. */
const oneSpelling = [
    { priority: 0, type: "COMPRESS_WHITE_SPACE" },
    { priority: 1, type: "LOWERCASE" },
];

/** The same path in another spelling is the same organization's door. */
const normalized = [
    { priority: 0, type: "URL_DECODE" },
    { priority: 1, type: "NORMALIZE_PATH" },
    { priority: 2, type: "LOWERCASE" },
];

const onlyUnder = (path: string): RateStatement["scopeDownStatement"] => ({
    byteMatchStatement: {
        fieldToMatch: { uriPath: {} },
        positionalConstraint: "STARTS_WITH",
        searchString: path,
        textTransformations: normalized,
    },
});

/** What counts one kind of request, in the order they are asked; capacities: "Rate-based rule statement", WAF guide. */
const rateRules: readonly {
    readonly role: string;
    readonly capacity: number;
    readonly rate: RateStatement;
}[] = [
    { role: "rate-limit", capacity: 2, rate: { limit: rateLimits.address, aggregateKeyType: "IP" } },
    {
        role: "rate-limit-key",
        capacity: 32,
        // WAF counts no request here that has no such header.
        rate: {
            limit: rateLimits.token,
            aggregateKeyType: "CUSTOM_KEYS",
            customKeys: [{ header: { name: "authorization", textTransformations: oneSpelling } }],
        },
    },
    {
        role: "rate-limit-session",
        capacity: 32,
        rate: {
            limit: rateLimits.token,
            aggregateKeyType: "CUSTOM_KEYS",
            customKeys: [{ cookie: { name: tokenCookie, textTransformations: untouched } }],
        },
    },
    {
        role: "rate-limit-sign-in",
        capacity: 34,
        rate: {
            limit: rateLimits.signInAddress,
            aggregateKeyType: "IP",
            scopeDownStatement: onlyUnder(signInPath),
        },
    },
    {
        role: "rate-limit-organization",
        capacity: 94,
        rate: {
            limit: rateLimits.signInOrganization,
            aggregateKeyType: "CUSTOM_KEYS",
            customKeys: [{ ip: {} }, { uriPath: { textTransformations: normalized } }],
            scopeDownStatement: onlyUnder(signInPath),
        },
    },
    {
        role: "rate-limit-probes",
        capacity: 34,
        rate: {
            limit: rateLimits.probes,
            aggregateKeyType: "IP",
            scopeDownStatement: onlyUnder(probesPath),
        },
    },
];

/** AWS's rule groups in the order they are asked, cheapest first. Capacities: "AWS Managed Rules rule groups", WAF guide. */
const managedRuleGroups = [
    { role: "ip-reputation", group: "AWSManagedRulesAmazonIpReputationList", capacity: 25, counted: [] },
    { role: "known-bad-inputs", group: "AWSManagedRulesKnownBadInputsRuleSet", capacity: 200, counted: [] },
    { role: "sql-injection", group: "AWSManagedRulesSQLiRuleSet", capacity: 200, counted: [] },
    {
        role: "common",
        group: "AWSManagedRulesCommonRuleSet",
        capacity: 700,
        // Blocks every body beyond 8 KB: a discharge letter is longer. Counted, so that it can still be seen.
        counted: ["SizeRestrictions_BODY"],
    },
] as const;

/** Names of the ACL's rules, in the order they are asked. */
export const webAclRuleNames: readonly string[] = [...rateRules, ...managedRuleGroups].map(
    ({ role }) => role,
);

/** Capacity units of all rules; up to 1,500 an ACL costs nothing extra (WAF pricing). */
export const webAclCapacity = [...rateRules, ...managedRuleGroups].reduce(
    (sum, { capacity }) => sum + capacity,
    0,
);

/**
 * Samples hold whole requests with their headers, and redaction does not reach them ("Configuring logging", WAF
 * guide): tokens and patients' names would lie open to everyone who may look at the console.
 */
export function visibility(metricName: string): input.wafv2.WebAclVisibilityConfig {
    return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}

/**
 * The rules of the ACL, each with a metric of its own.
 *
 * @param counted names of rules that only count: how a new rule is rolled out, and how one that stops real users is
 * taken out of the way without losing sight of it.
 */
export function webAclRules(metricName: string, counted: readonly string[]): input.wafv2.WebAclRule[] {
    const limits = rateRules.map(({ role, rate }) => ({
        name: role,
        action: counted.includes(role) ? { count: {} } : { block: {} },
        statement: { rateBasedStatement: rate },
    }));
    const groups = managedRuleGroups.map((rule) => ({
        name: rule.role,
        overrideAction: counted.includes(rule.role) ? { count: {} } : { none: {} },
        statement: {
            managedRuleGroupStatement: {
                vendorName: "AWS",
                name: rule.group,
                ruleActionOverrides: rule.counted.map((name) => ({ name, actionToUse: { count: {} } })),
            },
        },
    }));
    // Limits come first: a flood should cost no further rule.
    return [...limits, ...groups].map((rule, priority) => ({
        ...rule,
        priority,
        visibilityConfig: visibility(`${metricName}-${rule.name}`),
    }));
}
