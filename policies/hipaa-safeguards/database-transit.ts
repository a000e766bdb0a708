import { field, input, itemsOf, ofTypes, refersTo, shown, sourcesOf, textOf } from "../graph";
import { unknown, type GraphResource, type Report, type Rule, type StackGraph } from "../rule";
import { requireFlag } from "./promise";

const clusterType = "aws:rds/cluster:Cluster";
const instanceType = "aws:rds/instance:Instance";
const proxyType = "aws:rds/proxy:Proxy";
const groupTypes = [
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
];

/** The parameter that turns plain connections away, and what says so (RDS user guide, "Requiring SSL/TLS"). */
const parameters: readonly (readonly [RegExp, string])[] = [
    [/postgres/, "rds.force_ssl"],
    [/mysql|mariadb/, "require_secure_transport"],
    [/sqlserver/, "rds.force_ssl"],
];
const on = ["1", "ON", "on"];

/** The parameter group that a database names; {@link unknown} where it is none of this stack's, or not known. */
function groupOf(
    stack: StackGraph,
    database: GraphResource,
    property: string,
): GraphResource | typeof unknown | undefined {
    const [source] = sourcesOf(database, property, groupTypes);
    if (source !== undefined) return source;
    const name = textOf(input(database, property));
    if (name === undefined || (name !== unknown && name.startsWith("default."))) return undefined;
    return (
        ofTypes(stack, groupTypes).find(
            (group) => refersTo(database, property, group, ["name", "id"]) === true,
        ) ?? unknown
    );
}

function checkParameter(database: GraphResource, group: GraphResource, wanted: string, report: Report): void {
    const list = itemsOf(input(group, "parameters"));
    if (list === unknown) {
        report.undecided(group, "parameters are not known before the update");
        return;
    }
    const names = list.map((one) => textOf(field(one, "name")));
    const parameter = list[names.indexOf(wanted)];
    const value = textOf(field(parameter, "value"));
    if (value === unknown || (value === undefined && names.includes(unknown))) {
        report.undecided(group, `parameter ${wanted} is not known before the update`);
    } else if (value === undefined || !on.includes(value)) {
        report.violation(
            group,
            `parameter ${wanted} is ${shown(value)}; it must be "1", for ${database.name} uses it`,
        );
    }
}

function checkDatabase(stack: StackGraph, database: GraphResource, property: string, report: Report): void {
    const engine = textOf(input(database, "engine"));
    // A replica has the engine of its source.
    if (engine === undefined) return;
    if (engine === unknown) {
        report.undecided(database, "engine is not known before the update");
        return;
    }
    const wanted = parameters.find(([pattern]) => pattern.test(engine))?.[1];
    if (wanted === undefined) return;
    const group = groupOf(stack, database, property);
    if (group === unknown) {
        report.undecided(
            database,
            `what the parameter group of ${property} says of ${wanted} is not known here`,
        );
    } else if (group === undefined) {
        report.violation(
            database,
            `${property} names no group of its own; it must name one with ${wanted} on`,
        );
    } else checkParameter(database, group, wanted, report);
}

/** A database that also takes plain connections gets one from the first client that is misconfigured. */
export const databaseForcesTls: Rule = {
    name: "database-forces-tls",
    description:
        "Every PostgreSQL, MySQL, MariaDB and SQL Server database, and every proxy before one, must refuse plain connections.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Name a parameter group with rds.force_ssl (PostgreSQL, SQL Server) or require_secure_transport (MySQL, MariaDB) on, and set requireTls: true on proxies.",
    subjects: [clusterType, instanceType, proxyType],
    frameworks: { fsbp: ["RDS.38", "RDS.39", "RDS.43"], hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"] },
    check: (stack, report) => {
        for (const cluster of stack.ofType(clusterType)) {
            checkDatabase(stack, cluster, "dbClusterParameterGroupName", report);
        }
        for (const instance of stack.ofType(instanceType)) {
            checkDatabase(stack, instance, "parameterGroupName", report);
        }
        for (const proxy of stack.ofType(proxyType)) requireFlag(proxy, "requireTls", true, report);
    },
};
