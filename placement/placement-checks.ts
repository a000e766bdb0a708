import { showValue, type Finding } from "../stacks/finding";
import { nearest } from "../stacks/nearest";
import { listOf } from "../stacks/strict-readers";
import { cellLoads, type CellSite } from "./placement";
import type { Listed, PlacementDraft } from "./placement-schema";

/** How to name a cell that there is. */
function cellRemedy(name: string, known: readonly string[]): string {
    const near = nearest(name, known);
    return near === undefined ? "write the name of a cell of the settings" : `did you mean ${near}?`;
}

function unknownStates({ cells }: PlacementDraft, sites: readonly CellSite[]): readonly Finding[] {
    const known = sites.map(({ name }) => name);
    return Object.keys(cells)
        .filter((name) => !known.includes(name))
        .map((name) => ({
            at: ["cells", name],
            got: "a cell that the settings do not have",
            expected: "cells of the settings",
            remedy: `remove it, or ${cellRemedy(name, known)}`,
        }));
}

function needlessMemories({ cells }: PlacementDraft): readonly Finding[] {
    return Object.entries(cells)
        .filter(([, { state, was }]) => state !== "down" && was !== undefined)
        .map(([name, { state, was }]) => ({
            at: ["cells", name, "was"],
            got: `${showValue(was)} for a cell that is ${state}`,
            expected: "it for a cell that is down: what it comes back as",
            remedy: "remove it",
        }));
}

function repeatedIds({ organizations }: PlacementDraft): readonly Finding[] {
    const first = new Map<string, number>();
    return organizations.flatMap(({ index, organization: { id } }) => {
        const earlier = first.get(id);
        if (earlier === undefined) {
            first.set(id, index);
            return [];
        }
        return [
            {
                at: ["organizations", index, "id"],
                got: showValue(id),
                expected: `an id that no other has, and organizations[${earlier}] has it`,
                remedy: "remove the one that is wrong",
            },
        ];
    });
}

/** The cell that a field names: one of the settings', in the organization's zone. */
function cellMistake(
    { index, organization }: Listed,
    key: "cell" | "failover",
    sites: readonly CellSite[],
): readonly Finding[] {
    const name = organization[key];
    if (name === undefined) return [];
    const at = ["organizations", index, key];
    const { id, zone } = organization;
    const site = sites.find((one) => one.name === name);
    const inZone = sites.filter((one) => one.zone === zone).map((one) => one.name);
    if (site === undefined) {
        return [
            {
                at,
                got: `${showValue(name)} for ${id}`,
                expected: "a cell of the settings",
                remedy: cellRemedy(name, inZone),
            },
        ];
    }
    if (site.zone !== zone) {
        const remedy = inZone.length === 0 ? `add a cell there first` : `write ${listOf(inZone)}`;
        return [
            {
                at,
                got: `${showValue(name)} for ${id}, in zone ${site.zone}`,
                expected: `a cell of zone ${zone}, which ${id} never leaves`,
                remedy,
            },
        ];
    }
    if (key === "failover" && name === organization.cell) {
        return [
            {
                at,
                got: `${showValue(name)} for ${id}`,
                expected: "another cell than its home",
                remedy: "name another, or remove it",
            },
        ];
    }
    return [];
}

function overfullCells(draft: PlacementDraft, sites: readonly CellSite[]): readonly Finding[] {
    const organizations = draft.organizations.map(({ organization }) => organization);
    return cellLoads({ version: 0, cells: draft.cells, organizations }, sites)
        .filter(({ users, site }) => users > site.capacityUsers)
        .map(({ users, site }) => ({
            at: ["organizations"],
            got: `${users} users in ${site.name}`,
            expected: `at most ${site.capacityUsers}, which its tasks carry`,
            remedy: `move organizations of ${users - site.capacityUsers} users or more to other cells, or raise its tasks.max as far as the law goes`,
        }));
}

/** Whatever is wrong between values that are right by themselves, and between them and the settings' cells. */
export function placementMistakes(draft: PlacementDraft, sites: readonly CellSite[]): readonly Finding[] {
    return [
        ...unknownStates(draft, sites),
        ...needlessMemories(draft),
        ...repeatedIds(draft),
        ...draft.organizations.flatMap((listed) => [
            ...cellMistake(listed, "cell", sites),
            ...cellMistake(listed, "failover", sites),
        ]),
        ...overfullCells(draft, sites),
    ];
}
