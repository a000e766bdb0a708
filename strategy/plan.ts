import {
    planAddresses,
    planSecondaryAddresses,
    type AddressPlan,
    type SecondaryAddressPlan,
} from "./address-plan";
import type { TaskFloor } from "./floors";
import {
    connectionLaw,
    eventLaw,
    phases,
    readerLaw,
    serviceLaw,
    taskLaw,
    usersPerCell,
    type Phase,
} from "./law";
import { maintenanceDay, type MaintenanceDay } from "./maintenance";
import { regionZones, secondaryZones, type CopyRegion, type Region, type SecondaryRegion } from "./regions";

/** A lower and an upper bound that autoscaling keeps to. */
export interface Bounds {
    readonly min: number;
    readonly max: number;
}

/** How many tasks a service runs, and on what. */
export interface TaskRequest extends Bounds {
    /** Percent of the tasks above the minimum that run on Fargate Spot; `strategy/spot.ts` says what that risks. */
    readonly spotPercent: number;
    /** Hours with a higher minimum. */
    readonly floors: readonly TaskFloor[];
}

/** How the database gets its capacity: reader autoscaling and Serverless v2 exclude each other. */
export type DatabaseCapacity =
    | {
          readonly kind: "provisioned";
          /** Class of the writer and of every reader, e.g. "db.r6g.2xlarge". */
          readonly instanceClass: string;
      }
    | {
          readonly kind: "serverless";
          /** Aurora capacity units (about 2 GiB each), in steps of 0.5. */
          readonly minAcu: number;
          readonly maxAcu: number;
      };

/** The cache's shape. */
export interface CachePlan {
    /** e.g. "cache.r6g.large". */
    readonly nodeType: string;
    /** Slots are spread over this many primaries, at least. */
    readonly shards: number;
    /** Standbys of each primary, in another zone, at least. */
    readonly replicasPerShard: number;
    /** Shards that autoscaling ends at; equal to `shards` where nothing scales them. */
    readonly maxShards: number;
    /** Standbys that autoscaling ends at; equal to `replicasPerShard` where nothing scales them. */
    readonly maxReplicasPerShard: number;
}

/** What is asked of one cell; the settings provide it. */
export interface CellRequest {
    /** Unique over the environment, e.g. "eu-west-1-c1". */
    readonly name: string;
    readonly region: Region;
    /** Where the database's backups are copied to; absent where there are none. */
    readonly backupRegion?: CopyRegion;
    /** Where a secondary of the database follows it, in an Aurora Global Database; absent where there is none. */
    readonly globalSecondary?: SecondaryRegion;
    readonly cidr: string;
    readonly tasks: TaskRequest;
    readonly readers: Bounds;
    readonly database: DatabaseCapacity;
    /** Changes that restart the database happen at once; @default in dev at once, in prod in the maintenance window */
    readonly databaseApplyImmediately?: boolean;
    readonly cache: CachePlan;
    /** Bounds of the workers behind the cell's queue. @default no queue */
    readonly workers?: Bounds;
}

/** What is asked of an environment. */
export interface PlatformRequest {
    readonly phase: Phase;
    /** Concurrent users over all cells. */
    readonly users: number;
    readonly cells: readonly CellRequest[];
}

/** How the tasks' pools fit into the database. */
export interface ConnectionBudget {
    /** What all pools may open: the most tasks and workers times the pool's maximum. They end at RDS Proxy. */
    readonly fromTasks: number;
    /** What the proxy may open to one database instance: the law's maximum per service. */
    readonly fromProxy: number;
    /** max_connections of the database; the rest is for migrations, monitoring and the superuser's reserve. */
    readonly databaseMax: number;
    /** fromProxy as the percentage of databaseMax that RDS Proxy takes as its setting. */
    readonly proxyPercent: number;
    /** Connections at which the alarm fires. */
    readonly alarmAt: number;
}

/** Where the secondary of a cell's database lies. */
export interface SecondaryPlan {
    readonly region: SecondaryRegion;
    readonly addresses: SecondaryAddressPlan;
}

/** The sizes of one cell. */
export interface CellPlan {
    readonly name: string;
    readonly region: Region;
    /** Where the database's backups are copied to; absent where there are none. */
    readonly backupRegion?: CopyRegion;
    /** When AWS maintains the cell's database and cache; each cell of a region has its own. */
    readonly maintenanceDay: MaintenanceDay;
    /** The secondary of the database, with its own network; absent where there is none. */
    readonly globalSecondary?: SecondaryPlan;
    /** Users whose home this cell is, when they are spread evenly. */
    readonly users: number;
    /** Users that the maximum of tasks carries. */
    readonly capacityUsers: number;
    readonly tasks: TaskRequest & {
        /** What the users need; where the service starts before autoscaling owns the number. */
        readonly expected: number;
    };
    readonly readers: Bounds & { readonly expected: number };
    readonly database: DatabaseCapacity;
    /** Changes that restart the database happen at once; @default in dev at once, in prod in the maintenance window */
    readonly databaseApplyImmediately?: boolean;
    readonly cache: CachePlan;
    /** Bounds of the workers behind the cell's queue; a cell without them has no queue. */
    readonly workers?: Bounds;
    readonly connections: ConnectionBudget;
    readonly addresses: AddressPlan;
    /** One per zone, or one. */
    readonly natGateways: number;
    /** Whether AWS services get addresses in the cell's private subnets. */
    readonly interfaceEndpoints: boolean;
    /** Whether a canary asks the cell's door every few minutes. */
    readonly canary: boolean;
}

