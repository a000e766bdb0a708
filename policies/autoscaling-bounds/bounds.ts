import { shown } from "../graph";
import { unknown, type Report } from "../rule";
import type { ScalableTarget } from "./scaling";

/** Reports a target whose minimum or maximum is absent, unknown, or outside what the law allows. */
export function checkBounds(target: ScalableTarget, law: { min: number; max: number }, report: Report): void {
    const { resource, min, max } = target;
    for (const [property, value] of [
        ["minCapacity", min],
        ["maxCapacity", max],
    ] as const) {
        if (value === unknown) {
            report.undecided(resource, `${property} is ${shown(value)}`);
        } else if (value === undefined || value < law.min || value > law.max) {
            report.violation(
                resource,
                `${property} is ${shown(value)}; it must be from ${law.min} to ${law.max}`,
            );
        }
    }
    if (typeof min === "number" && typeof max === "number" && min > max) {
        report.violation(resource, `minCapacity ${min} is above maxCapacity ${max}; it must not be`);
    }
}

/** Targets by name, for a message. */
export function namesOf(targets: readonly ScalableTarget[]): string {
    return targets.map(({ resource }) => resource.name).join(", ");
}
