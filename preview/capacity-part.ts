import type { Bounds, CellPlan } from "../strategy/plan";
import type { DifferenceSection, Measurement } from "./compare/sections";

/** What a cell holds, in a preview's JSON. */
export interface CellCapacity {
    readonly region: string;
    /** Users whose home it is. */
    readonly users: number;
    /** Users that the maximum of its tasks carries. */
    readonly capacityUsers: number;
    readonly tasks: Bounds & { readonly expected: number };
    readonly workers?: Bounds;
    readonly readers: Bounds;
    /** Aurora capacity units; absent where the database is provisioned. */
    readonly acu?: Bounds;
    readonly shards: Bounds;
    /** Standbys of each shard. */
    readonly replicasPerShard: Bounds;
}

/** The part `capacity` of a preview's JSON. */
export interface CapacityPart {
    readonly users: number;
    readonly capacityUsers: number;
    readonly cells: Readonly<Record<string, CellCapacity>>;
}

function cellCapacity(cell: CellPlan): CellCapacity {
    const { region, users, capacityUsers, tasks, workers, readers, database, cache } = cell;
    return {
        region,
        users,
        capacityUsers,
        tasks: { min: tasks.min, max: tasks.max, expected: tasks.expected },
        ...(workers === undefined ? {} : { workers }),
        readers: { min: readers.min, max: readers.max },
        ...(database.kind === "serverless" ? { acu: { min: database.minAcu, max: database.maxAcu } } : {}),
        shards: { min: cache.shards, max: cache.maxShards },
        replicasPerShard: { min: cache.replicasPerShard, max: cache.maxReplicasPerShard },
    };
}

/** What these cells hold, each and together, and how many users have their home in them. */
export function capacityPart(cells: readonly CellPlan[], users: number): CapacityPart {
    return {
        users,
        capacityUsers: cells.reduce((sum, { capacityUsers }) => sum + capacityUsers, 0),
        cells: Object.fromEntries(cells.map((cell) => [cell.name, cellCapacity(cell)])),
    };
}

function boundsOf(key: string, label: string, unit: string, bounds: Bounds): readonly Measurement[] {
    return [
        { key: `${key}.min`, label: `${label}, least`, unit, value: bounds.min },
        { key: `${key}.max`, label: `${label}, most`, unit, value: bounds.max },
    ];
}

function measureCell(name: string, cell: CellCapacity): readonly Measurement[] {
    const one = (key: string, label: string, unit: string, value: number): Measurement => ({
        key: `${name}.${key}`,
        label: `${name}: ${label}`,
        unit,
        value,
    });
    const bounds = (key: string, label: string, unit: string, of?: Bounds): readonly Measurement[] =>
        of === undefined ? [] : boundsOf(`${name}.${key}`, `${name}: ${label}`, unit, of);
    return [
        one("users", "at home", "users", cell.users),
        one("capacityUsers", "carried", "users", cell.capacityUsers),
        one("tasks.expected", "tasks for its users", "tasks", cell.tasks.expected),
        ...bounds("tasks", "tasks", "tasks", cell.tasks),
        ...bounds("workers", "workers", "tasks", cell.workers),
        ...bounds("readers", "database readers", "readers", cell.readers),
        ...bounds("acu", "database capacity", "ACU", cell.acu),
        ...bounds("shards", "cache shards", "shards", cell.shards),
        ...bounds("replicasPerShard", "cache standbys", "per shard", cell.replicasPerShard),
    ];
}

/** Capacity in a comparison. */
export const capacitySection: DifferenceSection = {
    title: "capacity",
    part: "capacity",
    measure: (part) => {
        const { users, capacityUsers, cells } = part as CapacityPart;
        return [
            { key: "users", label: "users at home in all cells", unit: "users", value: users },
            {
                key: "capacityUsers",
                label: "users carried by all cells",
                unit: "users",
                value: capacityUsers,
            },
            ...Object.entries(cells).flatMap(([name, cell]) => measureCell(name, cell)),
        ];
    },
};
