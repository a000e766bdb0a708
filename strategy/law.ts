/**
 * The numbers that the scalability strategy fixes. Components, policies, sizing, alarms and load tests
 * read them here, so that no two of them can disagree.
 *
 * Source of every number, unless its comment names another: the MedEase scalability strategy, version 1.0
 * (2026-02-04); the section is named with each. `tests/strategy/law.spec.ts` pins them.
 */

/** ECS service bounds and scaling signals ("Horizontal Scaling", "ECS Service Auto Scaling"). */
export const serviceLaw = {
    /** Two tasks survive the loss of one. */
    minTasks: 2,
    /** Also the end of a cell: 50 tasks at 5 per 10,000 users are 100,000 users. */
    maxTasks: 50,
    /** Percent. Leaves 30 % to absorb a rise while new tasks start. */
    cpuTargetPercent: 70,
    /** Percent. */
    memoryTargetPercent: 80,
    /** Seconds. Fast out: a task takes about a minute to start. */
    scaleOutCooldownSeconds: 60,
    /** Seconds. Slow in, on BOTH policies, though the strategy's memory sample omits the cooldowns. */
    scaleInCooldownSeconds: 300,
} as const;

/** One task ("Resource Requirements"). */
export const taskLaw = {
    /** 2 vCPU in ECS CPU units. */
    cpuUnits: 2048,
    /** 4 GB in MiB. */
    memoryMiB: 4096,
    /** Five tasks for each 10,000 active users. */
    tasksPerTenThousandUsers: 5,
} as const;

/** Aurora readers ("RDS Auto Scaling", "Migration Strategy"). */
export const readerLaw = {
    min: 1,
    max: 5,
    /** Percent of reader CPU. */
    cpuTargetPercent: 75,
    /** One read replica for each 10,000 active users ("Resource Requirements"). */
    usersPerReader: 10_000,
} as const;

/** Database connections ("Connection Pooling", "Database Scaling", "Key Performance Indicators"). */
export const connectionLaw = {
    /** Connections that one task's pool opens at most. */
    poolMaxPerTask: 20,
    /** Connections that one task's pool keeps open. */
    poolMinPerTask: 5,
    poolIdleTimeoutMilliseconds: 30_000,
    poolConnectTimeoutMilliseconds: 2_000,
    /** Connections that reach the database for one service; RDS Proxy holds the tasks' pools to it. */
    maxPerService: 100,
    /** Alarm at this percentage of the database's maximum. */
    alarmPercentOfMax: 80,
} as const;

/** Cache lifetimes in seconds ("Redis Cache Layers"). */
export const cacheTtlSeconds = {
    sessions: 12 * 3600,
    permissions: 15 * 60,
    patientList: 5 * 60,
    staticConfig: 3600,
    apiResponses: 30,
} as const;

/** Node class of the cache from phase 2 on ("Resource Requirements"). */
export const cacheNodeType = "cache.r6g.large";

/**
 * Autoscaling of the cache from phase 2 on, upwards from the phase's shards. The strategy names no bounds for it:
 * these are this project's.
 */
export const cacheScalingLaw = {
    /**
     * Times the cell's shards, at most. A cell's users end at a number, and its shards are sized for it: what still
     * grows beyond the double is keys without a lifetime, and the bill must not follow them.
     */
    maxShardsFactor: 2,
    /** One node of each shard, its primary included, in each of a cell's three zones. */
    maxReplicasPerShard: 2,
    /** Nodes of one cluster, shards times nodes in each (quota L-AF354865 "Nodes per cluster"). */
    maxNodes: 90,
    /**
     * Percent, the lower ends of the KPI's ranges for CPU and memory: moving slots takes minutes and CPU of its own.
     * AWS takes 35 to 70 ("Target tracking scaling policies", ElastiCache user guide).
     */
    cpuTargetPercent: 60,
    memoryTargetPercent: 70,
    /** Seconds, both from AWS's own example ("Using cooldown periods", ElastiCache user guide). */
    scaleOutCooldownSeconds: 300,
    scaleInCooldownSeconds: 600,
} as const;

