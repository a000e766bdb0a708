import assert from "node:assert/strict";
import { managedRuleGroups, requestsPerAddress, WebAcl } from "../../components/web-acl";
import { make, type MadeResources } from "../support/recording";

const aclType = "aws:wafv2/webAcl:WebAcl";
const loggingType = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/edge";

const makeAcl = ({ deletionProtected = true, preview = false } = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new WebAcl("waf", { kmsKeyArn, logRetentionDays: 400, deletionProtected }, { provider }),
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
        readonly rateBasedStatement?: unknown;
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

    it("asks the rate limit first, then AWS's groups", async () => {
        assert.deepEqual(
            rulesOf(await makeAcl()).map(({ priority, statement }) => [
                priority,
                statement.managedRuleGroupStatement?.name ?? "rate",
            ]),
            [
                [0, "rate"],
                [1, "AWSManagedRulesAmazonIpReputationList"],
                [2, "AWSManagedRulesKnownBadInputsRuleSet"],
                [3, "AWSManagedRulesSQLiRuleSet"],
                [4, "AWSManagedRulesCommonRuleSet"],
            ],
        );
    });

    it("blocks an address beyond 20,000 requests in five minutes", async () => {
        const [rate] = rulesOf(await makeAcl());

        assert.equal(requestsPerAddress, 20_000);
        assert.deepEqual(rate?.action, { block: {} });
        assert.equal(rate.overrideAction, undefined);
        assert.deepEqual(rate.statement.rateBasedStatement, { limit: 20_000, aggregateKeyType: "IP" });
    });

    it("leaves the groups' own actions in force, except for long bodies, which it counts", async () => {
        for (const { action, overrideAction, statement } of rulesOf(await makeAcl()).slice(1)) {
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
        const rateRule = 2;

        assert.ok(managedRuleGroups.reduce((sum, { capacity }) => sum + capacity, rateRule) <= 1_500);
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
            [
                "test-waf",
                "test-waf-rate-limit",
                "test-waf-ip-reputation",
                "test-waf-known-bad-inputs",
                "test-waf-sql-injection",
                "test-waf-common",
            ],
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
