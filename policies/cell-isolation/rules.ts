import type { Rule } from "../rule";
import type { CellConfig } from "./cell";
import { edgeIsInUsEast1 } from "./edge-region";
import { cellRefersToNoOther } from "./references";
import { cellsShareNothing } from "./sharing";

/** The pack's rules: what a cell takes from, what cells take from together, and where the edge before them lies. */
export const rules: readonly Rule<CellConfig>[] = [cellRefersToNoOther, cellsShareNothing, edgeIsInUsEast1];
