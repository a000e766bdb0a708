import { cellSites, type CellSite, type Organization, type Placement } from "../../placement/placement";
import type { Region } from "../../strategy/regions";

/** Cells by name, in regions; 50 tasks each unless the name says fewer. */
export function sites(
    ...cells: readonly (readonly [name: string, region: Region, maxTasks?: number])[]
): readonly CellSite[] {
    return cellSites(
        cells.map(([name, region, max = 50]) => ({
            name,
            region,
            tasks: { min: 2, max, spotPercent: 0, floors: [] },
        })),
    );
}

/** Two regions of the EU, one of the US, one of Singapore. */
export const fourRegions = sites(
    ["eu-west-1-c1", "eu-west-1"],
    ["eu-west-1-c2", "eu-west-1"],
    ["eu-central-1-c1", "eu-central-1"],
    ["us-east-1-c1", "us-east-1"],
    ["ap-southeast-1-c1", "ap-southeast-1"],
);

/** An organization of the EU, unless it is said otherwise. */
export function organization(
    id: string,
    cell: string,
    users: number,
    more: Partial<Organization> = {},
): Organization {
    return { id, zone: "eu", users, cell, ...more };
}

/** A placement of these, version 7, all cells open unless it is said otherwise. */
export function placementOf(
    organizations: readonly Organization[],
    cells: Placement["cells"] = {},
): Placement {
    return { version: 7, cells, organizations };
}
