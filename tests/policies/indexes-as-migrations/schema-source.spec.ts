import assert from "node:assert/strict";
import { schemaComesFromMigrations as rule } from "../../../policies/indexes-as-migrations/rules";
import { appliedTo, clean, doubts, judge, refusals, resource, type Verdict } from "../../support/stack-graph";

const database = resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql" });

/** What the rule says about a resource beside a database. */
const beside = (type: string, properties: Readonly<Record<string, unknown>> = {}): Promise<Verdict> =>
    judge(rule, [database, resource(type, "r", properties)]);

const index = "CREATE INDEX a_x ON a (x)";
const changes = (input: string): Verdict =>
    refusals(`r: ${input} changes the schema outside the migrations: ${index}`);

describe("schema-comes-from-migrations", () => {
    it("passes programs that run migrations and grant access", async () => {
        assert.deepEqual(await judge(rule, [database]), clean);
        assert.deepEqual(await beside("command:local:Command", { create: "dbmate up" }), clean);
        assert.deepEqual(await beside("aws:lambda/invocation:Invocation", { input: '{"run":"up"}' }), clean);
        for (const type of ["role:Role", "grant:Grant", "grantRole:GrantRole", "database:Database"]) {
            assert.deepEqual(await beside(`postgresql:index/${type}`), clean);
        }
    });

    for (const type of [
        "postgresql:index/schema:Schema",
        "postgresql:index/function:Function",
        "atlas:index/schema:Schema",
    ]) {
        it(`refuses ${type}`, async () => {
            assert.deepEqual(
                await beside(type),
                refusals(`r: ${type} makes a part of the schema outside the migrations`),
            );
        });
    }

    const sql = JSON.stringify({ sql: index });
    const container = JSON.stringify([{ name: "job", command: ["psql", "-c", index] }]);
    const executed: readonly (readonly [type: string, input: string, value: unknown])[] = [
        ["command:local:Command", "create", `psql -c '${index}'`],
        ["command:remote:Command", "update", index],
        ["command:local:Command", "stdin", index],
        ["aws:lambda/invocation:Invocation", "input", sql],
        [
            "aws:ssm/document:Document",
            "content",
            JSON.stringify({ mainSteps: [{ inputs: { runCommand: [index] } }] }),
        ],
        ["aws:ssm/association:Association", "parameters", { commands: index }],
        ["aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions", container],
        [
            "aws:ecs/taskDefinition:TaskDefinition",
            "containerDefinitions",
            JSON.stringify([{ command: index.split(" ") }]),
        ],
        [
            "aws:cloudwatch/eventTarget:EventTarget",
            "input",
            JSON.stringify({ containerOverrides: [{ command: [index] }] }),
        ],
        [
            "aws:scheduler/schedule:Schedule",
            "target",
            { arn: "arn:aws:scheduler:::aws-sdk:rdsdata:executeStatement", input: sql },
        ],
        [
            "aws:sfn/stateMachine:StateMachine",
            "definition",
            JSON.stringify({ States: { A: { Parameters: { Sql: index } } } }),
        ],
        [
            "aws:codebuild/project:Project",
            "source",
            { buildspec: `build:\n  commands:\n    - psql -c "${index}"` },
        ],
        ["pulumi-nodejs:dynamic:Resource", "statement", index],
        ["sql:index/migrate:Migrate", "up", index],
    ];
    for (const [type, input, value] of executed) {
        it(`refuses ${type} whose ${input} is ${JSON.stringify(value).slice(0, 60)}`, async () => {
            const { violations, undecided } = await beside(type, { [input]: value });
            assert.equal(violations.length, 1);
            assert.ok(
                violations[0]?.startsWith(
                    `r: ${input} changes the schema outside the migrations: CREATE INDEX a_x`,
                ),
            );
            assert.deepEqual(undecided, []);
        });
    }

    it("says the statement in its message", async () => {
        assert.deepEqual(await beside("command:local:Command", { create: index }), changes("create"));
    });

    it("reads user data as the machine does", async () => {
        const script = `#!/bin/sh\npsql <<EOF\n${index}\nEOF`;
        const encoded = Buffer.from(script).toString("base64");
        assert.equal((await beside("aws:ec2/instance:Instance", { userData: script })).violations.length, 1);
        assert.equal(
            (await beside("aws:ec2/launchTemplate:LaunchTemplate", { userData: encoded })).violations.length,
            1,
        );
    });

    it("passes over texts that nothing executes", async () => {
        assert.deepEqual(await beside("aws:s3/bucketObject:BucketObject", { content: index }), clean);
        assert.deepEqual(
            await beside("aws:cloudwatch/metricAlarm:MetricAlarm", { alarmDescription: index }),
            clean,
        );
        assert.deepEqual(await beside("command:local:Command", { environment: { NOTE: index } }), clean);
    });

    it("cannot decide on a command that is not known yet, nor on a file that it cannot read", async () => {
        const later = appliedTo(database);
        assert.deepEqual(
            await beside("command:local:Command", { create: later }),
            doubts("r: create is not known before the update; it may change the schema"),
        );
        assert.deepEqual(
            await beside("command:local:Command", { create: 'psql "$URL" -f seed.sql' }),
            doubts("r: create executes seed.sql, which this rule cannot read"),
        );
        assert.deepEqual(
            await beside("command:local:Command", { create: index, update: later }),
            changes("create"),
        );
        assert.deepEqual(
            await beside("aws:ssm/association:Association", { parameters: { a: later, b: index } }),
            changes("parameters"),
        );
    });

    it("needs no more than the command: what it runs with, and what it prints, may be unknown", async () => {
        const command = resource(
            "command:local:Command",
            "r",
            { create: "dbmate up", environment: { DATABASE_URL: appliedTo(database) } },
            { computed: { stdout: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" } },
        );
        assert.deepEqual(await judge(rule, [database, command]), clean);
        assert.deepEqual(
            await beside("aws:ecs/taskDefinition:TaskDefinition", {
                containerDefinitions: appliedTo(database),
            }),
            clean,
        );
    });
});
