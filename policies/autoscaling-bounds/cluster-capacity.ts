import { auroraClustersOf, databaseType } from "../aurora";
import { measure, type SettingsOf } from "../config";
import { field, input, numberOf, shown } from "../graph";
import { unknown, type Rule } from "../rule";

/** Aurora capacity units that AWS takes ("Aurora serverless capacity", Aurora user guide). */
const acu = [0, 256] as const;

const settings = {
    properties: {
        minAcu: measure(acu[0], acu, "Capacity units that the minimum may not be below."),
        maxAcu: measure(acu[1], acu, "Capacity units that the maximum may not be above."),
    },
};

/** An unbounded serverless cluster has no memory, and with it no connections, that anybody planned. */
export const serverlessClusterHasAcuBounds: Rule<SettingsOf<typeof settings>> = {
    name: "serverless-cluster-has-acu-bounds",
    description: "A serverless Aurora cluster must state its least and its most capacity units.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Set serverlessv2ScalingConfiguration: { minCapacity, maxCapacity } on the cluster.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [databaseType],
    configSchema: settings,
    check: (stack, report, { minAcu, maxAcu }) => {
        for (const { resource, capacity } of auroraClustersOf(stack)) {
            if (capacity !== "serverless") continue;
            const bounds = input(resource, "serverlessv2ScalingConfiguration");
            const [min, max] = [
                numberOf(field(bounds, "minCapacity")),
                numberOf(field(bounds, "maxCapacity")),
            ];
            for (const [property, value] of Object.entries({ minCapacity: min, maxCapacity: max })) {
                if (value === unknown) report.undecided(resource, `${property} is ${shown(value)}`);
                else if (value === undefined) {
                    report.violation(
                        resource,
                        `serverlessv2ScalingConfiguration.${property} is not set; it must be a number of capacity units`,
                    );
                } else if (typeof value === "number" && (value < minAcu || value > maxAcu)) {
                    report.violation(
                        resource,
                        `serverlessv2ScalingConfiguration.${property} is ${value}; it must be from ${minAcu} to ${maxAcu} capacity units`,
                    );
                }
            }
            if (typeof min === "number" && typeof max === "number" && min > max) {
                report.violation(resource, `minCapacity ${min} is above maxCapacity ${max}; it must not be`);
            }
        }
    },
};
