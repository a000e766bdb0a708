import assert from "node:assert/strict";
import { clusterParameters, databaseEngine, databaseTimeouts } from "../../components/database-parameters";
import { connectionBudget } from "../../strategy/plan";

interface Parameter {
    readonly name: string;
    readonly value: string;
    readonly applyMethod?: string;
}

const parameters = (tasks = 50): readonly Parameter[] =>
    clusterParameters(connectionBudget(tasks)) as readonly Parameter[];

const byName = (name: string): Parameter => {
    const [found, ...more] = parameters().filter((parameter) => parameter.name === name);
    assert.ok(found !== undefined && more.length === 0, `${name} must be set once`);
    return found;
};

describe("clusterParameters", () => {
    it("sets what the platform promises", () => {
        assert.deepEqual(Object.fromEntries(parameters().map(({ name, value }) => [name, value])), {
            "rds.force_ssl": "1",
            statement_timeout: "30000",
            idle_in_transaction_session_timeout: "60000",
            log_min_duration_statement: "500",
            log_statement: "ddl",
            log_connections: "1",
            log_disconnections: "1",
            log_parameter_max_length: "0",
            log_parameter_max_length_on_error: "0",
            max_connections: "200",
            shared_preload_libraries: "pg_stat_statements,pgaudit",
            "pgaudit.log": "ddl,role",
            "pgaudit.role": "rds_pgaudit",
            "pgaudit.log_parameter": "0",
        });
    });

    it("takes max_connections from the connection budget", () => {
        assert.equal(byName("max_connections").value, String(connectionBudget(50).databaseMax));
    });

    it("lets static parameters wait for a restart, as AWS demands", () => {
        for (const name of ["max_connections", "shared_preload_libraries"]) {
            assert.equal(byName(name).applyMethod, "pending-reboot", name);
        }
    });

    it("says of every parameter when it takes effect, since the default is wrong for some", () => {
        for (const { name, applyMethod } of parameters()) {
            assert.match(String(applyMethod), /^(immediate|pending-reboot)$/, name);
        }
        assert.equal(byName("rds.force_ssl").applyMethod, "immediate");
    });

    it("lets a statement run longer than a request is promised, and a transaction longer than a statement", () => {
        const { logged, statement, idleInTransaction }: Record<keyof typeof databaseTimeouts, number> =
            databaseTimeouts;

        assert.ok(logged < statement);
        assert.ok(statement < idleInTransaction);
    });
});

describe("databaseEngine", () => {
    it("has the parameter family of its major version", () => {
        assert.equal(databaseEngine.family, `${databaseEngine.engine}${databaseEngine.version}`);
    });

    it("pins the major version alone", () => {
        assert.match(databaseEngine.version, /^\d+$/);
    });

    it("names a master user that is not reserved", () => {
        assert.match(databaseEngine.masterUsername, /^[a-z][a-z0-9_]{0,62}$/);
        assert.ok(!["admin", "postgres", "root", "rdsadmin", "user"].includes(databaseEngine.masterUsername));
    });
});
