import { Directory } from "../directory";
import { attribute, field, input, perStack, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type StackGraph } from "../rule";

export const queueType = "aws:sqs/queue:Queue";

/** Where a resource names the queue that what it cannot deliver goes to, each by its ARN in text or in a field. */
const references: readonly (readonly [type: string, property: string])[] = [
    [queueType, "redrivePolicy"],
    ["aws:sqs/redrivePolicy:RedrivePolicy", "redrivePolicy"],
    ["aws:sns/topicSubscription:TopicSubscription", "redrivePolicy"],
    ["aws:lambda/function:Function", "deadLetterConfig"],
    ["aws:cloudwatch/eventTarget:EventTarget", "deadLetterConfig"],
];

const allowPolicyType = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";

/** Queues of a stack by name. */
export const queuesByName = perStack(
    (stack) => new Directory(stack.ofType(queueType), (queue) => attribute(queue, "name")),
);

/** Names of the queues in a text's ARNs; unknown where the text is. */
function namesIn(value: unknown): readonly string[] | typeof unknown {
    const parts = [value, field(value, "targetArn"), field(value, "arn")];
    if (parts.includes(unknown)) return unknown;
    const text = parts.map((part) => textOf(part) ?? "").join(" ");
    return [...text.matchAll(/arn:[\w-]+:sqs:[\w-]+:\d+:([\w.-]+)/g)].map(([, name]) => name ?? "");
}

/** A queue that allows others to leave dead letters in it was made for them. */
function takesDeadLetters(resource: GraphResource): boolean {
    const policy = input(resource, "redriveAllowPolicy");
    return policy !== undefined && !(typeof policy === "string" && policy.includes("denyAll"));
}

/** A stack's queues for dead letters, and whether there may be others that cannot be told before the update. */
const deadLetterQueuesOf = perStack((stack) => {
    const queues = queuesByName(stack);
    const found = new Set(stack.ofType(queueType).filter(takesDeadLetters));
    let isComplete = true;
    const add = (queue: ReturnType<Directory["find"]>): void => {
        if (queue === unknown) isComplete = false;
        else if (queue !== undefined) found.add(queue);
    };
    for (const policy of stack.ofType(allowPolicyType).filter(takesDeadLetters)) {
        for (const queue of sourcesOf(policy, "queueUrl", [queueType])) found.add(queue);
    }
    for (const [type, property] of references) {
        for (const resource of stack.ofType(type)) {
            const sources = sourcesOf(resource, property, [queueType]);
            for (const queue of sources) found.add(queue);
            if (sources.length > 0) continue;
            const names = namesIn(input(resource, property));
            if (names === unknown) isComplete = false;
            else for (const name of names) add(queues.find(name, []));
        }
    }
    return { found, isComplete };
});

/** What a queue is for; a queue with a redrive policy of its own is one that somebody works off. */
export function purposeOf(stack: StackGraph, queue: GraphResource): "work" | "dead letters" | typeof unknown {
    const { found, isComplete } = deadLetterQueuesOf(stack);
    if (found.has(queue)) return "dead letters";
    return isComplete || input(queue, "redrivePolicy") !== undefined ? "work" : unknown;
}
