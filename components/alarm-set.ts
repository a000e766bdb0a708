import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type { input } from "@pulumi/aws/types";
import * as pulumi from "@pulumi/pulumi";
import { alarmMistakes, expressionId } from "./alarm-mistakes";
import type { AlarmRule, AlarmSignal, CompositeAlarmRule, Severity } from "./alarm-rule";
import { describeAlarm } from "./alarm-description";

/** What a caller decides about an {@link AlarmSet}. */
export interface AlarmSetArgs {
    /** One alarm each. */
    readonly rules: readonly AlarmRule[];
    /** Alarms on the states of those. @default none */
    readonly composites?: CompositeAlarms;
    /** Topic in the alarms' own region, told when an alarm fires and when it is over. Pages and tickets share it. */
    readonly topicArn: pulumi.Input<string>;
    /** Where docs/runbooks is to be read, as an address without a slash at its end. @default the repository's paths alone */
    readonly runbookUrl?: string;
}

/** Composite alarms of a set. */
export interface CompositeAlarms {
    readonly rules: readonly CompositeAlarmRule[];
    /**
     * Begins their names in AWS, which Pulumi does not choose for composite alarms: of its own within account
     * and region, e.g. "prod-us-east-1-c1". Changing it replaces them.
     */
    readonly namePrefix: string;
}

type MetricQuery = input.cloudwatch.MetricAlarmMetricQuery;

/** Id of the band that an anomaly is measured by. */
const bandId = "band";

/** A signal as queries, of which the one that counts is returned. */
function metricQueries(signal: AlarmSignal, period: number): readonly MetricQuery[] {
    if (!("expression" in signal)) {
        const { statistic, ...metric } = signal;
        return [{ id: expressionId, returnData: true, metric: { ...metric, stat: statistic, period } }];
    }
    const { expression, label, metrics } = signal;
    return [
        { id: expressionId, expression, label, returnData: true },
        ...Object.entries(metrics).map(([id, { statistic, ...metric }]) => ({
            id,
            metric: { ...metric, stat: statistic, period },
        })),
    ];
}

