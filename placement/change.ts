import { stateOf, type CellState, type ClosedState, type Organization, type Placement } from "./placement";

/** One thing that a new placement does to an organization or a cell. */
export type Change =
    | {
          readonly kind: "cell";
          readonly cell: string;
          readonly from: CellState;
          readonly to: CellState;
          /** What a cell that is down will be when it comes back, where that is not open. */
          readonly was?: ClosedState;
      }
    | {
          readonly kind: "placed";
          readonly organization: string;
          readonly users: number;
          readonly cell: string;
          readonly failover?: string;
      }
    | {
          readonly kind: "moved";
          readonly organization: string;
          readonly users: number;
          readonly from: string;
          readonly to: string;
      }
    | {
          readonly kind: "failover";
          readonly organization: string;
          readonly from?: string;
          readonly to?: string;
      }
    | { readonly kind: "writes"; readonly organization: string; readonly held: boolean }
    | { readonly kind: "resized"; readonly organization: string; readonly from: number; readonly to: number };

function organizationChanges(before: Organization | undefined, after: Organization): readonly Change[] {
    const { id: organization, users, cell, failover } = after;
    if (before === undefined) {
        return [
            {
                kind: "placed",
                organization,
                users,
                cell,
                ...(failover === undefined ? {} : { failover }),
            },
        ];
    }
    const changes: Change[] = [];
    if (before.users !== users)
        changes.push({ kind: "resized", organization, from: before.users, to: users });
    if (before.cell !== cell)
        changes.push({ kind: "moved", organization, users, from: before.cell, to: cell });
    if (before.failover !== failover) {
        changes.push({
            kind: "failover",
            organization,
            ...(before.failover === undefined ? {} : { from: before.failover }),
            ...(failover === undefined ? {} : { to: failover }),
        });
    }
    if (before.writes !== after.writes) {
        changes.push({ kind: "writes", organization, held: after.writes === "held" });
    }
    return changes;
}

/** What leads from one placement to the other: cells first, then organizations by id. */
export function changesBetween(before: Placement, after: Placement): readonly Change[] {
    const named = [...new Set([...Object.keys(before.cells), ...Object.keys(after.cells)])].sort();
    const known = new Map(before.organizations.map((one) => [one.id, one]));
    return [
        ...named.flatMap((cell): readonly Change[] => {
            const [from, to] = [stateOf(before, cell), stateOf(after, cell)];
            const was = after.cells[cell]?.was;
            if (from === to && was === before.cells[cell]?.was) return [];
            return [{ kind: "cell", cell, from, to, ...(was === undefined ? {} : { was }) }];
        }),
        ...after.organizations.flatMap((one) => organizationChanges(known.get(one.id), one)),
    ];
}
