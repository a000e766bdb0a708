import { plainTextIsRefused } from "../../../policies/hipaa-safeguards/plain-text-denial";
import type { GraphResource } from "../../../policies/rule";
import { appliedTo, output, resource } from "../../support/stack-graph";
import { fourWays, source } from "./four-ways";

const bucket = resource("aws:s3/bucket:Bucket", "files");
const queue = resource("aws:sqs/queue:Queue", "events");
const topic = resource("aws:sns/topic:Topic", "pager");

const denial = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Condition: { Bool: { "aws:SecureTransport": "false" } },
};
const document = (...Statement: readonly object[]): string =>
    JSON.stringify({ Version: "2012-10-17", Statement });

const policyOf = (of: GraphResource, policy: unknown): GraphResource => {
    if (of === bucket) {
        return resource("aws:s3/bucketPolicy:BucketPolicy", "p", { bucket: output(of, "id"), policy });
    }
    return of === queue
        ? resource("aws:sqs/queuePolicy:QueuePolicy", "p", { queueUrl: output(of, "url"), policy })
        : resource("aws:sns/topicPolicy:TopicPolicy", "p", { arn: output(of, "arn"), policy });
};

const without = (name: string): string =>
    `${name}: has a policy without a statement that denies everybody without TLS; it must have one`;
const weak = (but: object): readonly [readonly GraphResource[], string] => [
    [bucket, policyOf(bucket, document({ ...denial, ...but }))],
    without("files"),
];

fourWays(plainTextIsRefused, {
    passes: {
        "a bucket's policy": [bucket, policyOf(bucket, document(denial))],
        "a queue's": [queue, policyOf(queue, document({ ...denial, Action: ["sqs:*"] }))],
        "a topic's, among others": [
            topic,
            policyOf(topic, document({ Effect: "Allow" }, { ...denial, Action: "sns:Publish" })),
        ],
        "a policy inside of the resource": [
            resource("aws:sqs/queue:Queue", "q", { policy: document({ ...denial, Action: "sqs:*" }) }),
        ],
        "everybody by account, and a flag for a text": [
            bucket,
            policyOf(
                bucket,
                document({
                    ...denial,
                    Principal: { AWS: "*" },
                    Condition: { Bool: { "aws:SecureTransport": false } },
                }),
            ),
        ],
    },
    refuses: {
        "no policy at all": [
            [bucket, queue, topic],
            "files: has no policy; it must have one that denies everybody without TLS",
            "events: has no policy; it must have one that denies everybody without TLS",
            "pager: has no policy; it must have one that denies everybody without TLS",
        ],
        "a policy that allows instead": weak({ Effect: "Allow" }),
        "a denial of one account": weak({ Principal: { AWS: "111122223333" } }),
        "a denial of reading alone": weak({ Action: "s3:GetObject" }),
        "a denial of those who speak TLS": weak({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
        "a denial without a condition on TLS": weak({
            Condition: { Bool: { "aws:ViaAWSService": "false" } },
        }),
        "a denial of plain text from some": weak({
            Condition: { ...denial.Condition, StringEquals: { "aws:SourceVpc": "vpc-1" } },
        }),
        "text that is no policy": [[queue, policyOf(queue, "none")], without("events")],
        "another resource's policy": [
            [
                topic,
                resource("aws:sns/topic:Topic", "other"),
                policyOf(topic, document({ ...denial, Action: "*" })),
            ],
            "other: has no policy; it must have one that denies everybody without TLS",
        ],
    },
    ignores: { "a table": [resource("aws:dynamodb/table:Table", "t")] },
    leavesOpen: {
        "a policy that is not known yet": [
            [bucket, policyOf(bucket, appliedTo(bucket))],
            "files: its policy is not known before the update",
        ],
        "whose policy it is": [
            [
                resource("aws:s3/bucket:Bucket", "files", { bucket: "known" }),
                resource("aws:s3/bucketPolicy:BucketPolicy", "p", {
                    bucket: output(source, "value"),
                    policy: document(denial),
                }),
            ],
            "files: its policy is not known before the update",
        ],
    },
});
