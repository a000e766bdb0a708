import { at, withValues, without, type Control, type Node } from "./control";

const queue = "aws:sqs/queue:Queue";
const redriveAllow = "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy";

const givesUp = ({ inputs }: Node): boolean => inputs.redrivePolicy !== undefined;

/** Whole numbers that SQS takes of a queue; what is left out has a default ("CreateQueue", SQS API reference). */
const ranges: Readonly<Record<string, readonly [number, number]>> = {
    messageRetentionSeconds: [60, 1_209_600],
    visibilityTimeoutSeconds: [0, 43_200],
    delaySeconds: [0, 900],
    receiveWaitTimeSeconds: [0, 20],
    maxMessageSize: [1_024, 1_048_576],
};

const isWhole = (value: unknown, [min, max]: readonly [number, number]): boolean =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;

/** Tries before a message is given up, as the policy has them: SQS takes a number, not its text. */
const triesOf = ({ inputs }: Node): unknown =>
    (JSON.parse(String(inputs.redrivePolicy)) as { readonly maxReceiveCount?: unknown }).maxReceiveCount;

/** Traps of queues (group I); dev is in phase 1, which has none. */
export const queueTraps: readonly Control[] = [
    {
        ids: ["I7"],
        promise: "queue gives up after 1 to 1,000 tries, to one queue of its region and kind",
        type: queue,
        only: "prod",
        absentFrom: ["phase 3"],
        where: givesUp,
        keeps: (node, graph) => {
            const targets = graph.sourcesOf(node, queue, "redrivePolicy");
            return (
                isWhole(triesOf(node), [1, 1_000]) &&
                targets.length === 1 &&
                targets.every(
                    (target) =>
                        target.region === node.region && at(target, "fifoQueue") === at(node, "fifoQueue"),
                )
            );
        },
        broken: (graph, subject) =>
            withValues(graph, subject, { redrivePolicy: JSON.stringify({ maxReceiveCount: "5" }) }),
    },
    {
        ids: ["I7"],
        promise: "queue that gives messages up is let in where they go",
        type: queue,
        only: "prod",
        absentFrom: ["phase 3"],
        where: givesUp,
        keeps: (node, graph) => {
            const [target] = graph.sourcesOf(node, queue, "redrivePolicy");
            return graph
                .usersOf(node, redriveAllow, "redriveAllowPolicy")
                .some((policy) => graph.sourcesOf(policy, queue, "queueUrl").some((one) => one === target));
        },
        broken: without(redriveAllow),
    },
    {
        ids: ["I8"],
        promise: "queue has times and sizes that SQS takes",
        type: queue,
        only: "prod",
        absentFrom: ["phase 3"],
        keeps: ({ inputs }) =>
            Object.entries(ranges).every(
                ([name, range]) => inputs[name] === undefined || isWhole(inputs[name], range),
            ),
        broken: { receiveWaitTimeSeconds: 21 },
    },
];
