import type { Fault } from "../planting";
import type { programs } from "../programs";

/** A fault in one of the programs, and every rule that finds it. */
export interface PlantedFault extends Fault {
    readonly in: keyof typeof programs;
    /** What is wrong, in words that fit "finds ...". */
    readonly what: string;
    /** Names of the rules that find it; no other may. */
    readonly rules: readonly string[];
    /** Names of the rules that it leaves undecided before the first update. @default none */
    readonly undecided?: readonly string[];
    /** The findings word by word, where their words are what counts. */
    readonly says?: readonly string[];
}
