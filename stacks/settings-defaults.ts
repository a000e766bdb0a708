import { acuBounds } from "../strategy/acu";
import { withCacheBounds } from "../strategy/cache-bounds";
import { cacheReplicasPerShard, phases, readerLaw, serviceLaw, type Phase } from "../strategy/law";
import {
    shareOf,
    workersFor,
    type Bounds,
    type CachePlan,
    type DatabaseCapacity,
    type TaskRequest,
} from "../strategy/plan";
import { isWhole } from "../strategy/floors";
import { defaultCopyRegion, type CopyRegion } from "../strategy/regions";
import { spotLaw } from "../strategy/spot";
import type { CellDraft, Draft } from "./settings-schema";

/** The cell's tasks: the law's bounds, the usual share of Spot and no floors, unless the cell says otherwise. */
export function tasksOf({ tasks }: Pick<CellDraft, "tasks">): TaskRequest {
    return {
        min: tasks?.min ?? serviceLaw.minTasks,
        max: tasks?.max ?? serviceLaw.maxTasks,
        spotPercent: tasks?.spotPercent ?? spotLaw.defaultPercent,
        floors: (tasks?.floors ?? []).filter(isWhole),
    };
}

/**
 * Bounds of the workers behind the cell's queue: the plan's, unless the cell says otherwise. Undefined, and no queue,
 * where the phase has none and the cell asks for none.
 */
export function workersOf(
    { tasks, workers }: Pick<CellDraft, "tasks" | "workers">,
    phase: Phase,
): Bounds | undefined {
    if (workers === undefined && !phases[phase].eventQueue) return undefined;
    const preset = workersFor(tasksOf({ tasks }));
    return { min: workers?.min ?? preset.min, max: workers?.max ?? preset.max };
}

/** Bounds of the cell's readers: from the phase's minimum to the law's maximum, unless the cell says otherwise. */
export function readersOf({ readers }: CellDraft, phase: Phase): Bounds {
    return { min: readers?.min ?? phases[phase].minReaders, max: readers?.max ?? readerLaw.max };
}

/** How the cell's database gets its capacity: as its phase has it, unless the cell says otherwise. */
export function databaseKindOf({ database }: CellDraft, phase: Phase): DatabaseCapacity["kind"] {
    return database?.kind ?? phases[phase].databaseCapacity;
}

/**
 * Users whose home the cell is. A cell that could not be read counts as a full one, so that its mistake does
 * not make the others' sizes look wrong.
 */
export function usersOf(cell: CellDraft, users: number, cells: readonly (CellDraft | undefined)[]): number {
    return shareOf(
        users,
        { tasks: tasksOf(cell) },
        cells.map((other) => ({ tasks: tasksOf(other ?? {}) })),
    );
}

/** The cell's database; `users` are those whose home the cell is. */
export function databaseOf(cell: CellDraft, phase: Phase, users: number): DatabaseCapacity {
    const { database } = cell;
    if (databaseKindOf(cell, phase) === "provisioned") {
        return {
            kind: "provisioned",
            instanceClass: database?.instanceClass ?? phases[phase].databaseClass,
        };
    }
    const { minAcu, maxAcu } = acuBounds(users);
    return { kind: "serverless", minAcu: database?.minAcu ?? minAcu, maxAcu: database?.maxAcu ?? maxAcu };
}

/** The cell's cache: its phase's, unless the cell says otherwise. */
export function cacheOf({ cache }: CellDraft, phase: Phase): CachePlan {
    const least = {
        nodeType: cache?.nodeType ?? phases[phase].cacheNodeType,
        shards: cache?.shards ?? phases[phase].cacheShards,
        replicasPerShard: cache?.replicasPerShard ?? cacheReplicasPerShard,
    };
    return withCacheBounds(least, cache);
}

/** Where the cell's backups are copied to: in prod its region's default, unless the cell says otherwise. */
export function backupRegionOf(
    { region, backupRegion }: Pick<CellDraft, "region" | "backupRegion">,
    environment: Draft["environment"],
): CopyRegion | undefined {
    if (environment !== "prod" || region === undefined) return undefined;
    return backupRegion ?? defaultCopyRegion(region);
}
