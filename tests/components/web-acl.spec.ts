import assert from "node:assert/strict";
import { WebAcl } from "../../components/web-acl";
import { rateLimits, webAclCapacity, webAclRuleNames } from "../../components/web-acl-rules";
import { loadTests } from "../../strategy/law";
import { make, type MadeResources } from "../support/recording";

const aclType = "aws:wafv2/webAcl:WebAcl";
const loggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/edge";

const makeAcl = ({
    deletionProtected = true,
    preview = false,
    countedRules = [] as readonly string[],
} = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new WebAcl(
                "waf",
                { kmsKeyArn, logRetentionDays: 400, deletionProtected, countedRules },
                { provider },
            ),
        { region: "us-east-1", preview },
    );

const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();

interface Visibility {
    readonly cloudwatchMetricsEnabled: boolean;
    readonly sampledRequestsEnabled: boolean;
    readonly metricName: string;
}

interface AclRule {
    readonly name: string;
    readonly priority: number;
    readonly action?: unknown;
    readonly overrideAction?: unknown;
    readonly statement: {
        readonly managedRuleGroupStatement?: {
            readonly vendorName: string;
            readonly name: string;
            readonly ruleActionOverrides: unknown;
        };
        readonly rateBasedStatement?: {
            readonly limit: number;
            readonly aggregateKeyType: string;
            readonly customKeys?: readonly Readonly<Record<string, unknown>>[];
            readonly scopeDownStatement?: unknown;
        };
    };
    readonly visibilityConfig: Visibility;
}

const rulesOf = (made: MadeResources): readonly AclRule[] =>
    made.only(aclType).inputs.rules as readonly AclRule[];

