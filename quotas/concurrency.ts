import { numberAt } from "../preview/input-reading";
import type { RecordedGraph } from "../preview/recorded-graph";
import type { Use } from "./use";

/**
 * Executions that AWS keeps for the functions of a region that reserve none; a reservation that leaves fewer is refused
 * ("Configuring reserved concurrency for a function", AWS Lambda developer guide).
 */
export const unreservedMinimum = 100;

/** What reserved concurrency takes of a region's executions, with what must stay unreserved beside it. */
export function concurrencyUses(graph: RecordedGraph): readonly Use[] {
    const reserved = new Map<string, number>();
    for (const one of graph.ofType("aws:lambda/function:Function")) {
        const region = graph.regionOf(one);
        // The provider's -1 is none; 0 reserves nothing and lets the function never run.
        const executions = Math.max(numberAt(one, "reservedConcurrentExecutions") ?? 0, 0);
        if (region === undefined || executions === 0) continue;
        reserved.set(region, (reserved.get(region) ?? 0) + executions);
    }
    return [...reserved].map(([region, executions]) => ({
        key: "lambda.concurrentExecutions",
        place: region,
        region,
        used: executions + unreservedMinimum,
        because: `what functions reserve, and ${unreservedMinimum} that must stay unreserved`,
    }));
}
