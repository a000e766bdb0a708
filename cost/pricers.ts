import { backupPricers } from "./backup";
import { cachePricers } from "./cache";
import { computePricers } from "./compute";
import { databasePricers } from "./database";
import { edgePricers } from "./edge";
import { logPricers } from "./logs";
import { messagingPricers } from "./messaging";
import { networkPricers } from "./network";
import { observabilityPricers } from "./observability";
import type { Pricers } from "./pricing";
import { securityPricers } from "./security";
import { storagePricers } from "./storage";

/** Every pricer by the type that it prices. */
export const pricers: Pricers = {
    ...backupPricers,
    ...cachePricers,
    ...computePricers,
    ...databasePricers,
    ...edgePricers,
    ...logPricers,
    ...messagingPricers,
    ...networkPricers,
    ...observabilityPricers,
    ...securityPricers,
    ...storagePricers,
};
