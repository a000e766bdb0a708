import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as pulumi from "@pulumi/pulumi";
import { alarmMistakes, expressionId } from "./alarm-mistakes";
import type { AlarmRule, AlarmSignal } from "./alarm-rule";
import { describeAlarm } from "./alarm-description";

/** What a caller decides about an {@link AlarmSet}. */
export interface AlarmSetArgs {
    /** One alarm each. */
    readonly rules: readonly AlarmRule[];
    /** Topic in the alarms' own region, told when an alarm fires and when it is over. Pages and tickets share it. */
    readonly topicArn: pulumi.Input<string>;
    /** Where docs/runbooks is to be read, as an address without a slash at its end. @default the repository's paths alone */
    readonly runbookUrl?: string;
}

/** The part of an alarm that says what it watches. */
function signalArgs(signal: AlarmSignal, period: number): Partial<cloudwatch.MetricAlarmArgs> {
    if ("expression" in signal) {
        const { expression, label, metrics } = signal;
        return {
            metricQueries: [
                { id: expressionId, expression, label, returnData: true },
                ...Object.entries(metrics).map(([id, { statistic, ...metric }]) => ({
                    id,
                    metric: { ...metric, stat: statistic, period },
                })),
            ],
        };
    }
    const { namespace, metricName, dimensions, statistic } = signal;
    return {
        namespace,
        metricName,
        dimensions,
        period,
        ...(statistic.startsWith("p")
            ? // With few requests a percentile is one user's bad luck; such periods are left out.
              { extendedStatistic: statistic, evaluateLowSampleCountPercentiles: "ignore" }
            : { statistic }),
    };
}

/** The alarm that a rule describes. */
export function alarmArgs(
    rule: AlarmRule,
    topicArn: pulumi.Input<string>,
    runbookUrl?: string,
): cloudwatch.MetricAlarmArgs {
    return {
        ...signalArgs(rule.signal, rule.periodSeconds),
        ...("above" in rule.threshold
            ? { comparisonOperator: "GreaterThanThreshold", threshold: rule.threshold.above }
            : { comparisonOperator: "LessThanThreshold", threshold: rule.threshold.below }),
        evaluationPeriods: rule.periods,
        datapointsToAlarm: rule.datapointsToAlarm ?? rule.periods,
        treatMissingData: rule.whenSilent,
        alarmDescription: describeAlarm(rule, runbookUrl),
        actionsEnabled: true,
        alarmActions: [topicArn],
        okActions: [topicArn], // whoever was woken is told that it is over
        tags: { severity: rule.severity },
    };
}

/** The alarms of one cell, or of the edge, made from rules. */
export class AlarmSet extends pulumi.ComponentResource {
    private readonly made = new Map<string, pulumi.Output<string>>();
    private rules: readonly AlarmRule[] = [];

    constructor(
        private readonly name: string,
        private readonly args: AlarmSetArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("platform:observability:AlarmSet", name, {}, opts);
        this.add(args.rules);
        this.registerOutputs({});
    }

    /**
     * Adds alarms on what is made later than the set: a service takes the names of the load balancer's alarms, and
     * has alarms of its own. Nothing may depend on the set as a whole, for that would be a circle.
     */
    add(rules: readonly AlarmRule[]): void {
        const { topicArn, runbookUrl } = this.args;
        this.rules = [...this.rules, ...rules];
        const mistakes = alarmMistakes(this.rules, runbookUrl);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        for (const rule of rules) {
            const { name } = new cloudwatch.MetricAlarm(
                `${this.name}-${rule.key}`,
                alarmArgs(rule, topicArn, runbookUrl),
                { parent: this },
            );
            this.made.set(rule.key, name);
        }
    }

    /** Name by which AWS knows the alarm of a rule; known once the alarm exists. */
    nameOf(key: string): pulumi.Output<string> {
        const name = this.made.get(key);
        if (name === undefined) {
            const keys = [...this.made.keys()].join(", ");
            throw new pulumi.ResourceError(
                `the set has no alarm "${key}"; it has ${keys || "none"}`,
                this,
                true,
            );
        }
        return name;
    }
}
