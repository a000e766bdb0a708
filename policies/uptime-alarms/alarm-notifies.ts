import { Directory } from "../directory";
import {
    attribute,
    input,
    itemsOf,
    perStack,
    regionOf,
    shown,
    sourcesOf,
    textOf,
    type Reading,
} from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { alarmsOf, alarmType, compositeType } from "./alarm";
import { membersOf } from "./composites";

const topicType = "aws:sns/topic:Topic";
const subscriptionType = "aws:sns/topicSubscription:TopicSubscription";
const topicPolicyType = "aws:sns/topicPolicy:TopicPolicy";
const scalingTypes = ["aws:appautoscaling/policy:Policy", "aws:autoscaling/policy:Policy"];

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

/** What is wrong with whom an alarm tells; "undecided" where that cannot be told before the update. */
interface Fault {
    readonly verdict: "violation" | "undecided";
    readonly message: string;
}

/** An action that adds or removes capacity, by its ARN (Application Auto Scaling, EC2 Auto Scaling). */
const scalingAction = /^arn:[\w-]+:autoscaling:/;

/** The region that an ARN names; undefined where the text is none. */
function regionInArn(arn: Reading<string>): string | undefined {
    return typeof arn === "string" ? arn.split(":")[3] : undefined;
}

/** CloudWatch refuses a topic of another region. */
function regionFault(
    resource: GraphResource,
    actions: readonly Reading<string>[],
    topics: readonly GraphResource[],
): Fault | undefined {
    const here = regionOf(resource);
    if (here === unknown) return undefined;
    for (const topic of topics) {
        const there = regionOf(topic);
        if (there !== unknown && there !== here) return awayFrom(here, topic.name, there);
    }
    for (const arn of actions) {
        if (typeof arn !== "string" || !/^arn:[\w-]+:sns:/.test(arn)) continue;
        const there = regionInArn(arn);
        if (there !== undefined && there !== here) return awayFrom(here, arn, there);
    }
    return undefined;
}

function awayFrom(here: string, topic: string, there: string): Fault {
    const message = `is in ${here} but notifies ${topic} in ${there}; an alarm notifies topics of its own region only`;
    return { verdict: "violation", message };
}

/** Why nobody hears what an alarm, plain or composite, does. */
function unheard(stack: StackGraph, resource: GraphResource): Fault | undefined {
    const value = input(resource, "alarmActions");
    const items = itemsOf(value);
    if (value === undefined || (items !== unknown && items.length === 0)) {
        return { verdict: "violation", message: "alarmActions is not set; it must name at least one topic" };
    }
    const sources = sourcesOf(resource, "alarmActions", [topicType]);
    const actions: readonly Reading<string>[] = items === unknown ? [unknown] : items.map(textOf);
    const feeders = resource.propertyDependencies.alarmActions ?? [];
    const onlyFedByScaling = feeders.length > 0 && feeders.every(({ type }) => scalingTypes.includes(type));
    const scales = (action: Reading<string>): boolean =>
        typeof action === "string" ? scalingAction.test(action) : onlyFedByScaling;
    if (actions.every(scales)) {
        return { verdict: "violation", message: "alarmActions only scale; one must name a topic" };
    }
    if (items === unknown && sourcesOf(resource, "alarmActions", [topicType, topicPolicyType]).length === 0) {
        return { verdict: "undecided", message: "alarmActions are not known before the update" };
    }
    const topics = actions
        .map((action) => topicsOf(stack).find(action, sources))
        .filter((topic) => topic !== undefined && topic !== unknown);
    const away = regionFault(resource, actions, [...new Set([...sources, ...topics])]);
    if (away !== undefined) return away;
    const silent = topics.filter((topic) => !heardTopics(stack).has(topic));
    if (topics.length === 0 || silent.length < topics.length) return undefined;
    const names = silent.map(({ name }) => name).join(", ");
    return { verdict: "violation", message: `notifies ${names}, which nobody subscribes to` };
}

function isMuted(resource: GraphResource): boolean {
    return textOf(input(resource, "actionsEnabled")) === "false";
}

/** For each alarm, what is wrong with the composite alarms that speak for it. */
const spokenFor = perStack((stack) => {
    const speakers = new Map<GraphResource, (Fault | undefined)[]>();
    for (const composite of stack.ofType(compositeType).filter((each) => !isMuted(each))) {
        const fault = unheard(stack, composite);
        for (const alarm of membersOf(stack, composite)) {
            speakers.set(alarm, [...(speakers.get(alarm) ?? []), fault]);
        }
    }
    return speakers;
});

function check(stack: StackGraph, report: Report): void {
    for (const { resource } of alarmsOf(stack)) {
        const enabled = input(resource, "actionsEnabled");
        if (isMuted(resource)) {
            report.violation(resource, `actionsEnabled is ${shown(enabled)}; it must be true`);
        } else if (enabled === unknown) {
            report.undecided(resource, "actionsEnabled is not known before the update");
        }
        const speakers = spokenFor(stack).get(resource) ?? [];
        if (speakers.includes(undefined)) continue;
        const own = unheard(stack, resource);
        if (own === undefined) continue;
        const doubt = speakers.find((fault) => fault?.verdict === "undecided");
        const { verdict, message } = doubt ?? own;
        report[verdict](resource, message);
    }
    // A composite without actions only shows a state; one that has them means to tell somebody.
    for (const composite of stack.ofType(compositeType)) {
        const fault = input(composite, "alarmActions") === undefined ? undefined : unheard(stack, composite);
        if (fault !== undefined) report[fault.verdict](composite, fault.message);
    }
}

/** An alarm that nobody hears is a log line. */
export const alarmNotifies: Rule = {
    name: "alarm-notifies",
    description:
        "An alarm must have an action that reaches a subscriber in its region, or be spoken for by a composite alarm that has one; the actions of a composite alarm must reach somebody too.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Set alarmActions to a topic with at least one subscription, and leave actionsEnabled true.",
    frameworks: { securityHub: ["CloudWatch.15", "CloudWatch.17"], wellArchitected: ["REL06-BP03"] },
    subjects: [alarmType, compositeType],
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
    frameworks: { wellArchitected: ["REL06-BP01"] },
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
