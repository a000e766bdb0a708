import assert from "node:assert/strict";
import * as law from "../../strategy/law";

/** Written out, not computed: a changed number must be changed here as well, on purpose. */
describe("the law", () => {
    it("bounds and scales the service as the strategy says", () => {
        assert.deepEqual(law.serviceLaw, {
            minTasks: 2,
            maxTasks: 50,
            cpuTargetPercent: 70,
            memoryTargetPercent: 80,
            scaleOutCooldownSeconds: 60,
            scaleInCooldownSeconds: 300,
        });
        assert.deepEqual(law.taskLaw, { cpuUnits: 2048, memoryMiB: 4096, tasksPerTenThousandUsers: 5 });
    });

    it("ends a cell at 100,000 users", () => {
        assert.equal(law.usersPerCell, 100_000);
    });

    it("bounds and scales the readers", () => {
        assert.deepEqual(law.readerLaw, { min: 1, max: 5, cpuTargetPercent: 75, usersPerReader: 10_000 });
    });

    it("limits connections", () => {
        assert.deepEqual(law.connectionLaw, {
            poolMaxPerTask: 20,
            poolMinPerTask: 5,
            poolIdleTimeoutMilliseconds: 30_000,
            poolConnectTimeoutMilliseconds: 2_000,
            maxPerService: 100,
            alarmPercentOfMax: 80,
        });
    });

    it("keeps cached values for as long as the strategy says", () => {
        assert.deepEqual(law.cacheTtlSeconds, {
            sessions: 43_200,
            permissions: 900,
            patientList: 300,
            staticConfig: 3_600,
            apiResponses: 30,
        });
        assert.deepEqual(law.cdnLaw, {
            api: { pathPattern: "/api/*", ttlSeconds: 0, compressed: false },
            static: { pathPattern: "/static/*", ttlSeconds: 31_536_000, compressed: true },
            cachedPercent: 95,
            scripts: { pathPattern: "*.js", ttlSeconds: 86_400, compressed: true },
        });
    });

    it("promises what the key performance indicators say, and alarms by them", () => {
        assert.deepEqual(law.kpi, {
            p50Milliseconds: 100,
            p95Milliseconds: 200,
            p99Milliseconds: 500,
            serverErrorPercent: 0.1,
            clientErrorPercent: 1,
            uptimePercent: 99.9,
            cpuPercent: { min: 60, max: 80 },
            memoryPercent: { min: 70, max: 85 },
        });
        assert.deepEqual(law.cpuAlarmLaw, { thresholdPercent: 80, periodSeconds: 60, periods: 2 });
    });

    it("tests the loads that the strategy names", () => {
        assert.deepEqual(law.loadTests, {
            normal: { users: 1_000, requestsPerSecond: 100, durationMinutes: 10, rampMinutes: 2 },
            peak: { users: 5_000, requestsPerSecond: 500, durationMinutes: 10, rampMinutes: 5 },
            stress: { users: 10_000, requestsPerSecond: 1_000, durationMinutes: 10, rampMinutes: 5 },
        });
    });

    it("grows and costs as the strategy projects", () => {
        assert.deepEqual(law.growth, [
            { users: 1_000, requestsPerSecond: 50, databaseGigabytes: 10, monthlyDollars: 200 },
            { users: 10_000, requestsPerSecond: 500, databaseGigabytes: 100, monthlyDollars: 800 },
            { users: 50_000, requestsPerSecond: 2_500, databaseGigabytes: 500, monthlyDollars: 3_000 },
        ]);
        assert.deepEqual(law.costBreakdownTenThousandUsers, {
            ecsFargate: 180,
            rds: 250,
            redis: 120,
            loadBalancer: 25,
            cloudFrontAndS3: 50,
        });
    });

    it("asks for the same tasks by requests as by users", () => {
        assert.equal(law.requestsPerTaskMinute, 6_000);
        for (const { users, requestsPerSecond } of law.growth) {
            const byRequests: number = (60 * requestsPerSecond) / law.requestsPerTaskMinute;
            assert.equal(byRequests, (users / 10_000) * law.taskLaw.tasksPerTenThousandUsers);
        }
        // A full cell's: a target of less would ask for tasks that the cell may not have.
        assert.equal((60 * 0.05 * law.usersPerCell) / law.requestsPerTaskMinute, law.serviceLaw.maxTasks);
    });

    it("says what a queue keeps, and for how long", () => {
        assert.deepEqual(law.eventLaw, {
            processingSeconds: 30,
            visibilitySeconds: 60,
            maxReceives: 5,
            retentionSeconds: 345_600,
            deadLetterRetentionSeconds: 1_209_600,
            maxAgeSeconds: 300,
            targetWaitSeconds: 60,
            messagesPerSecondPerWorker: 10,
            tasksPerWorker: 5,
        });
        assert.equal(law.backlogPerWorker, 600);
    });

    it("ends each phase where the strategy's next one begins", () => {
        assert.deepEqual(law.phaseUsers, {
            1: { above: 0, max: 10_000 },
            2: { above: 10_000, max: 50_000 },
            3: { above: 50_000, max: 100_000 },
            4: { above: 100_000, max: Infinity },
        });
    });

    it("presets the four phases", () => {
        assert.equal(law.cacheNodeType, "cache.r6g.large");
        assert.equal(law.cacheReplicasPerShard, 1);
        assert.deepEqual(law.cacheScalingLaw, {
            maxShardsFactor: 2,
            maxReplicasPerShard: 2,
            maxNodes: 90,
            cpuTargetPercent: 60,
            memoryTargetPercent: 70,
            scaleOutCooldownSeconds: 300,
            scaleInCooldownSeconds: 600,
        });
        assert.deepEqual(law.phases, {
            1: {
                minReaders: 1,
                cacheShards: 1,
                cacheNodeType: "cache.t4g.small",
                databaseCapacity: "provisioned",
                databaseClass: "db.t4g.medium",
                natPerZone: false,
                eventQueue: false,
                interfaceEndpoints: false,
                canary: false,
            },
            2: {
                minReaders: 2,
                cacheShards: 3,
                cacheNodeType: "cache.r6g.large",
                databaseCapacity: "provisioned",
                databaseClass: "db.r6g.large",
                natPerZone: true,
                eventQueue: false,
                interfaceEndpoints: false,
                canary: true,
            },
            3: {
                minReaders: 3,
                cacheShards: 5,
                cacheNodeType: "cache.r6g.large",
                databaseCapacity: "serverless",
                databaseClass: "db.r6g.xlarge",
                natPerZone: true,
                eventQueue: false,
                interfaceEndpoints: true,
                canary: true,
            },
            4: {
                minReaders: 3,
                cacheShards: 5,
                cacheNodeType: "cache.r6g.large",
                databaseCapacity: "provisioned",
                databaseClass: "db.r6g.2xlarge",
                natPerZone: true,
                eventQueue: true,
                interfaceEndpoints: true,
                canary: true,
            },
        });
    });

    it("gives interface endpoints to the phases whose traffic pays for them, in every region of prod", () => {
        const hoursPerMonth = 730;
        const [endpoints, zones, kilobytesPerRequest] = [7, 3, 1];
        const gigabytes = (requestsPerSecond: number): number =>
            (requestsPerSecond * kilobytesPerRequest * hoursPerMonth * 3600) / 1e6;
        // Dollars, as in docs/adr/0011.
        const breakEven = [
            { endpointHour: 0.01, natGigabyte: 0.045, endpointGigabyte: 0.01 },
            { endpointHour: 0.011, natGigabyte: 0.048, endpointGigabyte: 0.01 },
            { endpointHour: 0.013, natGigabyte: 0.059, endpointGigabyte: 0.01 },
        ].map(
            ({ endpointHour, natGigabyte, endpointGigabyte }) =>
                (endpoints * zones * hoursPerMonth * endpointHour) / (natGigabyte - endpointGigabyte),
        );
        assert.deepEqual(breakEven.map(Math.round), [4380, 4438, 4067]);

        const [phase1, phase2, phase3] = law.growth.map(({ requestsPerSecond }) => requestsPerSecond);
        const full = (law.usersPerCell / 50_000) * (phase3 ?? 0);
        assert.deepEqual([phase1, phase2, phase3, full], [50, 500, 2_500, 5_000]);
        for (const [phase, requestsPerSecond = 0] of [
            [1, phase1],
            [2, phase2],
            [3, phase3],
            [4, full],
        ] as const) {
            const pays = breakEven.map((least) => gigabytes(requestsPerSecond) >= least);
            const { interfaceEndpoints } = law.phases[phase];
            assert.deepEqual(pays, Array(3).fill(interfaceEndpoints), `phase ${phase}`);
        }
    });
});
