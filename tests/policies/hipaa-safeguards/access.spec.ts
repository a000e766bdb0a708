import assert from "node:assert/strict";
import { policyGrantsNoWildcard } from "../../../policies/hipaa-safeguards/least-privilege";
import { environmentHoldsNoSecret } from "../../../policies/hipaa-safeguards/plain-secrets";
import { resourceIsTagged } from "../../../policies/hipaa-safeguards/tags";
import type { GraphResource } from "../../../policies/rule";
import { doubts, judge, output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

type Statement = Readonly<Record<string, unknown>>;
const document = (...statements: readonly Statement[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource: unknown, more: Statement = {}): Statement => ({
    Effect: "Allow",
    Action,
    Resource,
    ...more,
});
const policy = (...statements: readonly Statement[]): GraphResource =>
    resource("aws:iam/policy:Policy", "task", { policy: document(...statements) });
const bucketPolicy = (...statements: readonly Statement[]): GraphResource =>
    resource("aws:s3/bucketPolicy:BucketPolicy", "policy", { policy: document(...statements) });
const must = "it must name actions or resources";
fourWays(policyGrantsNoWildcard, {
    passes: {
        "named actions, or named resources": [
            policy(allow("s3:GetObject", "*"), allow(["s3:*"], ["arn:aws:s3:::a", "arn:aws:s3:::a/*"])),
            policy(allow("kms:Decrypt", "arn:aws:kms:eu-west-1:1:key/1")),
            policy(allow("kms:Decrypt", "*", { Condition: { StringEquals: { "kms:ViaService": "s3" } } })),
        ],
        "what is denied": [policy({ Effect: "Deny", Action: "*", Resource: "*" })],
        "a key that its account decides about": [
            resource("aws:kms/key:Key", "key", {
                policy: document(allow("kms:*", "*", { Principal: { AWS: "arn:aws:iam::1:root" } })),
            }),
            resource("aws:kms/key:Key", "plain"),
        ],
        "everybody under a condition": [
            bucketPolicy(
                allow("s3:GetObject", "*", {
                    Principal: "*",
                    Condition: { StringEquals: { "aws:SourceAccount": "1" } },
                }),
            ),
        ],
    },
    refuses: {
        "everything on everything": [
            [policy(allow("*", "*"))],
            `task: policy allows * on every resource; ${must}`,
        ],
        "a whole service, in a role too": [
            [
                policy(allow(["s3:GetObject", "dynamodb:*"], ["*"])),
                resource("aws:iam/role:Role", "role", {
                    inlinePolicies: [{ name: "all", policy: document(allow("ecs:*", "*")) }],
                }),
            ],
            `task: policy allows dynamodb:* on every resource; ${must}`,
            `role: inlinePolicies allows ecs:* on every resource; ${must}`,
        ],
        "everything but": [
            [policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
            `task: policy allows everything but some actions on every resource; ${must}`,
        ],
        "every key": [
            [policy(allow("kms:Decrypt", "*"))],
            `task: policy allows kms:Decrypt on every resource; ${must}`,
        ],
        "an administrator": [
            [
                resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "admin", {
                    policyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
                }),
            ],
            "admin: policyArn is arn:aws:iam::aws:policy/AdministratorAccess; it must be a policy that names actions and resources",
        ],
        "everybody in a bucket": [
            [bucketPolicy(allow("s3:GetObject", "*", { Principal: { AWS: ["*"] } }))],
            "policy: policy admits everybody without a condition; it must name who may",
        ],
    },
    ignores: {
        "what is no policy, which AWS refuses": [resource("aws:iam/policy:Policy", "odd", { policy: "{" })],
        "an attachment of a policy that is made here": [
            resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "own", { policyArn: later }),
        ],
    },
    leavesOpen: {
        "a policy made of what is not known yet": [
            [
                resource("aws:iam/policy:Policy", "task", { policy: later }),
                resource("aws:iam/rolePolicy:RolePolicy", "inline", { policy: later }),
                resource("aws:sqs/queuePolicy:QueuePolicy", "queue", { policy: later }),
            ],
            "task: policy is not known before the update",
            "inline: policy is not known before the update",
            "queue: policy is not known before the update",
        ],
    },
});

const task = maker("aws:ecs/taskDefinition:TaskDefinition", "task");
const containers = (environment: unknown): GraphResource =>
    task({ containerDefinitions: JSON.stringify([{ name: "app", environment }]) });
const variable = (name: string, value: string): unknown => ({ name, value });
const lambda = maker("aws:lambda/function:Function", "fn");
const must2 = "in plain text; it must come from Secrets Manager";
const password = resource("random:index/randomPassword:RandomPassword", "password");
fourWays(environmentHoldsNoSecret, {
    passes: {
        "what is no secret, or says where one is": [
            containers([
                variable("DB_HOST", "db.internal"),
                variable("DB_SECRET", "arn:aws:secretsmanager:eu-west-1:1:secret:db"),
                variable("TOKEN_ISSUER", "https://id.example.com"),
                variable("API_KEY", ""),
            ]),
            lambda({ environment: { variables: { STAGE: "live", PASSWORD_FILE: "/run/p" } } }),
        ],
    },
    refuses: {
        "a password by its name": [
            [containers([variable("DB_PASSWORD", "hunter2"), variable("apiKey", "k")])],
            `task: variable DB_PASSWORD holds a secret ${must2}`,
            `task: variable apiKey holds a secret ${must2}`,
        ],
        "a secret by its look": [
            [
                containers([variable("DATABASE_URL", "postgres://app:hunter2@db/app")]),
                lambda({ environment: { variables: { KEY_ID: "AKIAIOSFODNN7EXAMPLE" } } }),
            ],
            `task: variable DATABASE_URL holds a secret ${must2}`,
            `fn: variable KEY_ID holds a secret ${must2}`,
        ],
        "a generated password, before it is known": [
            [password, task({ containerDefinitions: output(password, "result") })],
            `task: containerDefinitions takes the secret of password ${must2}`,
        ],
    },
    ignores: {
        "containers that cannot be read, which ECS refuses": [task({ containerDefinitions: "[" }), task()],
        "a function without variables": [lambda()],
    },
    leavesOpen: {
        "containers that are not known yet": [
            [task({ containerDefinitions: later })],
            "task: containerDefinitions is not known before the update",
        ],
        "a value that is not known yet, by its name": [
            [lambda({ environment: { variables: { SECRET: later, HOST: later } } })],
            "fn: what variable SECRET holds is not known before the update",
        ],
    },
    configured: {
        "which names are none": [
            { allowedNames: ["CSRF_TOKEN"] },
            [containers([variable("CSRF_TOKEN", "x-csrf"), variable("TOKEN", "t")])],
            `task: variable TOKEN holds a secret ${must2}`,
        ],
    },
});

describe("resource-is-tagged, configured", () => {
    it("takes the provider's tags for the resource's, and cannot decide what is not known yet", async () => {
        const provided: GraphResource = {
            ...resource("aws:ec2/vpc:Vpc", "vpc"),
            provider: { props: { defaultTags: '{"tags":{"owner":"us"}}' } },
        };
        const open = resource("aws:kms/key:Key", "key", { tags: { owner: later } });
        assert.deepEqual(
            await judge(resourceIsTagged, [provided, open], { required: ["owner"] }),
            doubts("key: tag owner is not known before the update"),
        );
    });
});
