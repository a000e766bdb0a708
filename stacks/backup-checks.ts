import { copyPlaces, defaultCopyRegion } from "../strategy/regions";
import type { PlacedCell } from "./cell-checks";
import { showValue, type Finding } from "./finding";
import type { Draft } from "./settings-schema";
import { listOf } from "./strict-readers";

/** Copies of backups outlive the cell's region, and stay under the law of the data that they hold. */
export function backupMistakes(
    { at, cell }: PlacedCell,
    environment: Draft["environment"],
): readonly Finding[] {
    const { region, backupRegion } = cell;
    if (environment === undefined || region === undefined) return [];
    const place = { at: [...at, "backupRegion"], got: showValue(backupRegion) };
    if (environment === "dev") {
        if (backupRegion === undefined) return [];
        return [{ ...place, expected: "nothing in dev, which keeps no copies", remedy: "remove it" }];
    }
    const { regions, abroad } = copyPlaces[region];
    if (backupRegion === undefined) {
        if (abroad === undefined) return [];
        return [
            {
                ...place,
                expected: `${listOf(regions)}, because ${abroad} and a copy leaves the country`,
                remedy: "choose the one that your contracts allow",
            },
        ];
    }
    if (regions.includes(backupRegion)) return [];
    const other = defaultCopyRegion(region);
    const reason =
        backupRegion === region
            ? "so that the copy outlives the cell's region"
            : `where ${region}'s data may go`;
    return [
        {
            ...place,
            expected: `${listOf(regions)}, ${reason}`,
            remedy: `choose one of them${other === undefined ? "" : `, or remove it for ${other}`}`,
        },
    ];
}
