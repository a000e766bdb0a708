import { acuLimits } from "../strategy/acu";
import { connectionLaw } from "../strategy/law";
import { lawBounds, type Bounds, type DatabaseCapacity } from "../strategy/plan";
import { identifierLimits, identifierMistake } from "./aws-identifier";

/** Days that AWS keeps automatic backups at most; Aurora has no way to turn them off. */
export const backupDayLimits = { min: 1, max: 35 } as const;

/** GiB of memory of a "large" instance, by the first letter of its family. */
const largeMemoryGiB: Readonly<Record<string, number>> = { t: 8, r: 16, x: 32 };

/**
 * Memory in GiB of an Aurora instance class; undefined when it is none. Within a family it doubles with
 * every size ("Hardware specifications for DB instance classes for Aurora", Aurora user guide).
 */
export function instanceMemoryGiB(instanceClass: string): number | undefined {
    const match = /^db\.([trx])\d[a-z]*\.(?:(medium)|(large)|(\d*)xlarge)$/.exec(instanceClass);
    if (match === null) return undefined;
    const [, family = "", medium, large, times] = match;
    const ofLarge = largeMemoryGiB[family];
    if (ofLarge === undefined) return undefined;
    if (medium !== undefined) return ofLarge / 2;
    return large === undefined ? 2 * ofLarge * Number(times === "" ? 1 : times) : ofLarge;
}

/**
 * GiB of the disk for temporary files and logs of an instance with this much memory: twice as many, to within an eighth for
 * every class (db.t4g.medium 8.13, db.r6g.large 32, db.x2g.16xlarge 1829; "Temporary storage limits for Aurora
 * PostgreSQL", Aurora user guide).
 */
export function instanceDiskGiB(memoryGiB: number): number {
    return 2 * memoryGiB;
}

/** What of an AuroraDatabase's arguments can be wrong. */
export interface DatabaseShape {
    readonly identifier: string;
    readonly capacity: DatabaseCapacity;
    readonly readers: Bounds;
    readonly backupRetentionDays: number;
}

/** The longest suffix that an identifier of the database gets. */
const longestSuffix = `-database-reader-${lawBounds.readers.max}`;

const isWholeBetween = (value: number, { min, max }: Bounds): boolean =>
    Number.isInteger(value) && value >= min && value <= max;

function readerMistakes({ min, max }: Bounds): readonly string[] {
    const law = lawBounds.readers;
    const mistakes: string[] = [];
    if (!isWholeBetween(min, law)) {
        mistakes.push(
            `readers.min must be a whole number from ${law.min} to ${law.max}, got ${min}; ` +
                `without a reader a failed writer is an outage of minutes`,
        );
    }
    if (!isWholeBetween(max, law)) {
        mistakes.push(
            `readers.max must be a whole number from ${law.min} to ${law.max}, got ${max}; ` +
                `beyond it take a larger class or another cell`,
        );
    }
    if (min > max) {
        mistakes.push(
            `readers.min must not exceed readers.max, got ${min} and ${max}; raise one or lower the other`,
        );
    }
    return mistakes;
}

/** The refusal of an instance class that {@link instanceMemoryGiB} does not know. */
export function instanceClassMistake(instanceClass: string): string {
    return (
        `capacity.instanceClass must be a class of Aurora such as db.r6g.large, got "${instanceClass}"; ` +
        `for db.serverless ask for kind "serverless" and its ACU bounds`
    );
}

function capacityMistakes(capacity: DatabaseCapacity): readonly string[] {
    if (capacity.kind === "provisioned") {
        const { instanceClass } = capacity;
        return instanceMemoryGiB(instanceClass) === undefined ? [instanceClassMistake(instanceClass)] : [];
    }
    const { minAcu, maxAcu } = capacity;
    const mistakes: string[] = [];
    const inSteps = (acu: number, least: number): boolean =>
        acu >= least && acu <= acuLimits.max && Number.isInteger(acu / acuLimits.step);
    if (!inSteps(minAcu, acuLimits.min)) {
        mistakes.push(
            `capacity.minAcu must be a multiple of ${acuLimits.step} from ${acuLimits.min} to ${acuLimits.max}, ` +
                `got ${minAcu}; at 0 the database pauses and takes longer to wake than the ` +
                `${connectionLaw.poolConnectTimeoutMilliseconds} ms that a pool waits`,
        );
    }
    if (!inSteps(maxAcu, acuLimits.leastMax)) {
        mistakes.push(
            `capacity.maxAcu must be a multiple of ${acuLimits.step} from ${acuLimits.leastMax} to ` +
                `${acuLimits.max}, got ${maxAcu}; one unit is about 2 GiB of memory`,
        );
    }
    if (minAcu > maxAcu) {
        mistakes.push(
            `capacity.minAcu must not exceed capacity.maxAcu, got ${minAcu} and ${maxAcu}; raise one or lower the other`,
        );
    }
    return mistakes;
}

/** What AWS or the law would refuse; empty when nothing is wrong. */
export function databaseMistakes(shape: DatabaseShape): readonly string[] {
    const { identifier, capacity, readers, backupRetentionDays } = shape;
    const name = identifierMistake({
        argument: "identifier",
        value: identifier,
        suffix: longestSuffix,
        limit: identifierLimits.rds,
    });
    return [
        ...(name === undefined ? [] : [name]),
        ...capacityMistakes(capacity),
        ...readerMistakes(readers),
        ...(isWholeBetween(backupRetentionDays, backupDayLimits)
            ? []
            : [
                  `backupRetentionDays must be a whole number from ${backupDayLimits.min} to ${backupDayLimits.max}, ` +
                      `got ${backupRetentionDays}; keep backups longer with AWS Backup`,
              ]),
    ];
}
