import { companionOf, input, itemsOf, ofTypes, shown, textOf } from "../graph";
import { unknown, type Rule } from "../rule";

const vpcTypes = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"];
const flowLogType = "aws:ec2/flowLog:FlowLog";
const defaultGroupType = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** What a foreign team may set otherwise. */
export interface FlowLogConfig {
    /** Traffic that a flow log must record: one of these. */
    readonly trafficTypes?: readonly string[];
}

/** After a breach the question is what left, and only accepted traffic leaves. */
const defaultTraffic = ["ALL"] as const;

/** Without a record of who spoke to whom, nobody can say after a breach whose records have left. */
export const vpcRecordsItsTraffic: Rule<FlowLogConfig> = {
    name: "vpc-records-its-traffic",
    description: "Every VPC must have a flow log of its whole traffic.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: 'Add an aws.ec2.FlowLog with the VPC\'s vpcId and trafficType "ALL".',
    subjects: vpcTypes,
    frameworks: { fsbp: ["EC2.6"], hipaa: ["164.312(b)", "164.308(a)(1)(ii)(D)"] },
    configSchema: {
        properties: {
            trafficTypes: {
                type: "array",
                items: { type: "string", enum: ["ALL", "ACCEPT", "REJECT"] },
                default: [...defaultTraffic],
                description: "Any of these traffic types will do.",
            },
        },
    },
    check: (stack, report, { trafficTypes = defaultTraffic }) => {
        for (const vpc of ofTypes(stack, vpcTypes)) {
            const log = companionOf(stack, vpc, [flowLogType], "vpcId", ["id"]);
            if (log === undefined) {
                report.violation(vpc, `has no flow log; it must have one of ${trafficTypes.join(" or ")}`);
                continue;
            }
            const traffic = log === unknown ? unknown : textOf(input(log, "trafficType"));
            if (log === unknown) {
                report.undecided(vpc, "whether a flow log is its own is not known before the update");
            } else if (traffic === unknown) {
                report.undecided(log, "trafficType is not known before the update");
            } else if (traffic === undefined || !trafficTypes.includes(traffic)) {
                report.violation(
                    log,
                    `trafficType is ${shown(traffic)}; it must be ${trafficTypes.join(" or ")}`,
                );
            }
        }
    },
};

/** Whatever is started without a group gets the VPC's default one, which admits its own members to every port. */
export const vpcClosesDefaultGroup: Rule = {
    name: "vpc-closes-default-group",
    description: "Every VPC must have its default security group emptied.",
    enforcementLevel: "mandatory",
    severity: "medium",
    remediation: "Add an aws.ec2.DefaultSecurityGroup with the VPC's vpcId and neither ingress nor egress.",
    subjects: vpcTypes,
    frameworks: { fsbp: ["EC2.2"], hipaa: ["164.312(a)(1)"] },
    check: (stack, report) => {
        for (const vpc of ofTypes(stack, vpcTypes)) {
            const group = companionOf(stack, vpc, [defaultGroupType], "vpcId", ["id"]);
            if (group === undefined) {
                report.violation(vpc, "leaves its default security group as it is; it must be emptied");
            } else if (group === unknown) {
                report.undecided(
                    vpc,
                    "whether a default security group is its own is not known before the update",
                );
            } else {
                for (const side of ["ingress", "egress"]) {
                    const rules = itemsOf(input(group, side));
                    if (rules === unknown) report.undecided(group, `${side} is not known before the update`);
                    else if (rules.length > 0) {
                        report.violation(
                            group,
                            `${side} has ${String(rules.length)} of its rules left; it must have none`,
                        );
                    }
                }
            }
        }
    },
};
