import { computePricers } from "./compute";
import type { Pricers } from "./pricing";

/** Every pricer by the type that it prices. */
export const pricers: Pricers = { ...computePricers };
