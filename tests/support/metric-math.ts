import { runInNewContext } from "node:vm";
import type { AlarmSignal } from "../../components/alarm-rule";

/**
 * What CloudWatch makes of an expression with these values of its metrics: it reads as JavaScript once its functions
 * exist. NaN where a metric without data makes the whole silent.
 */
export function evaluate(
    signal: Extract<AlarmSignal, { readonly expression: string }>,
    values: Readonly<Record<string, number>>,
): unknown {
    const missing = Object.fromEntries(Object.keys(signal.metrics).map((id) => [id, undefined]));
    return runInNewContext(signal.expression, {
        ...missing,
        ...values,
        IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
        FILL: (value: number | undefined, filler: number) => value ?? filler,
    });
}
