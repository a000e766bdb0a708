import { parseArgs } from "node:util";
import { environments } from "../../preview/environment-file";
import { nearest } from "../../stacks/nearest";
import { wrap } from "../../stacks/settings-error";
import { oneOf, wholeNumber, type Reader } from "../../stacks/strict-readers";
import type { Phase } from "../../strategy/law";
import { PlanMistake } from "./mistake";

/** The command as it was typed, with what it means. */
export interface Command {
    readonly name?: string;
    readonly root: string;
    readonly json: boolean;
    /** @default those of the settings */
    readonly users?: number;
    readonly phase?: Phase;
    readonly headroom: 0 | 1;
}

const usersReader = wholeNumber({
    min: 1,
    ifBelow: "say how many users there are at the same time",
    example: 250_000,
});

/** Refuses what a reader refuses, in the words of the settings. */
function read<T>(option: string, text: string | undefined, reader: Reader<T>): T | undefined {
    if (text === undefined) return undefined;
    const result = reader(text);
    if ("value" in result) return result.value;
    throw new PlanMistake(
        wrap(
            `${option}: got ${text === "" ? "nothing" : text}; expected ${result.fault.expected}; ${result.fault.remedy}`,
        ),
    );
}

/**
 * The environment of that name.
 *
 * @throws PlanMistake that lists those that there are.
 */
export function knownEnvironment(root: string, name: string): string {
    const known = environments(root);
    if (known.includes(name)) return name;
    const near = nearest(name, known);
    throw new PlanMistake(
        wrap(
            `there is no environment ${name}; ${near === undefined ? "" : `did you mean ${near}? `}there are: ${known.join(", ")}`,
        ),
    );
}

const phaseReader = wholeNumber({
    min: 1,
    max: 4,
    ifBelow: "the strategy begins with phase 1",
    ifAbove: "the strategy ends with phase 4",
    example: 4,
});

/** A phase as the command line writes it. */
export function readPhase(option: string, text: string | undefined): Phase | undefined {
    return read(option, text, phaseReader) as Phase | undefined;
}

/** A negative number is the value of the option before it: by itself it would be taken for another option. */
export function withNegatives(args: readonly string[]): readonly string[] {
    return args.flatMap((arg, index) => {
        const next = args[index + 1] ?? "";
        if (arg.startsWith("--") && !arg.includes("=") && /^-\d/.test(next)) return [`${arg}=${next}`];
        return /^-\d/.test(arg) && (args[index - 1] ?? "").startsWith("--") ? [] : [arg];
    });
}

/**
 * Reads the command line.
 *
 * @throws PlanMistake with what is wrong and what to do.
 */
export function readCommand(args: readonly string[], ownRoot: string): Command {
    const { values, positionals } = parsed(args, ownRoot);
    const [name, ...others] = positionals;
    if (others.length > 0) {
        throw new PlanMistake(
            `one environment at a time, and ${others.join(" ")} is one more; users are named: --users 250000`,
        );
    }
    const users = read("--users", values.users, usersReader);
    const phase = readPhase("--phase", values.phase);
    const headroom = read("--headroom", values.headroom, oneOf(["0", "1"], "choose one of them"));
    return {
        ...(name === undefined ? {} : { name }),
        root: values.cwd,
        json: values.json,
        ...(users === undefined ? {} : { users }),
        ...(phase === undefined ? {} : { phase }),
        headroom: headroom === "0" ? 0 : 1,
    };
}

function parsed(args: readonly string[], ownRoot: string) {
    try {
        return parseArgs({
            args: [...withNegatives(args)],
            allowPositionals: true,
            options: {
                users: { type: "string" },
                phase: { type: "string" },
                headroom: { type: "string" },
                json: { type: "boolean", default: false },
                cwd: { type: "string", default: ownRoot },
            },
        });
    } catch (error) {
        throw new PlanMistake(error instanceof Error ? error.message : String(error));
    }
}
