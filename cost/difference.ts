import type { DifferenceSection, Measurement } from "../preview/compare/sections";
import type { Amounts } from "../capacity/scenario";

/** What {@link costSection} reads of the part `cost` of a preview's JSON. */
interface CostPart {
    readonly total: Amounts;
    readonly perThousandUsers: number | null;
    readonly cells: Readonly<Record<string, Amounts>>;
    readonly edge: Amounts;
}

const unit = "$/month";

function measure(key: string, label: string, { floor, expected, ceiling }: Amounts): readonly Measurement[] {
    return Object.entries({ floor, expected, ceiling }).map(([scenario, value]) => ({
        key: `${key}.${scenario}`,
        label: `${label}, ${scenario}`,
        unit,
        value: Math.round(value),
    }));
}

/** Cost in a comparison: in whole dollars, for all, the edge and each cell. */
export const costSection: DifferenceSection = {
    title: "cost",
    part: "cost",
    measure: (part) => {
        const { total, perThousandUsers, cells, edge } = part as CostPart;
        return [
            ...measure("total", "all", total),
            ...(perThousandUsers === null
                ? []
                : [
                      {
                          key: "perThousandUsers",
                          label: "for 1,000 users, expected",
                          unit,
                          value: Math.round(perThousandUsers * 100) / 100,
                      },
                  ]),
            ...measure("edge", "edge", edge),
            ...Object.entries(cells).flatMap(([name, amounts]) =>
                measure(`cells.${name}`, `${name}: cost`, amounts),
            ),
        ];
    },
};
