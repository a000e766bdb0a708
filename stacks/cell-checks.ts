import { planAddresses, privateAddressesNeeded, usableAddresses } from "../strategy/address-plan";
import { floorFaults } from "../strategy/floors";
import { phases, readerLaw, type Phase } from "../strategy/law";
import type { Bounds } from "../strategy/plan";
import { edgeRegion, regionZones } from "../strategy/regions";
import { backupMistakes } from "./backup-checks";
import { cacheMistakes } from "./cache-checks";
import { connectionMistakes } from "./connection-checks";
import { showValue, type Finding } from "./finding";
import { secondaryMistakes } from "./secondary-checks";
import { databaseKindOf, databaseOf, readersOf, tasksOf, usersOf, workersOf } from "./settings-defaults";
import type { CellDraft, Draft } from "./settings-schema";

/** A cell with its place in the settings. */
export interface PlacedCell {
    readonly at: readonly PropertyKey[];
    readonly cell: CellDraft;
}

/** Cells that could be read, each with its place. */
export function placedCells({ cells }: Draft): readonly PlacedCell[] {
    return (cells ?? []).flatMap((cell, index) =>
        cell === undefined ? [] : [{ at: ["cells", index], cell }],
    );
}

/** ACU. The less an instance has, the slower it scales out (Aurora user guide, "Choosing the minimum"). */
const leastProdAcu = 1;

function boundsMistake(at: readonly PropertyKey[], { min, max }: Bounds, unit = ""): readonly Finding[] {
    if (min <= max) return [];
    return [
        {
            at,
            got: `a minimum of ${min}${unit} and a maximum of ${max}${unit}`,
            expected: "a minimum no greater than the maximum",
            remedy: `lower min to ${max}, or raise max to ${min}`,
        },
    ];
}

/** In prod the phase's minimum is a floor: it is what the strategy promises its users. */
function readerMistakes(
    { at, cell }: PlacedCell,
    environment: Draft["environment"],
    phase: Phase,
): readonly Finding[] {
    const floor = environment === "prod" ? phases[phase].minReaders : readerLaw.min;
    const { min, max } = readersOf(cell, phase);
    if (min < floor) {
        return [
            {
                at: [...at, "readers", "min"],
                got: String(min),
                expected: `at least ${floor} in prod, the minimum of phase ${phase}`,
                remedy: `raise it to ${floor}, or remove it for the phase's own`,
            },
        ];
    }
    const findings = boundsMistake([...at, "readers"], { min, max });
    return max < floor ? findings.map((one) => ({ ...one, remedy: `raise max to ${min}` })) : findings;
}

function workerMistakes({ at, cell }: PlacedCell, phase: Phase): readonly Finding[] {
    const workers = workersOf(cell, phase);
    return workers === undefined ? [] : boundsMistake([...at, "workers"], workers);
}

/** Provisioned and serverless exclude each other, and each has keys of its own. */
function databaseChoice({ at, cell }: PlacedCell, phase: Phase): readonly Finding[] {
    const { kind, instanceClass, minAcu, maxAcu } = cell.database ?? {};
    const actual = databaseKindOf(cell, phase);
    const origin = kind === undefined ? `, which phase ${phase} presets` : "";
    const place = [...at, "database"];
    if (actual === "serverless" && instanceClass !== undefined) {
        return [
            {
                at: place,
                got: `instanceClass ${instanceClass} with kind serverless${origin}`,
                expected: "minAcu and maxAcu alone: a serverless database has no class",
                remedy: "remove instanceClass, or set kind: provisioned",
            },
        ];
    }
    const given = minAcu ?? maxAcu;
    if (actual === "provisioned" && given !== undefined) {
        return [
            {
                at: place,
                got: `${minAcu === undefined ? "maxAcu" : "minAcu"} ${given} with kind provisioned${origin}`,
                expected: "instanceClass alone: capacity units belong to a serverless database",
                remedy: "remove minAcu and maxAcu, or set kind: serverless",
            },
        ];
    }
    return [];
}

function acuMistakes({ at, cell }: PlacedCell, draft: Draft, phase: Phase): readonly Finding[] {
    const { environment, users, cells } = draft;
    if (databaseKindOf(cell, phase) !== "serverless") return [];
    const place = [...at, "database"];
    const min = cell.database?.minAcu;
    if (environment === "prod" && min !== undefined && min < leastProdAcu) {
        return [
            {
                at: [...place, "minAcu"],
                got: String(min),
                expected: `at least ${leastProdAcu} in prod, because from less it scales out too slowly`,
                remedy: `raise it to ${leastProdAcu}, or remove it for the plan's own`,
            },
        ];
    }
    if (users === undefined || cells === undefined) return [];
    const database = databaseOf(cell, phase, usersOf(cell, users, cells));
    if (database.kind !== "serverless") return [];
    return boundsMistake(place, { min: database.minAcu, max: database.maxAcu }, " ACU").map((finding) => ({
        ...finding,
        remedy: `lower minAcu to ${database.maxAcu}, or raise maxAcu to ${database.minAcu}`,
    }));
}

/** Floors raise the minimum within the cell's bounds, and never two at once. */
function floorMistakes({ at, cell }: PlacedCell): readonly Finding[] {
    return floorFaults(cell.tasks?.floors ?? [], tasksOf(cell)).map(({ index, key, ...fault }) => ({
        ...fault,
        at: [...at, "tasks", "floors", index, ...(key === undefined ? [] : [key])],
    }));
}

/** A private subnet must hold its zone's tasks and workers, twice over while a deployment rolls. */
function subnetSize({ at, cell }: PlacedCell, phase: Phase | undefined): readonly Finding[] {
    if (cell.cidr === undefined) return [];
    const workers = phase === undefined ? undefined : workersOf(cell, phase);
    const max = tasksOf(cell).max + (workers?.max ?? 0);
    const needed = privateAddressesNeeded(max);
    // Zones of any region will do: only the sizes count.
    const [zone] = planAddresses(cell.cidr, regionZones[edgeRegion]).zones;
    const usable = usableAddresses(zone?.private ?? "");
    if (usable >= needed) return [];
    return [
        {
            at: [...at, "cidr"],
            got: `${showValue(cell.cidr)}, whose private subnets have ${usable} addresses each`,
            expected:
                `${needed} in each, for ${max} tasks${workers === undefined ? "" : " and workers"} ` +
                `deployed by doubling over three zones`,
            remedy: "use a larger block, or lower tasks.max",
        },
    ];
}

/** Whatever is wrong inside one cell though each value by itself is right. */
export function cellMistakes(draft: Draft): readonly Finding[] {
    const { phase } = draft;
    return placedCells(draft).flatMap((placed) => [
        ...boundsMistake([...placed.at, "tasks"], tasksOf(placed.cell)),
        ...floorMistakes(placed),
        ...subnetSize(placed, phase),
        ...backupMistakes(placed, draft.environment),
        ...secondaryMistakes(placed, draft),
        ...(phase === undefined
            ? []
            : [
                  ...workerMistakes(placed, phase),
                  ...readerMistakes(placed, draft.environment, phase),
                  ...databaseChoice(placed, phase),
                  ...acuMistakes(placed, draft, phase),
                  ...connectionMistakes(placed, phase),
                  ...cacheMistakes(placed, phase),
              ]),
    ]);
}
