import type { MigrationBundle } from "../migrator/bundle";
import type { PlatformPlan } from "../strategy/plan";
import { buildCell } from "./cell";
import { buildEdge } from "./edge";
import { regionProviders } from "./region-provider";
import type { Settings } from "./settings";

/** An environment whole in one stack: every cell, then the edge in front of them. */
export function buildEnvironment(
    settings: Settings,
    plan: PlatformPlan,
    migrations: MigrationBundle,
): Record<string, unknown> {
    const providerOf = regionProviders(settings);
    const cells = plan.cells.map((cell) => ({
        name: cell.name,
        outputs: buildCell(settings, cell, migrations, providerOf),
    }));
    const outputs = Object.fromEntries(cells.map((cell) => [cell.name, cell.outputs]));
    return { ...buildEdge(settings, outputs, providerOf), cells: outputs };
}
