import { connectionLaw, cpuAlarmLaw } from "../../strategy/law";
import { databaseType, type AuroraCluster } from "../aurora";
import { field, input, itemsOf, numberOf, sourcesOf, textOf } from "../graph";
import { unknown, type Report, type Rule, type StackGraph } from "../rule";
import { requireAlarm, type Requirement } from "./requirement";
import { knownAuroraClusters, watchedDatabase } from "./watched";

const parameterGroupType = "aws:rds/clusterParameterGroup:ClusterParameterGroup";

/** max_connections where the cluster's own parameter group states it. */
function statedMaxConnections({ resource }: AuroraCluster): number | undefined {
    const [group] = sourcesOf(resource, "dbClusterParameterGroupName", [parameterGroupType]);
    if (group === undefined) return undefined;
    const parameters = itemsOf(input(group, "parameters"));
    if (parameters === unknown) return undefined;
    const stated = parameters.find((parameter) => textOf(field(parameter, "name")) === "max_connections");
    const value = numberOf(field(stated, "value"));
    return value === unknown ? undefined : value;
}

function requirements(stack: StackGraph, cluster: AuroraCluster): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watchedDatabase(stack, metric);
    const max = statedMaxConnections(cluster);
    const atMost = max === undefined ? {} : { atMost: (max * connectionLaw.alarmPercentOfMax) / 100 };
    const statistics = ["Average", "Maximum"];
    return [
        {
            signal: "CPU",
            metrics: ["AWS/RDS CPUUtilization"],
            statistics,
            limit: { above: { atMost: cpuAlarmLaw.thresholdPercent } },
            watches,
        },
        {
            signal: "connections",
            metrics: ["AWS/RDS DatabaseConnections"],
            statistics,
            limit: { above: atMost },
            watches,
        },
        ...(cluster.instances.length > 1
            ? [
                  {
                      signal: "replica lag",
                      metrics: ["AWS/RDS AuroraReplicaLag", "AWS/RDS AuroraReplicaLagMaximum"],
                      statistics,
                      limit: { above: {} },
                      watches,
                  },
              ]
            : []),
        ...(cluster.capacity === "serverless"
            ? [
                  {
                      signal: "capacity",
                      metrics: ["AWS/RDS ACUUtilization"],
                      statistics,
                      // Percent of the largest capacity: at 100 the database cannot grow, and nothing is above it.
                      limit: { above: { atMost: 95 } },
                      watches,
                  },
              ]
            : []),
    ];
}

function check(stack: StackGraph, report: Report): void {
    for (const cluster of knownAuroraClusters(stack)) {
        for (const requirement of requirements(stack, cluster)) {
            requireAlarm(stack, cluster.resource, requirement, report);
        }
    }
}

/** The database is what every request ends at; when it runs out of something, everything does. */
export const databaseHasItsAlarms: Rule = {
    name: "database-has-its-alarms",
    description: `Every Aurora cluster must have alarms on CPU (${cpuAlarmLaw.thresholdPercent} % or less), connections (${connectionLaw.alarmPercentOfMax} % of the maximum), replica lag where it has readers, and capacity where it is serverless.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on AWS/RDS CPUUtilization, DatabaseConnections, AuroraReplicaLag and, when serverless, ACUUtilization, with this cluster's DBClusterIdentifier.",
    subjects: [databaseType],
    check,
};
