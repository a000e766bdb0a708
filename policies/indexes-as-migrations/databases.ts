import { input, ofTypes } from "../graph";
import type { GraphResource, StackGraph } from "../rule";

/** Resources that hold a database. */
export const databaseTypes = ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"] as const;

/** Engines that no PostgreSQL migration is for. */
const otherEngines = /mysql|mariadb|oracle|sqlserver|db2|neptune|docdb|^aurora$/;

/** The stack's PostgreSQL databases in the order of their URNs; an engine that nobody can tell counts as one. */
export function databasesOf(stack: StackGraph): readonly GraphResource[] {
    return ofTypes(stack, databaseTypes)
        .filter((database) => {
            const engine = input(database, "engine");
            return typeof engine !== "string" || !otherEngines.test(engine);
        })
        .toSorted((one, other) => (one.urn < other.urn ? -1 : 1));
}
