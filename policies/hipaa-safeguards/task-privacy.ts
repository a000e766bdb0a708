import { serviceType } from "../ecs";
import type { Rule } from "../rule";
import { requireFlag } from "./promise";

const instanceType = "aws:ec2/instance:Instance";
const subnetType = "aws:ec2/subnet:Subnet";

/** What has a public address is scanned within minutes, whatever its security group says today. */
export const taskIsPrivate: Rule = {
    name: "task-is-private",
    description:
        "No ECS task and no EC2 instance may have a public address, and no subnet may hand one out by itself.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Set assignPublicIp: false (associatePublicIpAddress of an instance, mapPublicIpOnLaunch of a subnet) and let tasks reach out through NAT gateways or endpoints.",
    subjects: [serviceType, instanceType, subnetType],
    frameworks: { fsbp: ["ECS.2", "EC2.9", "EC2.15"], hipaa: ["164.312(a)(1)", "164.312(e)(1)"] },
    check: (stack, report) => {
        for (const service of stack.ofType(serviceType)) {
            requireFlag(service, "networkConfiguration.assignPublicIp", false, report);
        }
        for (const instance of stack.ofType(instanceType)) {
            requireFlag(instance, "associatePublicIpAddress", false, report);
        }
        for (const subnet of stack.ofType(subnetType)) {
            requireFlag(subnet, "mapPublicIpOnLaunch", false, report);
        }
    },
};
