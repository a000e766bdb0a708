import type { ClusterParameterGroupArgs } from "@pulumi/aws/rds";
import { kpi } from "../strategy/law";
import type { ConnectionBudget } from "../strategy/plan";

/** What the database is, the same in every cell. */
export const databaseEngine = {
    engine: "aurora-postgresql",
    /**
     * The major version alone. AWS chooses and keeps raising the minor one; a pinned minor would read as a
     * downgrade after the first maintenance window, which AWS refuses. Raising it is a planned upgrade.
     */
    version: "17",
    /** Family of parameter groups; AWS refuses a group whose family is not the engine's major version. */
    family: "aurora-postgresql17",
    /** PostgreSQL's own, and the only one that RDS Proxy listens on. */
    port: 5432,
    /** Changing it replaces the cluster. */
    databaseName: "medease",
    /** Neither of the names that every scan of the internet tries. Changing it replaces the cluster. */
    masterUsername: "medease_admin",
    /** Whom the service signs in as; a migration makes it (create_sign_in_role). No password, and no right but medease_app's. */
    serviceUsername: "medease_service",
} as const;

/** How long the database lets something go on. */
export const databaseTimeouts = {
    /**
     * Milliseconds. A request is promised within half a second, so a statement of half a minute serves nobody
     * any more, while it holds one of the proxy's connections. A migration lifts it for its own session.
     */
    statement: 30_000,
    /** Milliseconds. A transaction that its client forgot holds back vacuum and pins a connection of the proxy. */
    idleInTransaction: 60_000,
    /** Milliseconds. Slower than a whole request may be at p99: worth a line in the log. */
    logged: kpi.p99Milliseconds,
} as const;

type Parameter = Extract<ClusterParameterGroupArgs["parameters"], readonly unknown[]>[number];

/** A parameter that takes effect at once. */
const now = (name: string, value: string): Parameter => ({ name, value, applyMethod: "immediate" });

/**
 * A parameter that waits for a restart. AWS refuses "immediate" for static ones; those of pgaudit mean nothing
 * before the library is loaded.
 */
const afterRestart = (name: string, value: string): Parameter => ({
    name,
    value,
    applyMethod: "pending-reboot",
});

/**
 * Settings of the cluster. Every instance takes them from the cluster's group, as long as it has no group of
 * its own; there is none, so that no instance can differ.
 */
export function clusterParameters(connections: ConnectionBudget): Parameter[] {
    return [
        now("rds.force_ssl", "1"),
        now("statement_timeout", String(databaseTimeouts.statement)),
        now("idle_in_transaction_session_timeout", String(databaseTimeouts.idleInTransaction)),
        now("log_min_duration_statement", String(databaseTimeouts.logged)),
        now("log_statement", "ddl"),
        now("log_connections", "1"),
        now("log_disconnections", "1"),
        // What a patient's record holds comes in as parameters, which belong in no log, slow or failed.
        now("log_parameter_max_length", "0"),
        now("log_parameter_max_length_on_error", "0"),
        afterRestart("max_connections", String(connections.databaseMax)),
        afterRestart("shared_preload_libraries", "pg_stat_statements,pgaudit"),
        // Who changed what the data looks like, and who may see it (HIPAA 164.312(b)). Reads and writes of
        // rows are audited per table through the role, for which a migration grants what is to be watched.
        afterRestart("pgaudit.log", "ddl,role"),
        afterRestart("pgaudit.role", "rds_pgaudit"),
        afterRestart("pgaudit.log_parameter", "0"),
    ];
}
