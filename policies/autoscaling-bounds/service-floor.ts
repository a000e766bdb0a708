import { serviceLaw } from "../../strategy/law";
import { whole, type SettingsOf } from "../config";
import { clusterNameOf, clusterOf, clustersOf, clusterType, serviceType } from "../ecs";
import {
    attribute,
    field,
    input,
    inputAt,
    itemsOf,
    numberOf,
    refersTo,
    shown,
    sourcesOf,
    textOf,
    type Reading,
} from "../graph";
import { unknown, type GraphResource, type Rule, type StackGraph } from "../rule";
import { desiredCount, scalingOf, type ScalableTarget } from "./scaling";

const actionType = "aws:appautoscaling/scheduledAction:ScheduledAction";
const capacityType = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";

interface Share {
    readonly provider: Reading<string>;
    readonly base: Reading<number>;
    readonly weight: Reading<number>;
}

function sharesOf(strategies: unknown): readonly Share[] | typeof unknown {
    const items = itemsOf(strategies);
    if (items === unknown) return unknown;
    return items.map((item) => ({
        provider: textOf(field(item, "capacityProvider")),
        base: numberOf(field(item, "base")) ?? 0,
        weight: numberOf(field(item, "weight")) ?? 0,
    }));
}

/** The strategy that places a service's tasks: its own, else its cluster's; none with a launch type. */
function strategyOf(stack: StackGraph, service: GraphResource): readonly Share[] | typeof unknown {
    const own = input(service, "capacityProviderStrategies");
    if (own !== undefined) return sharesOf(own);
    if (input(service, "launchType") !== undefined) return [];
    const cluster = clusterOf(service, clustersOf(stack));
    const name = clusterNameOf(service);
    const capacity = stack.ofType(capacityType).find((candidate) => {
        const sources = sourcesOf(candidate, "clusterName", [clusterType]);
        if (typeof cluster === "object" && sources.includes(cluster)) return true;
        return name !== unknown && attribute(candidate, "clusterName") === name;
    });
    return capacity === undefined ? [] : sharesOf(input(capacity, "defaultCapacityProviderStrategies"));
}

/**
 * Least tasks that a target keeps. Where scheduled actions move its minimum, which the program then ignores changes of, a refresh
 * shows what the clock has set last: the least that an action sets counts.
 */
function minimumOf(stack: StackGraph, { resource, min }: ScalableTarget): Reading<number> {
    if (!(resource.opts.ignoreChanges ?? []).includes("minCapacity")) return min;
    const set = stack
        .ofType(actionType)
        .filter((action) => refersTo(action, "resourceId", resource, ["resourceId"]) !== false)
        .map((action) => numberOf(inputAt(action, "scalableTargetAction.minCapacity")));
    const known = set.filter((value) => typeof value === "number");
    if (set.includes(unknown)) return unknown;
    return known.length === 0 ? min : Math.min(...known);
}

function floorOf(stack: StackGraph, service: GraphResource, least: number): number | typeof unknown {
    const mins = scalingOf(stack)
        .targetsOf(service, desiredCount)
        .certain.map((target) => minimumOf(stack, target));
    const known = mins.filter((min) => typeof min === "number");
    if (known.length > 0) return Math.max(...known);
    return mins.includes(unknown) ? unknown : least;
}

const settings = {
    properties: {
        minTasks: whole(
            serviceLaw.minTasks,
            [0, 5_000],
            "Tasks that must be on demand where no target states a minimum.",
        ),
    },
};

/** AWS takes Spot tasks back two minutes after it says so, and all of them at once when capacity is short. */
export const serviceKeepsOnDemandFloor: Rule<SettingsOf<typeof settings>> = {
    name: "service-keeps-on-demand-floor",
    description: "A service on Fargate Spot must keep the minimum of its target on demand.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        'Add { capacityProvider: "FARGATE", base: <the target\'s minCapacity> } to capacityProviderStrategies.',
    frameworks: { wellArchitected: ["REL07-BP01", "PERF02-BP04"] },
    subjects: [serviceType],
    configSchema: settings,
    check: (stack, report, { minTasks }) => {
        for (const service of stack.ofType(serviceType)) {
            const shares = strategyOf(stack, service);
            if (shares === unknown || shares.some(({ provider }) => provider === unknown)) {
                report.undecided(service, "capacityProviderStrategies are not known before the update");
                continue;
            }
            const spot = shares.filter(({ provider }) => provider === "FARGATE_SPOT");
            if (!spot.some(({ base, weight }) => base !== 0 || weight !== 0)) continue;
            const base = shares.find(({ provider }) => provider === "FARGATE")?.base;
            const floor = floorOf(stack, service, minTasks);
            if (base === undefined) {
                report.violation(
                    service,
                    `it runs on FARGATE_SPOT without FARGATE; FARGATE must carry a base of ${shown(floor)}`,
                );
            } else if (base === unknown || floor === unknown) {
                report.undecided(
                    service,
                    "the FARGATE base or the target's minCapacity is not known before the update",
                );
            } else if (base < floor) {
                report.violation(
                    service,
                    `the FARGATE base is ${base}; it must be at least ${floor}, the least number of tasks`,
                );
            }
        }
    },
};
