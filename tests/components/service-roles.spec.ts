import assert from "node:assert/strict";
import {
    ServiceRoles,
    executionPolicy,
    taskPolicyMistakes,
    type ServiceRolesArgs,
} from "../../components/service-roles";
import { make, type MadeResources } from "../support/recording";

const token = "platform:compute:ServiceRoles";
const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/policy:Policy";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api@sha256:0123";
const logGroupArn = "arn:aws:logs:eu-west-1:111122223333:log-group:cell-logs";
const databasePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });

const makeRoles = (over: Partial<ServiceRolesArgs> = {}, options = {}): Promise<MadeResources> =>
    make(
        (provider) =>
            new ServiceRoles(
                "roles",
                {
                    region: "eu-west-1",
                    image,
                    logGroupArn,
                    taskPolicies: { database: databasePolicy },
                    ...over,
                },
                { provider },
            ),
        options,
    );

describe("ServiceRoles", () => {
    it("makes two roles with a managed policy each", async () => {
        assert.deepEqual((await makeRoles()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:iam/policy:Policy roles-execution-start",
            "aws:iam/policy:Policy roles-task-database",
            "aws:iam/role:Role roles-execution",
            "aws:iam/role:Role roles-task",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment roles-execution-start",
            "aws:iam/rolePolicyAttachment:RolePolicyAttachment roles-task-database",
            "platform:compute:ServiceRoles roles",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeRoles()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeRoles()).onDefaultProvider(), []);
    });

    it("lets only tasks of this account and region take the roles", async () => {
        for (const role of (await makeRoles()).ofType(roleType)) {
            assert.deepEqual(JSON.parse(String(role.inputs.assumeRolePolicy)), {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "ecs-tasks.amazonaws.com" },
                        Action: "sts:AssumeRole",
                        Condition: {
                            StringEquals: { "aws:SourceAccount": "111122223333" },
                            ArnLike: { "aws:SourceArn": "arn:aws:ecs:eu-west-1:111122223333:*" },
                        },
                    },
                ],
            });
        }
    });

    it("attaches each policy to its own role", async () => {
        const made = await makeRoles();

        for (const [policy, role] of [
            ["roles-execution-start", "roles-execution"],
            ["roles-task-database", "roles-task"],
        ] as const) {
            const attachment = made.named(attachmentType, policy);
            assert.deepEqual(attachment.propertyDependencies, {
                role: [made.named(roleType, role).urn],
                policyArn: [made.named(policyType, policy).urn],
            });
        }
    });

    it("gives the task what it was given and nothing else", async () => {
        const made = await makeRoles();

        assert.equal(made.named(policyType, "roles-task-database").inputs.policy, databasePolicy);
        assert.equal(
            made.named(policyType, "roles-execution-start").inputs.policy,
            executionPolicy(image, logGroupArn),
        );
    });

    it("makes a task role that may do nothing when it is given nothing", async () => {
        const made = await makeRoles({ taskPolicies: {} });

        assert.deepEqual(
            made.ofType(attachmentType).map(({ name }) => name),
            ["roles-execution-start"],
        );
        assert.equal(made.ofType(roleType).length, 2);
    });

    it("hands out two different roles", async () => {
        const seen: string[] = [];
        await make((provider) => {
            const roles = new ServiceRoles(
                "roles",
                { region: "eu-west-1", image, logGroupArn, taskPolicies: { database: databasePolicy } },
                { provider },
            );
            roles.executionRoleArn.apply((arn) => seen.push(arn));
            roles.taskRoleArn.apply((arn) => seen.push(arn));
        });

        assert.deepEqual(seen.sort(), [
            "arn:aws:iam::111122223333:role/roles-execution",
            "arn:aws:iam::111122223333:role/roles-task",
        ]);
    });

    it("makes the same resources before anything exists", async () => {
        const known = await makeRoles();
        const unknown = await makeRoles({}, { preview: true });

        assert.deepEqual(unknown.all.map(({ urn }) => urn).sort(), known.all.map(({ urn }) => urn).sort());
    });

    it("refuses policies that it cannot name", async () => {
        await assert.rejects(
            makeRoles({ taskPolicies: { "Data Base": databasePolicy } }),
            /taskPolicies must be named in lower-case words joined by hyphens, got "Data Base"/,
        );
    });
});

describe("taskPolicyMistakes", () => {
    it("refuses more policies than a role takes", () => {
        const names = Array.from({ length: 11 }, (_, index) => `p${index}`);

        assert.deepEqual(taskPolicyMistakes(names.slice(1)), []);
        assert.deepEqual(taskPolicyMistakes(names), ["taskPolicies must be at most 10, got 11; join some"]);
    });
});

describe("executionPolicy", () => {
    const statements = (from: string): unknown =>
        (JSON.parse(executionPolicy(from, logGroupArn)) as { Statement: unknown }).Statement;
    const writeTheLog = {
        Sid: "WriteTheLog",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
    };

    it("pulls from one repository and writes to one log group", () => {
        assert.deepEqual(statements(image), [
            { Sid: "LogInToEcr", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
            {
                Sid: "PullTheImage",
                Effect: "Allow",
                Action: [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                Resource: "arn:aws:ecr:eu-west-1:111122223333:repository/medease/api",
            },
            writeTheLog,
        ]);
    });

    it("may not touch ECR for an image from elsewhere", () => {
        assert.deepEqual(statements("ghcr.io/medease/api:1"), [writeTheLog]);
    });
});
