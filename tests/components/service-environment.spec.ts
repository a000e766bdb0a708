import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { databaseEngine } from "../../components/database-parameters";
import {
    cacheTtlVariables,
    serviceEnvironment,
    tokenKeysVariable,
} from "../../components/service-environment";
import { cacheTtlSeconds } from "../../strategy/law";

const contract = readFileSync(join(__dirname, "..", "..", "docs", "service-contract.md"), "utf8");

describe("serviceEnvironment", () => {
    const variables = serviceEnvironment(
        { databaseName: "medease" },
        { endpoint: "write", readerEndpoint: "read" },
        { endpoint: "cache", userName: "service", replicationGroupId: "group" },
        { queueUrl: "queue" },
    );

    it("tells the queue where there is one", () => {
        assert.equal(variables.EVENTS_QUEUE_URL, "queue");
    });

    it("hands the law's pool to the service", () => {
        assert.equal(variables.DATABASE_POOL_MAX, "20");
        assert.equal(variables.DATABASE_POOL_MIN, "5");
        assert.equal(variables.DATABASE_POOL_IDLE_MS, "30000");
        assert.equal(variables.DATABASE_POOL_CONNECT_MS, "2000");
    });

    it("hands every lifetime of the law to the service, in seconds", () => {
        const lifetimes = Object.entries(variables).filter(([name]) => name.startsWith("CACHE_TTL_"));
        assert.deepEqual(lifetimes, [
            ["CACHE_TTL_SESSIONS", "43200"],
            ["CACHE_TTL_PERMISSIONS", "900"],
            ["CACHE_TTL_PATIENT_LIST", "300"],
            ["CACHE_TTL_STATIC_CONFIG", "3600"],
            ["CACHE_TTL_API_RESPONSES", "30"],
        ]);
        assert.deepEqual(Object.keys(cacheTtlVariables), Object.keys(cacheTtlSeconds));
    });

    it("signs in as the user that a migration makes, never as the master", () => {
        assert.equal(variables.DATABASE_USER, databaseEngine.serviceUsername);
        assert.notEqual(variables.DATABASE_USER, databaseEngine.masterUsername);
    });

    it("reads through the reader's door", () => {
        assert.equal(variables.DATABASE_HOST, "write");
        assert.equal(variables.DATABASE_READER_HOST, "read");
    });

    it("is told to the image's authors, variable by variable", () => {
        const untold = [...Object.keys(variables), tokenKeysVariable].filter(
            (name) => !contract.includes(`\`${name}\``),
        );
        assert.deepEqual(untold, []);
    });

    it("is told to them with the law's lifetimes", () => {
        for (const name of Object.values(cacheTtlVariables)) {
            const row = contract.split("\n").find((line) => line.includes(`| \`${name}\` |`));
            assert.equal(row?.split("|")[3]?.trim(), variables[name], name);
        }
    });
});
