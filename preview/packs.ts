import { rules as autoscalingBounds } from "../policies/autoscaling-bounds/rules";
import { rules as cellIsolation } from "../policies/cell-isolation/rules";
import { rules as hipaaSafeguards } from "../policies/hipaa-safeguards/rules";
import { rules as indexesAsMigrations } from "../policies/indexes-as-migrations/rules";
import { rules as uptimeAlarms } from "../policies/uptime-alarms/rules";
import { toStackPolicy } from "../policies/rule";
import type { StackValidationPolicy } from "@pulumi/policy";

/** A policy pack as `--policy-pack policies/<name>` would run it. */
export interface Pack {
    readonly name: string;
    readonly policies: readonly StackValidationPolicy[];
}

/** Every pack of the repository. */
export const packs: readonly Pack[] = [
    { name: "autoscaling-bounds", policies: autoscalingBounds.map((rule) => toStackPolicy(rule)) },
    { name: "cell-isolation", policies: cellIsolation.map((rule) => toStackPolicy(rule)) },
    { name: "hipaa-safeguards", policies: hipaaSafeguards.map((rule) => toStackPolicy(rule)) },
    { name: "indexes-as-migrations", policies: indexesAsMigrations.map((rule) => toStackPolicy(rule)) },
    { name: "uptime-alarms", policies: uptimeAlarms.map((rule) => toStackPolicy(rule)) },
];
