import { input, numberOf } from "../graph";
import { unknown, type Rule } from "../rule";

const groupType = "aws:cloudwatch/logGroup:LogGroup";

/** What a foreign team may set otherwise. */
export interface RetentionConfig {
    readonly minimumDays?: number;
}

/** The default minimum of Security Hub's CloudWatch.16; audit trails that the Security Rule names need six years (164.316(b)(2)(i)). */
const minimum = 365;

/** A breach is found months after it began; what the logs of that time said must still be there. */
export const logGroupKeepsAYear: Rule<RetentionConfig> = {
    name: "log-group-keeps-a-year",
    description: `Every log group must keep what it holds for ${String(minimum)} days or more, or for good.`,
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: `Set retentionInDays to ${String(minimum)} or more.`,
    subjects: [groupType],
    frameworks: { securityHub: ["CloudWatch.16"], hipaa: ["164.312(b)", "164.316(b)(2)(i)"] },
    configSchema: {
        properties: {
            minimumDays: {
                type: "integer",
                minimum: 1,
                default: minimum,
                description: "Days that a log group keeps what it holds, at least.",
            },
        },
    },
    check: (stack, report, { minimumDays = minimum }) => {
        for (const group of stack.ofType(groupType)) {
            // Zero, as nothing, means for good (CloudWatch Logs API, PutRetentionPolicy).
            const days = numberOf(input(group, "retentionInDays")) ?? 0;
            if (days === unknown) report.undecided(group, "retentionInDays is not known before the update");
            else if (days !== 0 && days < minimumDays) {
                report.violation(
                    group,
                    `retentionInDays is ${String(days)}; it must be at least ${String(minimumDays)}`,
                );
            }
        }
    },
};
