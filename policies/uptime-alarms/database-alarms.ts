import { connectionLaw, cpuAlarmLaw } from "../../strategy/law";
import { auroraClustersOf, databaseType, type AuroraCluster } from "../aurora";
import { readReplicaCount, scalingOf } from "../autoscaling-bounds/scaling";
import { percent, type SettingsOf } from "../config";
import { field, input, itemsOf, numberOf, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { requireAlarm, type Requirement } from "./requirement";
import { watchedDatabase } from "./watched";

const parameterGroupType = "aws:rds/clusterParameterGroup:ClusterParameterGroup";

const settings = {
    properties: {
        cpuPercent: percent(cpuAlarmLaw.thresholdPercent, "Percent of CPU that an alarm may wait for."),
        connectionsPercent: percent(
            connectionLaw.alarmPercentOfMax,
            "Percent of max_connections, where the cluster's parameter group states it, that an alarm may wait for.",
        ),
        // At 100 the database cannot grow, and nothing is above it.
        capacityPercent: percent(
            95,
            "Percent of the largest capacity of a serverless cluster that an alarm may wait for.",
        ),
    },
};

type Settings = SettingsOf<typeof settings>;

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

function requirements(
    stack: StackGraph,
    cluster: AuroraCluster,
    { cpuPercent, connectionsPercent, capacityPercent }: Settings,
): readonly Requirement[] {
    const watches: Requirement["watches"] = (metric) => watchedDatabase(stack, metric);
    const max = statedMaxConnections(cluster);
    const atMost = max === undefined ? {} : { atMost: (max * connectionsPercent) / 100 };
    const statistics = ["Average", "Maximum"];
    return [
        {
            signal: "CPU",
            metrics: ["AWS/RDS CPUUtilization"],
            statistics,
            limit: { above: { atMost: cpuPercent } },
            watches,
        },
        {
            signal: "connections",
            metrics: ["AWS/RDS DatabaseConnections"],
            statistics,
            limit: { above: atMost },
            watches,
        },
        ...(cluster.capacity === "serverless"
            ? [
                  {
                      signal: "capacity",
                      metrics: ["AWS/RDS ACUUtilization"],
                      statistics,
                      limit: { above: { atMost: capacityPercent } },
                      watches,
                  },
              ]
            : []),
    ];
}

function replicaLag(stack: StackGraph): Requirement {
    return {
        signal: "replica lag",
        metrics: ["AWS/RDS AuroraReplicaLag", "AWS/RDS AuroraReplicaLagMaximum"],
        statistics: ["Average", "Maximum"],
        limit: { above: {} },
        watches: (metric) => watchedDatabase(stack, metric),
    };
}

/** Whether a cluster has readers, or gets them from autoscaling; {@link unknown} where a target may be another's. */
function hasReaders(stack: StackGraph, { resource, instances }: AuroraCluster): boolean | typeof unknown {
    if (instances.length > 1) return true;
    const { certain, possible } = scalingOf(stack).targetsOf(resource, readReplicaCount);
    if (certain.length > 0) return true;
    return possible.length > 0 ? unknown : false;
}

/** Asks what a cluster must have only if something unknown turns out so: what is missing stays undecided. */
function inCase(condition: string, cluster: GraphResource, report: Report): Report {
    return {
        violation: (_, message) => {
            report.undecided(cluster, `${condition} is not known before the update; if so, ${message}`);
        },
        undecided: (resource, message) => {
            report.undecided(resource, message);
        },
    };
}

function check(stack: StackGraph, report: Report, limits: Settings): void {
    for (const cluster of auroraClustersOf(stack)) {
        const { resource, engine } = cluster;
        const readers = hasReaders(stack, cluster);
        const found = engine === unknown ? inCase("whether it is Aurora", resource, report) : report;
        for (const requirement of requirements(stack, cluster, limits)) {
            requireAlarm(stack, resource, requirement, found);
        }
        if (readers === false) continue;
        const lagging = readers === unknown ? inCase("whether it gets readers", resource, found) : found;
        requireAlarm(stack, resource, replicaLag(stack), lagging);
    }
}

/** The database is what every request ends at; when it runs out of something, everything does. */
export const databaseHasItsAlarms: Rule<Settings> = {
    name: "database-has-its-alarms",
    description: `Every Aurora cluster must have alarms on CPU (${cpuAlarmLaw.thresholdPercent} % or less), connections (${connectionLaw.alarmPercentOfMax} % of the maximum), replica lag where it has readers, and capacity where it is serverless.`,
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Add alarms on AWS/RDS CPUUtilization, DatabaseConnections, AuroraReplicaLag and, when serverless, ACUUtilization, with this cluster's DBClusterIdentifier.",
    frameworks: { wellArchitected: ["REL06-BP01", "REL11-BP01"] },
    subjects: [databaseType],
    configSchema: settings,
    check,
};
