import { instanceMemoryGiB } from "../components/database-capacity";
import { acuLimits, gibPerAcu } from "../strategy/acu";
import { connectionsCarriedBy, memoryFor } from "../strategy/connections";
import type { Phase } from "../strategy/law";
import { connectionBudget, type DatabaseCapacity } from "../strategy/plan";
import type { PlacedCell } from "./cell-checks";
import type { Finding } from "./finding";
import { databaseOf, tasksOf } from "./settings-defaults";

/** GiB of an instance at its largest; undefined of a class whose memory is not known. */
export function memoryOf(database: DatabaseCapacity): number | undefined {
    return database.kind === "provisioned"
        ? instanceMemoryGiB(database.instanceClass)
        : database.maxAcu * gibPerAcu;
}

/**
 * A database that is too small for the connections that it is told to take (docs/adr/0009). Tasks never ask for more:
 * whatever their number, their pools end at the proxy, and its share, the rest and the alarm follow from the law alone. So only
 * memory can be too little, and only of a serverless maximum: every class that the settings take carries more than
 * twice as many (tests/stacks/settings-connections.spec.ts goes through all of both).
 */
export function connectionMistakes({ at, cell }: PlacedCell, phase: Phase): readonly Finding[] {
    // Whoever states no maximum gets the plan's, which is never this small.
    const database = databaseOf(cell, phase, 1);
    const memory = memoryOf(database);
    const { databaseMax, fromProxy } = connectionBudget(tasksOf(cell).max);
    if (memory === undefined || connectionsCarriedBy(memory) >= databaseMax) return [];
    const serverless = database.kind === "serverless";
    const least = Math.ceil(memoryFor(databaseMax) / gibPerAcu / acuLimits.step) * acuLimits.step;
    return [
        {
            at: [...at, "database", serverless ? "maxAcu" : "instanceClass"],
            got: `${serverless ? database.maxAcu : database.instanceClass}, whose ${memory} GiB carry ${connectionsCarriedBy(memory)} connections`,
            expected: `memory for ${databaseMax} connections: ${fromProxy} of the proxy, and as many of everything else`,
            remedy: serverless
                ? `raise it to ${least}, or remove it for the plan's own`
                : "use a larger class, such as db.t4g.medium",
        },
    ];
}