/** The part of an alarm that says what it watches. */
function signalArgs(signal: AlarmSignal, period: number): Partial<cloudwatch.MetricAlarmArgs> {
    if ("expression" in signal) return { metricQueries: [...metricQueries(signal, period)] };
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

/** What is compared, and with what. */
function comparisonArgs({
    signal,
    threshold,
    periodSeconds,
}: AlarmRule): Partial<cloudwatch.MetricAlarmArgs> & { readonly comparisonOperator: string } {
    const watched = signalArgs(signal, periodSeconds);
    if ("above" in threshold) {
        return { ...watched, comparisonOperator: "GreaterThanThreshold", threshold: threshold.above };
    }
    if ("below" in threshold) {
        return { ...watched, comparisonOperator: "LessThanThreshold", threshold: threshold.below };
    }
    // CloudWatch learns the band from the metric's last two weeks, and compares the two returned values.
    return {
        metricQueries: [
            ...metricQueries(signal, periodSeconds),
            {
                id: bandId,
                expression: `ANOMALY_DETECTION_BAND(${expressionId}, ${threshold.belowBand})`,
                label: "what is usual at this hour",
                returnData: true,
            },
        ],
        thresholdMetricId: bandId,
        comparisonOperator: "LessThanLowerThreshold",
    };
}

/** Whom an alarm tells, how it is found, and what it says: alike for plain and composite alarms. */
function notificationArgs(
    rule: AlarmRule | CompositeAlarmRule,
    topicArn: pulumi.Input<string>,
    runbookUrl: string | undefined,
): Pick<
    cloudwatch.CompositeAlarmArgs,
    "alarmDescription" | "actionsEnabled" | "alarmActions" | "okActions" | "tags"
> {
    return {
        alarmDescription: describeAlarm(rule, runbookUrl),
        actionsEnabled: true,
        ...(rule.notifies === false
            ? {}
            : {
                  alarmActions: [topicArn],
                  // Whoever was woken is told that it is over.
                  ...("tellsWhenOver" in rule && !rule.tellsWhenOver ? {} : { okActions: [topicArn] }),
              }),
        tags: { severity: rule.severity },
    };
}

/** The alarm that a rule describes. */
export function alarmArgs(
    rule: AlarmRule,
    topicArn: pulumi.Input<string>,
    runbookUrl?: string,
): cloudwatch.MetricAlarmArgs {
    return {
        ...comparisonArgs(rule),
        evaluationPeriods: rule.periods,
        datapointsToAlarm: rule.datapointsToAlarm ?? rule.periods,
        treatMissingData: rule.whenSilent,
        ...notificationArgs(rule, topicArn, runbookUrl),
    };
}

/** Fires while all, or any, of the named alarms do. The names are outputs, so that AWS has the alarms first. */
function stateExpression(
    { when }: CompositeAlarmRule,
    nameOf: (key: string) => pulumi.Output<string>,
): pulumi.Output<string> {
    const [keys, operator] = "allOf" in when ? [when.allOf, " AND "] : [when.anyOf, " OR "];
    return pulumi
        .all(keys.map(nameOf))
        .apply((names) => names.map((name) => `ALARM("${name}")`).join(operator));
}

/** The alarms of one cell, or of the edge, made from rules. */
export class AlarmSet extends pulumi.ComponentResource {
    private readonly names = new Map<string, pulumi.Output<string>>();
    private readonly arns: Record<Severity, pulumi.Output<string>[]> = { page: [], ticket: [] };
    private rules: readonly AlarmRule[] = [];
    private composites: readonly CompositeAlarmRule[] = [];

    constructor(
        private readonly name: string,
        private readonly args: AlarmSetArgs,
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("platform:observability:AlarmSet", name, {}, opts);
        this.add(args.rules, args.composites?.rules);
        this.registerOutputs({});
    }

    /**
     * Adds alarms on what is made later than the set: a service takes the names of the load balancer's alarms, and
     * has alarms of its own. Nothing may depend on the set as a whole, for that would be a circle.
     */
    add(rules: readonly AlarmRule[], composites: readonly CompositeAlarmRule[] = []): void {
        const { topicArn, runbookUrl } = this.args;
        this.rules = [...this.rules, ...rules];
        this.composites = [...this.composites, ...composites];
        const mistakes = alarmMistakes(this.rules, runbookUrl, this.composites);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const parent = { parent: this };

        for (const rule of rules) {
            const made = alarmArgs(rule, topicArn, runbookUrl);
            const { name, arn } = new cloudwatch.MetricAlarm(`${this.name}-${rule.key}`, made, parent);
            this.remember(rule, name, arn);
        }
        for (const rule of composites) {
            const made = {
                ...notificationArgs(rule, topicArn, runbookUrl),
                alarmName: `${this.args.composites?.namePrefix ?? this.name}-${rule.key}`,
                alarmRule: stateExpression(rule, (key) => this.nameOf(key)),
            };
            const { alarmName, arn } = new cloudwatch.CompositeAlarm(
                `${this.name}-${rule.key}`,
                made,
                parent,
            );
            this.remember(rule, alarmName, arn);
        }
    }

    /** Every rule that the set was given so far. */
    get allRules(): readonly (AlarmRule | CompositeAlarmRule)[] {
        return [...this.rules, ...this.composites];
    }

    /** Of the alarms that tell somebody, in the order of their rules. */
    get alarmArns(): Readonly<Record<Severity, readonly pulumi.Output<string>[]>> {
        return this.arns;
    }

    /** Name by which AWS knows the alarm of a rule; known once the alarm exists. */
    nameOf(key: string): pulumi.Output<string> {
        const name = this.names.get(key);
        if (name === undefined) {
            const keys = [...this.names.keys()].join(", ");
            throw new pulumi.ResourceError(
                `the set has no alarm "${key}"; it has ${keys || "none"}`,
                this,
                true,
            );
        }
        return name;
    }

    private remember(
        { key, severity, notifies }: AlarmRule | CompositeAlarmRule,
        name: pulumi.Output<string>,
        arn: pulumi.Output<string>,
    ): void {
        this.names.set(key, name);
        if (notifies !== false) this.arns[severity].push(arn);
    }
}
