import { companionOf, field, input, itemsOf, ofTypes } from "../graph";
import { read, unknown, type GraphResource, type Rule, type StackGraph } from "../rule";
import { bucketNames, bucketTypes } from "./bucket";
import { policyIn } from "./policy-document";

/** What keeps data, with whose policy may be a resource of its own. */
interface Kind {
    readonly types: readonly string[];
    readonly policyType: string;
    /** By which the policy names it. */
    readonly property: string;
    readonly names: readonly string[];
    /** Actions of which the denial must name one that covers all reading and writing of data. */
    readonly actions: RegExp;
}

const kinds: readonly Kind[] = [
    {
        types: bucketTypes,
        policyType: "aws:s3/bucketPolicy:BucketPolicy",
        property: "bucket",
        names: bucketNames,
        actions: /^(\*|s3:\*)$/i,
    },
    {
        types: ["aws:sqs/queue:Queue"],
        policyType: "aws:sqs/queuePolicy:QueuePolicy",
        property: "queueUrl",
        names: ["url", "id"],
        actions: /^(\*|sqs:\*)$/i,
    },
    {
        types: ["aws:sns/topic:Topic"],
        policyType: "aws:sns/topicPolicy:TopicPolicy",
        property: "arn",
        names: ["arn", "id"],
        // Messages come in by no other action.
        actions: /^(\*|sns:\*|sns:publish)$/i,
    },
];

const listOf = (value: unknown): readonly unknown[] => {
    if (value === unknown || value === undefined) return value === undefined ? [] : [unknown];
    const items = Array.isArray(value) ? itemsOf(value) : [value];
    return items === unknown ? [unknown] : items;
};

const isEveryone = (principal: unknown): boolean =>
    listOf(principal).includes("*") || listOf(field(principal, "AWS")).includes("*");

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
    typeof value === "object" && value !== null
        ? Object.keys(value).map((key) => [key, field(value, key)] as const)
        : [];

/** Whether a condition is met by every call without TLS and by no other; one that says more lets some through. */
function isPlainText(condition: unknown): boolean {
    const [operator, ...others] = entriesOf(condition);
    if (operator === undefined || others.length > 0 || !/^Bool(IfExists)?$/i.test(operator[0])) return false;
    const [key, ...more] = entriesOf(operator[1]);
    if (key?.[0].toLowerCase() !== "aws:securetransport" || more.length > 0) return false;
    return listOf(key[1]).every((value) => value === false || value === "false");
}

/** Whether a policy refuses everybody who does not speak TLS; {@link unknown} where it cannot be read. */
function refusesPlainText(document: unknown, { actions }: Kind): boolean | typeof unknown {
    if (document === unknown) return unknown;
    const statements = listOf(field(policyIn(document), "Statement"));
    const denies = statements.some(
        (statement) =>
            statement !== unknown &&
            field(statement, "Effect") === "Deny" &&
            isEveryone(field(statement, "Principal")) &&
            listOf(field(statement, "Action")).some(
                (action) => typeof action === "string" && actions.test(action),
            ) &&
            isPlainText(field(statement, "Condition")),
    );
    return denies || !statements.includes(unknown) ? denies : unknown;
}

/** What a resource's policy says: inside of it, else in a resource beside it; undefined where there is none. */
function policyOf(stack: StackGraph, resource: GraphResource, kind: Kind): unknown {
    const companion = companionOf(stack, resource, [kind.policyType], kind.property, kind.names);
    if (companion === unknown) return unknown;
    // The provider demands it there: where it is unknown, it was asked for.
    return companion === undefined ? input(resource, "policy") : read(() => companion.props.policy);
}

/** Without TLS, whoever listens on the way reads the object or the message, and the signature of the request with it. */
export const plainTextIsRefused: Rule = {
    name: "plain-text-is-refused",
    description:
        "The policy of every bucket, queue and topic must deny everybody whose request does not come by TLS.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        'Add a statement that denies everybody every action of the service (of a topic: sns:Publish), under { Bool: { "aws:SecureTransport": "false" } }.',
    subjects: kinds.flatMap(({ types }) => types),
    frameworks: { fsbp: ["S3.5"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"] },
    check: (stack, report) => {
        for (const kind of kinds) {
            for (const resource of ofTypes(stack, kind.types)) {
                const policy = policyOf(stack, resource, kind);
                const refuses = policy === undefined ? false : refusesPlainText(policy, kind);
                if (refuses === unknown)
                    report.undecided(resource, "its policy is not known before the update");
                else if (!refuses) {
                    report.violation(
                        resource,
                        policy === undefined
                            ? "has no policy; it must have one that denies everybody without TLS"
                            : "has a policy without a statement that denies everybody without TLS; it must have one",
                    );
                }
            }
        }
    },
};
