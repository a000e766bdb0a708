import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { idleTimeoutSeconds } from "../../components/load-balancer";
import { containerDefinition, environmentMistakes, serviceContract } from "../../components/task-definition";
import { drainLaw, secondsUntilOut } from "../../strategy/drain";
import { connectionLaw, taskLaw } from "../../strategy/law";

const container = containerDefinition({
    image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease:1.0.0",
    taskPort: 8443,
    environmentVariables: { DATABASE_HOST: "db.example", CACHE_HOST: "cache.example" },
    logGroup: "cell-logs",
    region: "eu-west-1",
});

describe("containerDefinition", () => {
    it("is exactly this", () => {
        assert.deepEqual(container, {
            name: "app",
            image: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease:1.0.0",
            essential: true,
            user: "10001:10001",
            privileged: false,
            readonlyRootFilesystem: true,
            linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
            mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
            portMappings: [{ containerPort: 8443, hostPort: 8443, protocol: "tcp" }],
            environment: [
                { name: "CACHE_HOST", value: "cache.example" },
                { name: "DATABASE_HOST", value: "db.example" },
                { name: "PORT", value: "8443" },
            ],
            stopTimeout: 90,
            logConfiguration: {
                logDriver: "awslogs",
                options: {
                    "awslogs-group": "cell-logs",
                    "awslogs-region": "eu-west-1",
                    "awslogs-stream-prefix": "app",
                    mode: "non-blocking",
                    "max-buffer-size": "25m",
                },
            },
        });
    });

    it("starts a worker by its command, and gives it no port", () => {
        const worker = containerDefinition({
            image: "registry.example.com/medease:1.0.0",
            command: ["worker"],
            environmentVariables: {},
            logGroup: "cell-logs",
            region: "eu-west-1",
        });
        assert.deepEqual(worker.command, ["worker"]);
        assert.deepEqual(worker.environment, []);
        assert.ok(!("portMappings" in worker));
    });

    it("stops within the two minutes that Fargate allows", () => {
        assert.ok(Number(container.stopTimeout) <= 120);
    });
});

describe("environmentMistakes", () => {
    it("takes every variable that the contract names", () => {
        assert.deepEqual(
            environmentMistakes(["DATABASE_USER", "CACHE_TTL_API_RESPONSES", "DATABASE_POOL_MAX"]),
            [],
        );
    });

    for (const name of [
        "DATABASE_PASSWORD",
        "API_KEY",
        "SESSION_SECRET",
        "CACHE_AUTH_TOKEN",
        "AWS_ACCESS_KEY_ID",
    ]) {
        it(`refuses ${name}`, () => {
            assert.deepEqual(environmentMistakes([name]), [
                `environmentVariables.${name} is named like a secret, and plain variables can be read by anyone ` +
                    "who may describe the task; use IAM authentication, or a Secrets Manager reference",
            ]);
        });
    }

    it("refuses a second port", () => {
        assert.deepEqual(environmentMistakes(["PORT"]), [
            "environmentVariables.PORT is set from taskPort; leave it out",
        ]);
    });

    it("refuses names that shells and programs read differently", () => {
        assert.deepEqual(environmentMistakes(["database-host", "A"]), [
            'environmentVariables must be named in upper case with underscores, got "database-host"',
        ]);
    });
});

describe("docs/service-contract.md", () => {
    const text = readFileSync(join(__dirname, "../../docs/service-contract.md"), "utf8");

    for (const [subject, phrase] of [
        ["the user", `\`${serviceContract.user}\``],
        ["the writable path", `VOLUME ["${serviceContract.writablePath}"]`],
        ["the time to start", `Ready ${serviceContract.startSeconds} s after the start`],
        ["the time to stop", `\`SIGKILL\` follows ${drainLaw.stopTimeoutSeconds} s after \`SIGTERM\``],
        ["the time to keep serving", `For ${secondsUntilOut()} s serve on`],
        ["the longest request", `within ${drainLaw.longestRequestSeconds} s`],
        ["the wait for a health check", `answers 200 within ${drainLaw.healthCheck.timeoutSeconds} s`],
        ["the health check's interval", `good ones, ${drainLaw.healthCheck.intervalSeconds} s apart`],
        ["the load balancer's idle timeout", `Keep idle connections longer than ${idleTimeoutSeconds} s`],
        ["the task's size", `${taskLaw.cpuUnits / 1024} vCPU and ${taskLaw.memoryMiB / 1024} GB`],
        ["the pool", `(${connectionLaw.poolMaxPerTask}) and keeps (${connectionLaw.poolMinPerTask})`],
        [
            "the pool's timeouts",
            `${connectionLaw.poolIdleTimeoutMilliseconds} and ${connectionLaw.poolConnectTimeoutMilliseconds}`,
        ],
    ] as const) {
        it(`names ${subject} as the program does`, () => {
            assert.ok(text.includes(phrase), phrase);
        });
    }
});
