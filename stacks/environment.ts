import type * as pulumi from "@pulumi/pulumi";
import type { PlatformPlan } from "../strategy/plan";
import { edgeRegion } from "../strategy/regions";
import { buildCell } from "./cell";
import { buildEdge } from "./edge";
import { regionProviders } from "./region-provider";
import type { Settings } from "./settings";

/** An environment whole in one stack: every cell, then the edge in front of them. */
export function buildEnvironment(settings: Settings, plan: PlatformPlan): Record<string, unknown> {
    const providerOf = regionProviders(settings);
    const cells = plan.cells.map((cell) => ({
        name: cell.name,
        outputs: buildCell(settings, cell, providerOf),
    }));
    const loadBalancerArns = Object.fromEntries(
        cells.map(({ name, outputs }): [string, pulumi.Output<string>] => [name, outputs.loadBalancerArn]),
    );
    return {
        ...buildEdge(settings, loadBalancerArns, providerOf(edgeRegion)),
        cells: Object.fromEntries(cells.map(({ name, outputs }) => [name, outputs])),
    };
}
