import { Directory } from "../directory";
import { attribute, input, itemsOf, perStack, shown, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { alarmsOf, alarmType, compositeType } from "./alarm";

const topicType = "aws:sns/topic:Topic";
const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";
const topicPolicyType = "aws:sns/topicPolicy:TopicPolicy";

const topicsOf = perStack(
    (stack) => new Directory(stack.ofType(topicType), (topic) => attribute(topic, "arn")),
);

/** Topics of the stack that somebody listens to. */
const heardTopics = perStack((stack) => {
    const heard = new Set<GraphResource>();
    for (const subscription of stack.ofType(subscriptionType)) {
        const sources = sourcesOf(subscription, "topic", [topicType]);
        const topic = topicsOf(stack).find(textOf(input(subscription, "topic")), sources);
        if (topic !== undefined && topic !== unknown) heard.add(topic);
    }
    return heard;
});

/** Alarms that a composite alarm speaks for. */
const spokenFor = perStack((stack) => {
    const composites = stack.ofType(compositeType);
    return new Set(composites.flatMap((composite) => sourcesOf(composite, "alarmRule", [alarmType])));
});

function check(stack: StackGraph, report: Report): void {
    for (const { resource } of alarmsOf(stack)) {
        const enabled = input(resource, "actionsEnabled");
        if (enabled === false || enabled === "false") {
            report.violation(resource, `actionsEnabled is ${shown(enabled)}; it must be true`);
        } else if (enabled === unknown) {
            report.undecided(resource, "actionsEnabled is not known before the update");
        }
        if (spokenFor(stack).has(resource)) continue;
        const value = input(resource, "alarmActions");
        const actions = itemsOf(value);
        const sources = sourcesOf(resource, "alarmActions", [topicType, topicPolicyType]);
        if (value === undefined || (actions !== unknown && actions.length === 0)) {
            report.violation(resource, "alarmActions is not set; it must name at least one topic");
        } else if (actions === unknown && sources.length === 0) {
            report.undecided(resource, "alarmActions are not known before the update");
        } else {
            const topics = (actions === unknown ? [unknown] : actions)
                .map((action) => topicsOf(stack).find(textOf(action), sources.filter(isTopic)))
                .filter((topic) => topic !== undefined && topic !== unknown);
            const unheard = topics.filter((topic) => !heardTopics(stack).has(topic));
            if (topics.length > 0 && unheard.length === topics.length) {
                const names = unheard.map(({ name }) => name).join(", ");
                report.violation(resource, `notifies ${names}, which nobody subscribes to`);
            }
        }
    }
}

function isTopic({ type }: GraphResource): boolean {
    return type === topicType;
}

/** An alarm that nobody hears is a log line. */
export const alarmNotifies: Rule = {
    name: "alarm-notifies",
    description:
        "An alarm must have an action that reaches a subscriber, or be spoken for by a composite alarm.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Set alarmActions to a topic with at least one subscription, and leave actionsEnabled true.",
    subjects: [alarmType],
    check,
};

const silences = ["breaching", "notBreaching", "ignore"];

/** CloudWatch's default keeps an alarm without data in whatever state it was; whoever is on call sees nothing. */
export const alarmStatesSilence: Rule = {
    name: "alarm-states-silence",
    description: "An alarm must say what missing data means for its metric.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation:
        'Set treatMissingData to "breaching" for what must always report, "notBreaching" for what is sparse.',
    subjects: [alarmType],
    check: (stack, report) => {
        for (const { resource } of alarmsOf(stack)) {
            const treatment = input(resource, "treatMissingData");
            if (treatment === unknown)
                report.undecided(resource, "treatMissingData is not known before the update");
            else if (typeof treatment !== "string" || !silences.includes(treatment)) {
                report.violation(
                    resource,
                    `treatMissingData is ${shown(treatment)}; it must be ${silences.join(", ")}`,
                );
            }
        }
    },
};
