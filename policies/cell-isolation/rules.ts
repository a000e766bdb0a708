import type { Rule } from "../rule";
import type { CellConfig } from "./cell";
import { cellRefersToNoOther } from "./references";
import { cellsShareNothing } from "./sharing";

/** The pack's rules: what a cell takes from, then what cells take from together. */
export const rules: readonly Rule<CellConfig>[] = [cellRefersToNoOther, cellsShareNothing];
