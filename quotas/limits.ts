import type { Violation } from "../preview/judge";
import { fullSubnets, shortages, type AccountUse } from "./consumption";

/** What every such finding has in common; it is about the account, not about a rule of a pack. */
function violation(stack: string, rule: string, message: string, remediation: string): Violation {
    return {
        stack,
        pack: limitsPack,
        rule,
        enforcementLevel: "mandatory",
        message,
        remediation,
        undecided: false,
    };
}

/** Name under which these stand beside the policy packs. */
export const limitsPack = "limits";

/**
 * Limits that no request raises, and subnets that are too small: with them the maximum is never reached.
 *
 * @param stack what they are reported for: the environment's name.
 */
export function limitViolations(use: AccountUse, stack: string): readonly Violation[] {
    return [
        ...shortages(use)
            .filter(({ quota }) => !quota.adjustable)
            .map(({ place, used, available, quota }) =>
                violation(
                    stack,
                    "aws-limits-suffice",
                    `${place} needs ${used} of what AWS ends at ${available}: ${quota.name} (${quota.serviceCode} ${quota.quotaCode})`,
                    "Lower the maximum of what is autoscaled, or spread it over more cells.",
                ),
            ),
        ...fullSubnets(use).map(({ subnet, cidr, usable, needed }) =>
            violation(
                stack,
                "subnets-suffice",
                `${subnet} (${cidr}) has ${usable} addresses, and ${needed} are needed at the maximum`,
                "Give the cell a larger cidr (a new cell: its network cannot be changed in place), or lower the maximum of tasks.",
            ),
        ),
    ];
}
