import { number, range } from "../../preview/text";
import type { Bounds, CellPlan } from "../../strategy/plan";
import type { Assumptions } from "../assumptions";
import { cellLoad, loadFactors, type LoadName } from "../load";
import { presenceIn } from "../scenario";
import { edgeUsage } from "../usage";

/** What a cell has and carries with its users, for people and machines. */
export interface CellView {
    readonly name: string;
    readonly region: string;
    readonly users: number;
    readonly capacityUsers: number;
    readonly tasks: Bounds & { readonly expected: number };
    readonly workers?: Bounds;
    readonly readers: Bounds & { readonly expected: number };
    readonly database: CellPlan["database"];
    readonly cache: CellPlan["cache"];
    readonly connections: Pick<CellPlan["connections"], "fromTasks" | "fromProxy">;
    /** What leaves to its users in an ordinary month. */
    readonly gigabytesPerMonth: number;
    /** Percent of the requests that its most tasks answer, under each load. */
    readonly carriedPercent: Readonly<Record<LoadName, number>>;
}

/** The cell with its users. */
export function cellView(cell: CellPlan, assumed: Assumptions): CellView {
    const { name, region, users, capacityUsers, tasks, workers, readers, database, cache, connections } =
        cell;
    const carried = (load: LoadName): number => cellLoad(cell, load, assumed).carriedPercent;
    return {
        name,
        region,
        users,
        capacityUsers,
        tasks: { min: tasks.min, expected: tasks.expected, max: tasks.max },
        ...(workers === undefined ? {} : { workers }),
        readers,
        database,
        cache,
        connections: { fromTasks: connections.fromTasks, fromProxy: connections.fromProxy },
        gigabytesPerMonth: edgeUsage(presenceIn(cell, assumed).expected, assumed).gigabytes,
        carriedPercent: { normal: carried("normal"), peak: carried("peak"), stress: carried("stress") },
    };
}

/** "writer + 3 of 3..5 readers, db.r6g.2xlarge". */
export function databaseText({ database, readers }: Pick<CellView, "database" | "readers">): string {
    return database.kind === "serverless"
        ? `writer + ${number(readers.min)} readers, ${range({ min: database.minAcu, max: database.maxAcu })} ACU each`
        : `writer + ${number(readers.expected)} of ${range(readers)} readers, ${database.instanceClass}`;
}

/** "5..10 x 2..3 cache.r6g.large". */
export function cacheText({ cache }: Pick<CellView, "cache">): string {
    const shards = range({ min: cache.shards, max: cache.maxShards });
    const nodes = range({ min: 1 + cache.replicasPerShard, max: 1 + cache.maxReplicasPerShard });
    return `${shards} x ${nodes} ${cache.nodeType}`;
}

/** The cell but for its name. */
export function cellLines(cell: CellView): readonly string[] {
    const { users, capacityUsers, tasks, workers, connections, gigabytesPerMonth, carriedPercent } = cell;
    const loads = (Object.keys(loadFactors) as LoadName[]).map(
        // Rounded down: 100 % is said of nothing that turns a request away.
        (load) => `${number(Math.floor(carriedPercent[load]))} % of ${load}`,
    );
    return [
        `${number(users)} of ${number(capacityUsers)} users, ${number(tasks.expected)} tasks of ${range(tasks)}` +
            (workers === undefined ? "" : `, ${range(workers)} workers`),
        `Aurora ${databaseText(cell)}`,
        `cache ${cacheText(cell)}`,
        `${number(connections.fromTasks)} pooled connections through ${number(connections.fromProxy)}, ` +
            `${number(Math.round(gigabytesPerMonth))} GB a month`,
        `answers ${loads.join(", ")}`,
    ];
}
