import { overlaps, parseCidr, secondaryAddresses, secondaryCidr } from "../strategy/address-plan";
import { secondaryPlaces } from "../strategy/regions";
import type { PlacedCell } from "./cell-checks";
import { showValue, type Finding } from "./finding";
import { databaseOf, usersOf } from "./settings-defaults";
import type { Draft } from "./settings-schema";
import { listOf } from "./strict-readers";

/**
 * ACU. The least minimum of a serverless cluster in a Global Database ("Configuration requirements of an Amazon Aurora
 * global database", Aurora user guide).
 */
export const leastGlobalAcu = 8;

/** Classes that carry a Global Database: optimized for memory, db.r5 or higher (the same page). */
const globalClass = /^db\.(r[5-9]|x)/;

/** A secondary stays under the law of the data, as the copies of its backups do. */
function regionMistakes({ at, cell }: PlacedCell): readonly Finding[] {
    const { region, globalSecondary } = cell;
    if (region === undefined || globalSecondary === undefined) return [];
    const places = secondaryPlaces(region);
    if (places.includes(globalSecondary)) return [];
    return [
        {
            at: [...at, "globalSecondary"],
            got: showValue(globalSecondary),
            expected: `${listOf(places)}, ${
                globalSecondary === region
                    ? "so that the secondary outlives the cell's region"
                    : `where ${region}'s data may go`
            }`,
            remedy: "choose one of them, or remove it for no secondary",
        },
    ];
}

/** AWS takes no small instances into a Global Database. */
function capacityMistakes({ at, cell }: PlacedCell, { phase, users, cells }: Draft): readonly Finding[] {
    if (phase === undefined) return [];
    const share = users === undefined || cells === undefined ? undefined : usersOf(cell, users, cells);
    // Without users the class is known all the same, and a minimum only where the cell says one.
    const database = databaseOf(cell, phase, share ?? 1);
    if (database.kind === "provisioned") {
        if (globalClass.test(database.instanceClass)) return [];
        return [
            {
                at: [...at, "database", "instanceClass"],
                got: showValue(database.instanceClass),
                expected:
                    "db.r5 or higher, or db.x…, because globalSecondary needs a class optimized for memory",
                remedy: "use db.r6g.large, or remove globalSecondary",
            },
        ];
    }
    if (share === undefined && cell.database?.minAcu === undefined) return [];
    if (database.minAcu >= leastGlobalAcu) return [];
    return [
        {
            at: [...at, "database", "minAcu"],
            got: String(database.minAcu),
            expected: `at least ${leastGlobalAcu}, because a serverless database with globalSecondary needs it`,
            remedy: `set it to ${leastGlobalAcu}, or remove globalSecondary`,
        },
    ];
}

/** The secondary's network follows from the cell's and must be nobody else's. */
function addressMistakes({ at, cell }: PlacedCell, { cells }: Draft): readonly Finding[] {
    if (cell.cidr === undefined) return [];
    const own = secondaryCidr(cell.cidr);
    const { cells: home, secondaries } = secondaryAddresses;
    if (own === undefined) {
        return [
            {
                at: [...at, "cidr"],
                got: showValue(cell.cidr),
                expected: `a block inside ${home}, because the secondary's own in ${secondaries} follows from it`,
                remedy: `choose one inside ${home}, or remove globalSecondary`,
            },
        ];
    }
    const block = parseCidr(own);
    const taken = (cells ?? []).find((other) => {
        const theirs = parseCidr(other?.cidr ?? "");
        return block !== undefined && theirs !== undefined && overlaps(block, theirs);
    });
    if (taken === undefined) return [];
    return [
        {
            at: [...at, "globalSecondary"],
            got: `${showValue(cell.globalSecondary)}, whose network is ${own}`,
            expected: `a network of its own, and ${taken.name ?? "another cell"} has ${String(taken.cidr)}`,
            remedy: `move one of the two cells inside ${home}`,
        },
    ];
}

/** Whatever speaks against a secondary of the cell's database; nothing where none is asked for. */
export function secondaryMistakes(placed: PlacedCell, draft: Draft): readonly Finding[] {
    if (placed.cell.globalSecondary === undefined) return [];
    return [...regionMistakes(placed), ...capacityMistakes(placed, draft), ...addressMistakes(placed, draft)];
}
