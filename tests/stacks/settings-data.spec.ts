import { cellEntry } from "../support/config";
import { refuses, toCell, type Changes } from "../support/refusals";

/** The same changes in prod, where one cell more is there to be evacuated into. */
const inProd =
    (phase: number) =>
    (changes: Changes): Changes => ({
        environment: "prod",
        layout: "stack-per-cell",
        phase,
        cells: [cellEntry(1, changes), cellEntry(2)],
    });

refuses(
    "prod's readers",
    [
        [
            { readers: { min: 2 } },
            "cells[0].readers.min: got 2; expected at least 3 in prod, the minimum of phase 4; " +
                "raise it to 3, or remove it for the phase's own",
        ],
        [
            { readers: { max: 2 } },
            "cells[0].readers: got a minimum of 3 and a maximum of 2; expected a minimum no greater than the maximum; " +
                "raise max to 3",
        ],
        [
            { readers: { min: 4, max: 3 } },
            "cells[0].readers: got a minimum of 4 and a maximum of 3; expected a minimum no greater than the maximum; " +
                "lower min to 3, or raise max to 4",
        ],
    ],
    inProd(4),
);

const halfRule = "expected a multiple of 0.5 from";
refuses(
    "a cell's database",
    [
        [
            { database: { kind: "serverles" } },
            'cells[0].database.kind: got "serverles"; expected provisioned or serverless; did you mean serverless?',
        ],
        [
            { database: { instanceClass: "r6g.large" } },
            'cells[0].database.instanceClass: got "r6g.large"; expected an instance class that Aurora PostgreSQL runs on: ' +
                "db.t3 or db.t4g (medium, large), db.r… or db.x…; did you mean db.r6g.large?",
        ],
        [
            { database: { instanceClass: "db.serverless" } },
            'cells[0].database.instanceClass: got "db.serverless"; ' +
                "expected an instance class that Aurora PostgreSQL runs on: " +
                "db.t3 or db.t4g (medium, large), db.r… or db.x…; write db.r6g.large or db.r6g.2xlarge, for example",
        ],
        [
            { database: { applyImmediately: "now" } },
            'cells[0].database.applyImmediately: got "now"; expected true or false; choose one of them',
        ],
        [
            { database: { kind: "serverless", minAcu: 0.3, maxAcu: 300 } },
            `cells[0].database.minAcu: got 0.3; ${halfRule} 0.5 to 256; write 0.5`,
            `cells[0].database.maxAcu: got 300; ${halfRule} 1 to 256; lower it to 256`,
        ],
        [
            { database: { kind: "serverless", minAcu: 0, maxAcu: 0.5 } },
            `cells[0].database.minAcu: got 0; ${halfRule} 0.5 to 256; raise it to 0.5`,
            `cells[0].database.maxAcu: got 0.5; ${halfRule} 1 to 256; raise it to 1`,
        ],
        [
            { database: { kind: "serverless", minAcu: 8, maxAcu: 4 } },
            "cells[0].database: got a minimum of 8 ACU and a maximum of 4 ACU; " +
                "expected a minimum no greater than the maximum; lower minAcu to 4, or raise maxAcu to 8",
        ],
        [
            { database: { kind: "serverless", minAcu: 8 } },
            "cells[0].database: got a minimum of 8 ACU and a maximum of 4 ACU; " +
                "expected a minimum no greater than the maximum; lower minAcu to 4, or raise maxAcu to 8",
        ],
        [
            { database: { kind: "serverless", instanceClass: "db.r6g.large" } },
            "cells[0].database: got instanceClass db.r6g.large with kind serverless; " +
                "expected minAcu and maxAcu alone: a serverless database has no class; " +
                "remove instanceClass, or set kind: provisioned",
        ],
        [
            { database: { maxAcu: 4 } },
            "cells[0].database: got maxAcu 4 with kind provisioned, which phase 1 presets; " +
                "expected instanceClass alone: capacity units belong to a serverless database; " +
                "remove minAcu and maxAcu, or set kind: serverless",
        ],
    ],
    toCell,
);