/** CloudFront behaviours, first match wins ("CloudFront Configuration"). */
export const cdnLaw = {
    api: { pathPattern: "/api/*", ttlSeconds: 0, compressed: false },
    static: { pathPattern: "/static/*", ttlSeconds: 31_536_000, compressed: true },
    scripts: { pathPattern: "*.js", ttlSeconds: 86_400, compressed: true },
    /** Of the site's files ("95% reduction in origin requests"). */
    cachedPercent: 95,
} as const;

/** What users are promised ("Key Performance Indicators"). */
export const kpi = {
    p50Milliseconds: 100,
    p95Milliseconds: 200,
    p99Milliseconds: 500,
    serverErrorPercent: 0.1,
    clientErrorPercent: 1,
    uptimePercent: 99.9,
    cpuPercent: { min: 60, max: 80 },
    memoryPercent: { min: 70, max: 85 },
} as const;

/** The strategy's CPU alarm ("CloudWatch Alarms"). Latency alarms follow the KPI instead of its sample. */
export const cpuAlarmLaw = {
    thresholdPercent: 80,
    periodSeconds: 60,
    periods: 2,
} as const;

/** Load tests ("Test Scenarios"). */
export const loadTests = {
    normal: { users: 1_000, requestsPerSecond: 100, durationMinutes: 10, rampMinutes: 2 },
    peak: { users: 5_000, requestsPerSecond: 500, durationMinutes: 10, rampMinutes: 5 },
    stress: { users: 10_000, requestsPerSecond: 1_000, durationMinutes: 10, rampMinutes: 5 },
} as const;

/** Growth and what the strategy says it costs ("Growth Projections", "Cost Breakdown"). US dollars a month. */
export const growth = [
    { users: 1_000, requestsPerSecond: 50, databaseGigabytes: 10, monthlyDollars: 200 },
    { users: 10_000, requestsPerSecond: 500, databaseGigabytes: 100, monthlyDollars: 800 },
    { users: 50_000, requestsPerSecond: 2_500, databaseGigabytes: 500, monthlyDollars: 3_000 },
] as const;

/** Itemised monthly dollars for 10,000 users ("Cost Breakdown"). */
export const costBreakdownTenThousandUsers = {
    ecsFargate: 180,
    rds: 250,
    redis: 120,
    loadBalancer: 25,
    cloudFrontAndS3: 50,
} as const;

/**
 * Work that a request leaves to a queue ("Migration Strategy", phase 4: "Event-driven architecture with SQS"). The
 * strategy gives no number for it: all of these are this project's, each with what it follows from.
 */
export const eventLaw = {
    /** Seconds in which a worker finishes a message: what it holds when it is told to stop, it still completes. */
    processingSeconds: 30,
    /**
     * Seconds until a message that was handed out and not deleted is handed out again. Twice the processing time, so
     * that a slow worker is not doubled; three tries of a message whose worker was killed fit into `maxAgeSeconds`.
     */
    visibilitySeconds: 60,
    /** Tries before a message is a dead letter; a reclaimed task costs one. AWS asks for five ("SQS", Lambda guide). */
    maxReceives: 5,
    /** Seconds that an undelivered message is kept: a long weekend, and SQS's own default. */
    retentionSeconds: 4 * 86_400,
    /** Seconds; the most that SQS keeps. A message keeps its age when it moves, so this must exceed the queue's. */
    deadLetterRetentionSeconds: 14 * 86_400,
    /** Seconds a message may wait in all before somebody is told. */
    maxAgeSeconds: 300,
    /** Seconds a message waits while the backlog is on target: what is left of `maxAgeSeconds` is for scaling out. */
    targetWaitSeconds: 60,
    /** Messages a second that one worker gets through: ten at a time, as one request to SQS returns, in a second each. */
    messagesPerSecondPerWorker: 10,
    /**
     * Tasks of the service for each worker, at the most. The ten workers of a full cell get through 100 messages a
     * second: one for each 50 of its 5,000 requests ("Growth Projections").
     */
    tasksPerWorker: 5,
} as const;

