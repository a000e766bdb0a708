import assert from "node:assert/strict";
import { DatabaseEvents, type DatabaseEventsArgs } from "../../components/database-events";
import { make, type MadeResources } from "../support/recording";

const subscription = "aws:rds/eventSubscription:EventSubscription";
const topicArn = "arn:aws:sns:eu-west-1:111122223333:alarms";

const makeEvents = (over: Partial<DatabaseEventsArgs> = {}, options = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new DatabaseEvents(
                "events",
                {
                    topicArn,
                    clusterIdentifier: "cell",
                    instanceIdentifiers: ["cell-writer", "cell-reader-1"],
                    ...over,
                },
                { provider },
            ),
        options,
    );

describe("DatabaseEvents", () => {
    it("subscribes to the cluster and its instances, and makes nothing else (CT057)", async () => {
        const made = await makeEvents();
        assert.deepEqual(made.all.map(({ type, name }) => `${type} ${name}`).sort(), [
            `${subscription} events-cluster`,
            `${subscription} events-instances`,
            "platform:observability:DatabaseEvents events",
        ]);
        assert.deepEqual(made.orphansOf("platform:observability:DatabaseEvents"), []);
        assert.deepEqual(made.onDefaultProvider(), []);
    });

    for (const [role, inputs] of [
        [
            "cluster",
            {
                sourceType: "db-cluster",
                sourceIds: ["cell"],
                eventCategories: ["deletion", "failover", "failure", "maintenance"],
            },
        ],
        [
            "instances",
            {
                sourceType: "db-instance",
                sourceIds: ["cell-writer", "cell-reader-1"],
                eventCategories: [
                    "availability",
                    "configuration change",
                    "deletion",
                    "failure",
                    "maintenance",
                ],
            },
        ],
    ] as const) {
        it(`tells the topic what Security Hub asks for, and of nobody else's database: ${role}`, async () => {
            const made = (await makeEvents()).named(subscription, `events-${role}`);
            assert.deepEqual(made.inputs, { snsTopic: topicArn, enabled: true, ...inputs });
        });
    }

    it("names what it tells of in each subscription, or it would tell of strangers in the region", async () => {
        for (const { name, inputs } of (await makeEvents()).ofType(subscription)) {
            assert.ok((inputs.sourceIds as readonly string[] | undefined)?.length, name);
        }
    });

    it("refuses to tell of every instance in the region", async () => {
        await assert.rejects(makeEvents({ instanceIdentifiers: [] }), {
            message:
                "instanceIdentifiers must name at least one instance, got none; " +
                "without any, RDS tells of every instance in the region",
        });
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();
        assert.deepEqual(urns(await makeEvents({}, { preview: true })), urns(await makeEvents()));
    });
});