refuses(
    "prod's serverless database",
    [
        [
            { database: { minAcu: 0.5 } },
            "cells[0].database.minAcu: got 0.5; expected at least 1 in prod, because from less it scales out too slowly; " +
                "raise it to 1, or remove it for the plan's own",
        ],
        [
            { database: { instanceClass: "db.r6g.large" } },
            "cells[0].database: got instanceClass db.r6g.large with kind serverless, which phase 3 presets; " +
                "expected minAcu and maxAcu alone: a serverless database has no class; " +
                "remove instanceClass, or set kind: provisioned",
        ],
    ],
    inProd(3),
);

refuses(
    "a cell's cache",
    [
        [
            { cache: { nodeType: "r6g.large", shards: 0, replicasPerShard: 0 } },
            'cells[0].cache.nodeType: got "r6g.large"; expected an ElastiCache node type: ' +
                "cache.t3 or cache.t4g (micro, small, medium), cache.m…, cache.r… or cache.c…; did you mean cache.r6g.large?",
            "cells[0].cache.shards: got 0; expected a whole number from 1 to 90; raise it to 1",
            "cells[0].cache.replicasPerShard: got 0; expected a whole number from 1 to 5; " +
                "raise it to 1: without a standby a failed node is an outage",
        ],
        [
            { cache: { shards: 91, replicasPerShard: 6 } },
            "cells[0].cache.shards: got 91; expected a whole number from 1 to 90; lower it to 90",
            "cells[0].cache.replicasPerShard: got 6; expected a whole number from 1 to 5; lower it to 5",
        ],
        [
            { cache: { shards: 31, replicasPerShard: 2 } },
            "cells[0].cache: got 31 shards of 3 nodes, 93 in all; expected at most 90 nodes, where ElastiCache ends a cluster; " +
                "lower shards to 30",
        ],
        [
            { cache: { maxShards: 0, maxReplicasPerShard: "6" } },
            "cells[0].cache.maxShards: got 0; expected a whole number from 1 to 90; raise it to 1",
            "cells[0].cache.maxReplicasPerShard: got 6; expected a whole number from 1 to 5; lower it to 5",
        ],
        [
            { cache: { maxshards: 6 } },
            "cells[0].cache.maxshards: got an unknown key; expected one of nodeType, shards, replicasPerShard, maxShards or " +
                "maxReplicasPerShard; did you mean maxShards?",
        ],
        [
            { cache: { maxShards: 2 } },
            "cells[0].cache.maxShards: got 2 above 1 shards with nodeType cache.t4g.small, which phase 1 presets; " +
                "expected a node type that ElastiCache scales: large, xlarge or 2xlarge of its r, m and c families; " +
                "remove it, or set a node type such as cache.r6g.large",
        ],
        [
            { cache: { nodeType: "cache.r6g.4xlarge", maxReplicasPerShard: 2 } },
            "cells[0].cache.maxReplicasPerShard: got 2 above 1 replicasPerShard with nodeType cache.r6g.4xlarge; " +
                "expected a node type that ElastiCache scales: large, xlarge or 2xlarge of its r, m and c families; " +
                "remove it, or set a node type such as cache.r6g.large",
        ],
    ],
    toCell,
);

refuses(
    "the upper bounds of a cell's cache",
    [
        [
            { cache: { maxShards: 2, replicasPerShard: 2, maxReplicasPerShard: 1 } },
            "cells[0].cache.maxShards: got 2; expected at least 3, its shards, which phase 2 presets; " +
                "raise it to 3, or remove it for the plan's own",
            "cells[0].cache.maxReplicasPerShard: got 1; expected at least 2, its replicasPerShard; " +
                "raise it to 2, or remove it for the plan's own",
        ],
        [
            { cache: { maxShards: 31, maxReplicasPerShard: 2 } },
            "cells[0].cache: got 31 shards of 3 nodes, 93 in all at most; expected at most 90 nodes, where ElastiCache ends a cluster; " +
                "lower maxShards to 30, or maxReplicasPerShard",
        ],
        [
            { cache: { shards: 40, maxReplicasPerShard: 3 } },
            "cells[0].cache: got 40 shards of 4 nodes, 160 in all at most; expected at most 90 nodes, where ElastiCache ends a cluster; " +
                "lower maxReplicasPerShard to 1",
        ],
    ],
    (changes) => ({ phase: 2, ...toCell(changes) }),
);
