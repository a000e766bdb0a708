import type * as pulumi from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";
import { canaryAlarms } from "./canary-alarms";
import { DoorCanary } from "./canary";
import type { CellGround } from "./cell-ground";
import type { ServiceLoadBalancer } from "./load-balancer";
import type { RegionalCellArgs } from "./regional-cell";
import type { FargateService } from "./service";

/** Answers for the service and for all that it stands on; docs/service-contract.md. */
export const deepHealthPath = "/healthz/deep";

/** Makes the canary of a cell's door, where there is one, and says what is to be watched of it. */
export function makeCellCanary(
    name: string,
    { plan, retention }: Pick<RegionalCellArgs, "plan" | "retention">,
    parts: {
        readonly ground: CellGround;
        readonly loadBalancer: ServiceLoadBalancer;
        readonly service: FargateService;
    },
    parent: { readonly parent: pulumi.Resource },
): readonly AlarmRule[] {
    const { network, groups, keyArn } = parts.ground;
    if (groups.canary === undefined) return [];
    const { canaryName } = new DoorCanary(
        `${name}-canary`,
        {
            region: plan.region,
            vpcId: network.vpcId,
            subnetIds: network.privateSubnetIds,
            securityGroupId: groups.canary,
            hostname: parts.loadBalancer.hostname,
            path: deepHealthPath,
            kmsKeyArn: keyArn,
            logRetentionDays: retention.logDays,
            deletionProtected: retention.deletionProtected,
            service: parts.service,
        },
        parent,
    );
    return canaryAlarms({ canaryName });
}
