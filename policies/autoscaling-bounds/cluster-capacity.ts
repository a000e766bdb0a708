import { auroraClustersOf, databaseType } from "../aurora";
import { field, input, numberOf, shown } from "../graph";
import { unknown, type Rule } from "../rule";

/** An unbounded serverless cluster has no memory, and with it no connections, that anybody planned. */
export const serverlessClusterHasAcuBounds: Rule = {
    name: "serverless-cluster-has-acu-bounds",
    description: "A serverless Aurora cluster must state its least and its most capacity units.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Set serverlessv2ScalingConfiguration: { minCapacity, maxCapacity } on the cluster.",
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [databaseType],
    check: (stack, report) => {
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
                }
            }
            if (typeof min === "number" && typeof max === "number" && min > max) {
                report.violation(resource, `minCapacity ${min} is above maxCapacity ${max}; it must not be`);
            }
        }
    },
};