/**
 * Messages that may wait for each worker: the acceptable wait times what a worker gets through ("Scaling policy
 * based on Amazon SQS", EC2 Auto Scaling user guide).
 */
export const backlogPerWorker = eventLaw.targetWaitSeconds * eventLaw.messagesPerSecondPerWorker;

/** Where a cell ends: the task maximum at the law's tasks per user. Beyond it there is another cell. */
export const usersPerCell = (serviceLaw.maxTasks / taskLaw.tasksPerTenThousandUsers) * 10_000;

/**
 * Requests a minute that a task at its CPU target serves: the strategy's 50 a second for 1,000 users ("Growth
 * Projections"), on five tasks for 10,000. The headroom is the CPU target's own: at 100 % it would be 8,571. Less
 * (70 % of it, say) would ask for 72 tasks where a full cell has 50.
 */
export const requestsPerTaskMinute =
    (60 * growth[0].requestsPerSecond * 10_000) / (growth[0].users * taskLaw.tasksPerTenThousandUsers);

/** A phase of the strategy's migration plan: a preset of defaults, each overridable per cell. */
export type Phase = 1 | 2 | 3 | 4;

/**
 * Users that a phase is for, from below to the most ("Migration Strategy": 1K-10K, 10K-50K, 50K-100K, 100K+). Its presets
 * are sized for them: fewer pay for what they do not need, and more outgrow its cache and database before its cells.
 */
export const phaseUsers: Readonly<Record<Phase, { readonly above: number; readonly max: number }>> = {
    1: { above: 0, max: 10_000 },
    2: { above: 10_000, max: 50_000 },
    3: { above: 50_000, max: 100_000 },
    4: { above: 100_000, max: Infinity },
};

/** What a phase presets ("Migration Strategy"). */
export interface PhasePreset {
    /** Readers that autoscaling never goes below. */
    readonly minReaders: number;
    /** Shards of the cache; the strategy's "Redis nodes" are primaries. */
    readonly cacheShards: number;
    readonly cacheNodeType: string;
    /** How the database gets its capacity; reader autoscaling and Serverless v2 exclude each other. */
    readonly databaseCapacity: "provisioned" | "serverless";
    /** Class of the database's instances where they are provisioned. */
    readonly databaseClass: string;
    /** One NAT gateway per zone, or a single one. */
    readonly natPerZone: boolean;
    /** Whether requests may leave work to a queue, with workers of its own. */
    readonly eventQueue: boolean;
    /** Whether AWS services get addresses in the cell: from where it is cheaper than NAT (docs/adr/0015). */
    readonly interfaceEndpoints: boolean;
    /** Whether somebody asks the cell's door every few minutes, users or not (docs/adr/0022). */
    readonly canary: boolean;
}

/**
 * Standbys of each primary of the cache, in another zone: 99.9 % uptime needs something to fail over to. The
 * strategy asks for it from phase 2 on; one small node more buys it for phase 1 as well.
 */
export const cacheReplicasPerShard = 1;

/**
 * The four phases. Phase 3 is Serverless v2 (the strategy's words); phase 4 cells have a known load, so
 * they are provisioned with autoscaled readers and can be reserved.
 *
 * Database classes are this project's: the strategy prices db.t4g.large at 10,000 users and names none beyond.
 * From there memory doubles with each phase, so that the working set of a full cell stays in it.
 */
export const phases: Readonly<Record<Phase, PhasePreset>> = {
    1: {
        minReaders: 1,
        cacheShards: 1,
        cacheNodeType: "cache.t4g.small", // this project's: the strategy's node class starts with phase 2
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
        cacheNodeType,
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
        cacheNodeType,
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
        cacheNodeType,
        databaseCapacity: "provisioned",
        databaseClass: "db.r6g.2xlarge",
        natPerZone: true,
        eventQueue: true,
        interfaceEndpoints: true,
        canary: true,
    },
};
