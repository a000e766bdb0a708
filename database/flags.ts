import { parseArgs } from "node:util";
import { Mistake } from "./mistake";

/**
 * Reads flags whose values are whole numbers, and flags whose values are texts.
 *
 * @throws Mistake that names every flag that is wrong.
 */
export function readFlags<Numbers extends string, Texts extends string = never>(
    args: readonly string[],
    numbers: Readonly<Record<Numbers, number>>,
    texts: Readonly<Record<Texts, string>> = {} as Readonly<Record<Texts, string>>,
): Readonly<Record<Numbers, number> & Record<Texts, string>> {
    const names = [...Object.keys(numbers), ...Object.keys(texts)];
    let given: Readonly<Record<string, unknown>>;
    try {
        given = parseArgs({
            args: [...args],
            options: Object.fromEntries(names.map((name) => [name, { type: "string" as const }])),
        }).values;
    } catch (error) {
        const flags = names.map((name) => `--${name}`).join(", ");
        throw new Mistake(`${error instanceof Error ? error.message : String(error)}; flags are ${flags}`);
    }
    const mistakes: string[] = [];
    const entries = names.map((name) => {
        const text = given[name];
        if (!(name in numbers)) return [name, text ?? texts[name as Texts]] as const;
        if (text === undefined) return [name, numbers[name as Numbers]] as const;
        if (typeof text !== "string" || !/^[1-9]\d{0,9}$/.test(text)) {
            mistakes.push(
                `--${name}: got ${JSON.stringify(text)}; expected a whole number from 1, digits only`,
            );
        }
        return [name, Number(text)] as const;
    });
    if (mistakes.length > 0) throw new Mistake(mistakes.join("\n"));
    return Object.fromEntries(entries) as Record<Numbers, number> & Record<Texts, string>;
}
