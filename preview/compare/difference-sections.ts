import { costSection } from "../../cost/difference";
import { quotaSection } from "../../quotas/difference";
import { capacitySection } from "../capacity-part";
import type { DifferenceSection } from "./sections";

/** The kinds of numbers that a comparison shows, in this order. */
export const differenceSections: readonly DifferenceSection[] = [costSection, capacitySection, quotaSection];
