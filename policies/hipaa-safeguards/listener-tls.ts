import { field, input, itemsOf, ofTypes, shown, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";

const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
const groupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"];

/**
 * Policies that speak nothing older than TLS 1.2, by how AWS names them ("Security policies for your Application Load
 * Balancer"). Where none is given the provider's API takes ELBSecurityPolicy-2016-08, which speaks TLS 1.0.
 */
const speaksTls12 = /^ELBSecurityPolicy-(TLS13-1-[23]-|TLS-1-2-|FS-1-2-)/;

/** Whether everything that arrives is sent away to HTTPS. */
function onlyRedirects(listener: GraphResource): boolean | typeof unknown {
    const actions = itemsOf(input(listener, "defaultActions"));
    if (actions === unknown) return unknown;
    const verdicts = actions.map((action) => {
        const type = textOf(field(action, "type"));
        const protocol = textOf(field(field(action, "redirect"), "protocol"));
        return type === unknown || protocol === unknown
            ? unknown
            : type === "redirect" && (protocol === "HTTPS" || protocol === "#{protocol}S");
    });
    if (verdicts.length === 0 || verdicts.includes(false)) return false;
    return verdicts.includes(unknown) ? unknown : true;
}

function checkListener(listener: GraphResource, report: Report): void {
    // A listener of an application load balancer that says nothing speaks HTTP.
    const protocol = textOf(input(listener, "protocol")) ?? "HTTP";
    if (protocol === unknown) report.undecided(listener, "protocol is not known before the update");
    else if (protocol === "HTTP") {
        const redirects = onlyRedirects(listener);
        if (redirects === unknown)
            report.undecided(listener, "defaultActions are not known before the update");
        else if (!redirects) {
            report.violation(
                listener,
                `protocol is ${shown(textOf(input(listener, "protocol")))}; it must be "HTTPS", or its only action a redirect to HTTPS`,
            );
        }
    } else if (protocol === "HTTPS" || protocol === "TLS") {
        const policy = textOf(input(listener, "sslPolicy"));
        if (policy === unknown) report.undecided(listener, "sslPolicy is not known before the update");
        else if (policy === undefined || !speaksTls12.test(policy)) {
            report.violation(
                listener,
                `sslPolicy is ${shown(policy)}; it must be one that speaks nothing older than TLS 1.2`,
            );
        }
    }
}

/** Whether a listener that ends TLS sends what it decrypts to a group: nothing of the group's own would encrypt it again. */
function followsTls(stack: StackGraph, group: GraphResource): boolean {
    return ofTypes(stack, listenerTypes).some((listener) => {
        const protocol = textOf(input(listener, "protocol"));
        const endsTls = protocol === "HTTPS" || protocol === "TLS";
        return endsTls && sourcesOf(listener, "defaultActions", groupTypes).includes(group);
    });
}

function checkGroup(stack: StackGraph, group: GraphResource, report: Report): void {
    const targetType = textOf(input(group, "targetType"));
    // AWS calls a function itself, by TLS, and gives the group no protocol.
    if (targetType === "lambda") return;
    const protocol = textOf(input(group, "protocol"));
    if (protocol === unknown || (protocol === undefined && targetType === unknown)) {
        report.undecided(group, "protocol is not known before the update");
    } else if (protocol === undefined || protocol === "HTTP") {
        report.violation(group, `protocol is ${shown(protocol)}; it must be "HTTPS" to the targets`);
    } else if (protocol !== "HTTPS" && protocol !== "TLS" && followsTls(stack, group)) {
        report.violation(
            group,
            `protocol is ${shown(protocol)} behind a listener that ends TLS; it must be "HTTPS" or "TLS" to the targets`,
        );
    }
}

/** Between user, load balancer and task, what is not encrypted can be read by whatever listens on the way. */
export const loadBalancerSpeaksTls: Rule = {
    name: "load-balancer-speaks-tls",
    description:
        "Every listener must speak TLS 1.2 or newer, or only redirect to HTTPS, and every target group must speak HTTPS to its targets. TCP is left to what speaks over it.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        'Set protocol: "HTTPS" and an sslPolicy such as ELBSecurityPolicy-TLS13-1-2-Res-2021-06, and protocol: "HTTPS" on target groups.',
    subjects: [...listenerTypes, ...groupTypes],
    frameworks: {
        fsbp: ["ELB.1", "ELB.17", "ELB.18", "ELB.21", "ELB.22"],
        hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"],
    },
    check: (stack, report) => {
        for (const listener of ofTypes(stack, listenerTypes)) checkListener(listener, report);
        for (const group of ofTypes(stack, groupTypes)) checkGroup(stack, group, report);
    },
};