/** The sizes of an environment. */
export interface PlatformPlan {
    readonly cells: readonly CellPlan[];
    /** Users that all cells together can carry. */
    readonly capacityUsers: number;
}

/** The value, or the bound that it is beyond. */
export const clamp = (value: number, { min, max }: Bounds): number => Math.min(Math.max(value, min), max);

/** Tasks that this many users need, before any bound. */
export function tasksFor(users: number): number {
    return Math.ceil((users / 10_000) * taskLaw.tasksPerTenThousandUsers);
}

/** Workers that so many tasks of the service feed, before any bound. */
export function workersFedBy(tasks: number): number {
    return Math.ceil(tasks / eventLaw.tasksPerWorker);
}

/** Bounds of a queue's workers: two survive the loss of one, and the most follow from the tasks that feed them. */
export function workersFor(tasks: Bounds): Bounds {
    const min = serviceLaw.minTasks;
    return { min, max: Math.max(min, workersFedBy(tasks.max)) };
}

/** Users that this many tasks carry; a cell never takes more than {@link usersPerCell}. */
export function usersCarriedBy(tasks: number): number {
    return Math.min(Math.floor((tasks / taskLaw.tasksPerTenThousandUsers) * 10_000), usersPerCell);
}

/** Users that every one of these cells together can carry. */
export function capacityOf(cells: readonly { readonly tasks: Bounds }[]): number {
    return cells.reduce((sum, cell) => sum + usersCarriedBy(cell.tasks.max), 0);
}

/** Users whose home this cell is, when all are spread over the cells by what each can carry. */
export function shareOf(
    users: number,
    cell: { readonly tasks: Bounds },
    cells: readonly { readonly tasks: Bounds }[],
): number {
    return Math.ceil((users * usersCarriedBy(cell.tasks.max)) / capacityOf(cells));
}

/** The law's 100 connections per service, out of a database that keeps as many again for everything else. */
export function connectionBudget(maxTasks: number): ConnectionBudget {
    const fromProxy = connectionLaw.maxPerService;
    const databaseMax = 2 * fromProxy;
    return {
        fromTasks: maxTasks * connectionLaw.poolMaxPerTask,
        fromProxy,
        databaseMax,
        proxyPercent: (100 * fromProxy) / databaseMax,
        alarmAt: (databaseMax * connectionLaw.alarmPercentOfMax) / 100,
    };
}

/** Sizes one cell, of all of these, for its share of the users. */
export function planCell(
    cell: CellRequest,
    users: number,
    phase: Phase,
    cells: readonly Pick<CellRequest, "name" | "region">[],
): CellPlan {
    const { workers, globalSecondary } = cell;
    return {
        name: cell.name,
        region: cell.region,
        maintenanceDay: maintenanceDay(
            cell.name,
            cells.filter(({ region }) => region === cell.region).map(({ name }) => name),
        ),
        ...(cell.backupRegion === undefined ? {} : { backupRegion: cell.backupRegion }),
        ...(globalSecondary === undefined
            ? {}
            : {
                  globalSecondary: {
                      region: globalSecondary,
                      addresses: planSecondaryAddresses(cell.cidr, secondaryZones[globalSecondary]),
                  },
              }),
        users,
        capacityUsers: usersCarriedBy(cell.tasks.max),
        tasks: { ...cell.tasks, expected: clamp(tasksFor(users), cell.tasks) },
        readers: {
            ...cell.readers,
            expected: clamp(Math.ceil(users / readerLaw.usersPerReader), cell.readers),
        },
        database: cell.database,
        ...(cell.databaseApplyImmediately === undefined
            ? {}
            : { databaseApplyImmediately: cell.databaseApplyImmediately }),
        cache: cell.cache,
        ...(workers === undefined ? {} : { workers }),
        connections: connectionBudget(cell.tasks.max + (workers?.max ?? 0)),
        addresses: planAddresses(cell.cidr, regionZones[cell.region]),
        natGateways: phases[phase].natPerZone ? regionZones[cell.region].length : 1,
        interfaceEndpoints: phases[phase].interfaceEndpoints,
        canary: phases[phase].canary,
    };
}

/** Spreads the users evenly over the cells by what each can carry, and sizes every cell. */
export function planPlatform({ phase, users, cells }: PlatformRequest): PlatformPlan {
    return {
        cells: cells.map((cell) => planCell(cell, shareOf(users, cell, cells), phase, cells)),
        capacityUsers: capacityOf(cells),
    };
}

/** Bounds of the law, for refusals. */
export const lawBounds = {
    tasks: { min: serviceLaw.minTasks, max: serviceLaw.maxTasks },
    readers: { min: readerLaw.min, max: readerLaw.max },
} as const satisfies Record<string, Bounds>;
