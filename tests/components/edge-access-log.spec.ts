import assert from "node:assert/strict";
import { accessLogFields, EdgeAccessLog } from "../../components/edge-access-log";
import { make, type MadeResources } from "../support/recording";

const groupType = "aws:cloudwatch/logGroup:LogGroup";
const sourceType = "aws:cloudwatch/logDeliverySource:LogDeliverySource";
const destinationType = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination";
const deliveryType = "aws:cloudwatch/logDelivery:LogDelivery";
const distributionArn = "arn:aws:cloudfront::111122223333:distribution/E1";
const kmsKeyArn = "arn:aws:kms:us-east-1:111122223333:key/edge";

const makeLog = ({ deletionProtected = true, preview = false } = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new EdgeAccessLog(
                "log",
                { distributionArn, kmsKeyArn, logRetentionDays: 400, deletionProtected },
                { provider },
            ),
        { region: "us-east-1", preview },
    );

const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();

describe("EdgeAccessLog", () => {
    it("makes a group, the three parts of a delivery to it and two counts", async () => {
        assert.deepEqual(names(await makeLog()), [
            "log",
            "log-delivery",
            "log-destination",
            "log-group",
            "log-site-answers",
            "log-site-hits",
            "log-source",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeLog()).orphansOf("platform:edge:EdgeAccessLog"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeLog()).onDefaultProvider(), []);
    });

    it("counts the site's answers from a cache and all of them, and none of the API's", async () => {
        const made = await makeLog();
        const group = made.only(groupType);
        const site = '($.cache-behavior-path-pattern != "/api/*")';
        const [hit, miss] = ["*Hit", "Miss"].map((type) => `($.x-edge-detailed-result-type = "${type}")`);

        for (const [role, pattern] of [
            ["hits", `{ ${site} && (${hit ?? ""}) }`],
            ["answers", `{ ${site} && (${hit ?? ""} || ${miss ?? ""}) }`],
        ] as const) {
            const { inputs, propertyDependencies } = made.named(
                "aws:cloudwatch/logMetricFilter:LogMetricFilter",
                `log-site-${role}`,
            );
            assert.deepEqual(propertyDependencies.logGroupName, [group.urn]);
            assert.equal(inputs.pattern, pattern);
            assert.deepEqual(inputs.metricTransformation, {
                namespace: "medease/edge",
                name: `test-site-${role}`,
                value: "1",
            });
        }
        for (const field of ["cache-behavior-path-pattern", "x-edge-detailed-result-type"] as const) {
            assert.ok(accessLogFields.includes(field), `the log has no ${field} to count by`);
        }
    });

    it("encrypts the group, keeps it as long as told and leaves its name to Pulumi", async () => {
        assert.deepEqual((await makeLog()).only(groupType).inputs, {
            kmsKeyId: kmsKeyArn,
            retentionInDays: 400,
        });
    });

    it("delivers the distribution's access log to the group as JSON", async () => {
        const made = await makeLog();
        const destination = made.only(destinationType);
        const delivery = made.only(deliveryType);

        assert.deepEqual(made.only(sourceType).inputs, {
            logType: "ACCESS_LOGS",
            resourceArn: distributionArn,
        });
        assert.equal(destination.inputs.outputFormat, "json");
        assert.deepEqual(destination.propertyDependencies.deliveryDestinationConfiguration, [
            made.only(groupType).urn,
        ]);
        assert.deepEqual(delivery.propertyDependencies.deliverySourceName, [made.only(sourceType).urn]);
        assert.deepEqual(delivery.propertyDependencies.deliveryDestinationArn, [destination.urn]);
        assert.deepEqual(delivery.inputs.recordFields, [...accessLogFields]);
    });

    it("logs no query string, cookie or referrer, and no field twice", () => {
        for (const field of ["cs-uri-query", "cs(Cookie)", "cs(Referer)"]) {
            assert.ok(!(accessLogFields as readonly string[]).includes(field), field);
        }
        assert.equal(new Set(accessLogFields).size, accessLogFields.length);
    });

    for (const deletionProtected of [true, false]) {
        it(`${deletionProtected ? "keeps" : "gives up"} the log when deletionProtected is ${String(deletionProtected)}`, async () => {
            const group = (await makeLog({ deletionProtected })).only(groupType);

            assert.equal(group.options.protect, deletionProtected);
        });
    }

    it("makes the same resources in a preview", async () => {
        assert.deepEqual(names(await makeLog({ preview: true })), names(await makeLog()));
    });
});