describe("WebAcl", () => {
    it("makes an ACL, its log group and the logging between them", async () => {
        assert.deepEqual(names(await makeAcl()), ["waf", "waf-acl", "waf-log", "waf-logging"]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeAcl()).orphansOf("platform:edge:WebAcl"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeAcl()).onDefaultProvider(), []);
    });

    it("guards a distribution and lets pass what no rule stops", async () => {
        const { inputs } = (await makeAcl()).only(aclType);

        assert.equal(inputs.scope, "CLOUDFRONT");
        assert.deepEqual(inputs.defaultAction, { allow: {} });
    });

    it("asks the limits first, then AWS's groups", async () => {
        assert.deepEqual(
            rulesOf(await makeAcl()).map(({ name, priority, statement }) => [
                priority,
                name,
                statement.managedRuleGroupStatement?.name ?? statement.rateBasedStatement?.limit,
            ]),
            [
                [0, "rate-limit", 20_000],
                [1, "rate-limit-key", 15_000],
                [2, "rate-limit-session", 15_000],
                [3, "rate-limit-sign-in", 1_500],
                [4, "rate-limit-organization", 1_000],
                [5, "rate-limit-probes", 1_500],
                [6, "ip-reputation", "AWSManagedRulesAmazonIpReputationList"],
                [7, "known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"],
                [8, "sql-injection", "AWSManagedRulesSQLiRuleSet"],
                [9, "common", "AWSManagedRulesCommonRuleSet"],
            ],
        );
    });

    it("leaves an address room for a hospital, and a token for a thousand people", () => {
        const perUser = loadTests.stress.requestsPerSecond / loadTests.stress.users;
        const window = 300;
        assert.ok(rateLimits.address > 500 * perUser * window);
        assert.equal(rateLimits.token, 50 * window);
    });

    it("counts by address, by key, by session, by what the probes ask, and at the sign-in door by organization", async () => {
        const limits = rulesOf(await makeAcl()).flatMap(({ name, statement: { rateBasedStatement } }) =>
            rateBasedStatement === undefined ? [] : [{ name, ...rateBasedStatement }],
        );
        assert.deepEqual(
            limits.map(({ name, aggregateKeyType, customKeys = [], scopeDownStatement }) => [
                name,
                aggregateKeyType,
                customKeys.flatMap((key) => Object.keys(key)).join(),
                scopeDownStatement === undefined ? "everywhere" : "door",
            ]),
            [
                ["rate-limit", "IP", "", "everywhere"],
                ["rate-limit-key", "CUSTOM_KEYS", "header", "everywhere"],
                ["rate-limit-session", "CUSTOM_KEYS", "cookie", "everywhere"],
                ["rate-limit-sign-in", "IP", "", "door"],
                ["rate-limit-organization", "CUSTOM_KEYS", "ip,uriPath", "door"],
                ["rate-limit-probes", "IP", "", "door"],
            ],
        );
        assert.match(JSON.stringify(limits[1]), /"name":"authorization"/);
        assert.match(JSON.stringify(limits[2]), /"name":"__Host-medease-token"/);
        assert.match(JSON.stringify(limits[1]), /"COMPRESS_WHITE_SPACE".*"LOWERCASE"/);
        assert.match(JSON.stringify(limits[5]?.scopeDownStatement), /"searchString":"\/api\/cells\/"/);
        for (const door of limits.slice(3, 5)) {
            assert.match(
                JSON.stringify(door.scopeDownStatement),
                /"STARTS_WITH","searchString":"\/api\/auth\/"/,
            );
        }
    });

    it("blocks by every limit, unless told to count", async () => {
        for (const rule of rulesOf(await makeAcl()).slice(0, 6)) {
            assert.deepEqual([rule.action, rule.overrideAction], [{ block: {} }, undefined], rule.name);
        }
    });

    for (const counted of webAclRuleNames) {
        it(`only counts by ${counted} where it is told to, and blocks by the others`, async () => {
            const rules = rulesOf(await makeAcl({ countedRules: [counted] }));
            assert.deepEqual(
                rules
                    .filter(({ action, overrideAction }) => "count" in ((action ?? overrideAction) as object))
                    .map(({ name }) => name),
                [counted],
            );
        });
    }

    it("leaves the groups' own actions in force, except for long bodies, which it counts", async () => {
        for (const { action, overrideAction, statement } of rulesOf(await makeAcl()).slice(6)) {
            const group = statement.managedRuleGroupStatement;
            assert.equal(action, undefined);
            assert.deepEqual(overrideAction, { none: {} });
            assert.equal(group?.vendorName, "AWS");
            assert.deepEqual(
                group.ruleActionOverrides,
                group.name === "AWSManagedRulesCommonRuleSet"
                    ? [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }]
                    : [],
            );
        }
    });

    it("stays within the 1,500 capacity units that cost nothing extra", () => {
        assert.ok(webAclCapacity <= 1_500, String(webAclCapacity));
    });

    it("measures the ACL and each rule under a name of its own, and keeps no samples of requests", async () => {
        const made = await makeAcl();
        const all = [
            made.only(aclType).inputs.visibilityConfig as Visibility,
            ...rulesOf(made).map((rule) => rule.visibilityConfig),
        ];

        assert.ok(all.every(({ cloudwatchMetricsEnabled }) => cloudwatchMetricsEnabled));
        assert.ok(all.every(({ sampledRequestsEnabled }) => !sampledRequestsEnabled));
        assert.deepEqual(
            all.map(({ metricName }) => metricName),
            ["test-waf", ...webAclRuleNames.map((rule) => `test-waf-${rule}`)],
        );
    });

    it("logs to an encrypted group of the name that WAF insists on", async () => {
        const made = await makeAcl();
        const group = made.only("aws:cloudwatch/logGroup:LogGroup");
        const { inputs, propertyDependencies } = made.only(loggingType);

        assert.deepEqual(group.inputs, {
            namePrefix: "aws-waf-logs-waf-",
            kmsKeyId: kmsKeyArn,
            retentionInDays: 400,
        });
        assert.deepEqual(propertyDependencies.logDestinationConfigs, [group.urn]);
        assert.deepEqual(propertyDependencies.resourceArn, [made.only(aclType).urn]);
        assert.ok(!String(inputs.logDestinationConfigs).endsWith(":*"));
    });

    it("keeps tokens, sessions and what was searched for out of the log", async () => {
        const { inputs } = (await makeAcl()).only(loggingType);

        assert.deepEqual(inputs.redactedFields, [
            { singleHeader: { name: "authorization" } },
            { singleHeader: { name: "cookie" } },
            { queryString: {} },
        ]);
    });

    it("logs what a rule stopped or counted, and nothing that passed", async () => {
        const { inputs } = (await makeAcl()).only(loggingType);

        assert.deepEqual(inputs.loggingFilter, {
            defaultBehavior: "DROP",
            filters: [
                {
                    behavior: "KEEP",
                    requirement: "MEETS_ANY",
                    conditions: ["BLOCK", "COUNT", "EXCLUDED_AS_COUNT"].map((action) => ({
                        actionCondition: { action },
                    })),
                },
            ],
        });
    });

    for (const deletionProtected of [true, false]) {
        it(`${deletionProtected ? "keeps" : "gives up"} the log when deletionProtected is ${String(deletionProtected)}`, async () => {
            const group = (await makeAcl({ deletionProtected })).only("aws:cloudwatch/logGroup:LogGroup");

            assert.equal(group.options.protect, deletionProtected);
        });
    }

    it("makes the same resources in a preview", async () => {
        assert.deepEqual(names(await makeAcl({ preview: true })), names(await makeAcl()));
    });
});
