import { identityControls, observabilityControls, storageControls } from "./account-controls";
import { identityTraps, keyTraps } from "./account-traps";
import { evaluationTraps } from "./alarm-evaluation-traps";
import { metricTraps } from "./alarm-traps";
import { cacheTraps } from "./cache-traps";
import { computeControls, loadBalancerControls } from "./compute-controls";
import type { Control } from "./control";
import { cacheControls, databaseControls } from "./data-controls";
import { databaseTraps } from "./database-traps";
import { dnsTraps } from "./dns-traps";
import { edgeControls } from "./edge-controls";
import { distributionTraps } from "./edge-traps";
import { firewallTraps } from "./firewall-traps";
import { functionControls, functionTraps } from "./function-controls";
import { globalDatabaseControls } from "./global-database";
import { lifecycleTraps } from "./lifecycle-traps";
import { loadBalancerTraps } from "./load-balancer-traps";
import { nameTraps } from "./name-traps";
import { networkControls } from "./network-controls";
import { networkTraps } from "./network-traps";
import { originTraps } from "./origin-traps";
import { programTraps } from "./program-traps";
import { proxyTraps } from "./proxy-traps";
import { queueTraps } from "./queue-traps";
import { quotaTraps } from "./quotas";
import { eventControls, recoveryControls } from "./recovery-controls";
import { scalingTraps } from "./scaling-traps";
import { serviceTraps } from "./service-traps";
import { storageTraps } from "./storage-traps";
import { taskTraps } from "./task-traps";

/** What a security or reliability review asks for (docs/controls.md). */
export const controls: readonly Control[] = [
    ...networkControls,
    ...loadBalancerControls,
    ...computeControls,
    ...databaseControls,
    ...cacheControls,
    ...recoveryControls,
    ...eventControls,
    ...identityControls,
    ...observabilityControls,
    ...storageControls,
    ...edgeControls,
    ...functionControls,
    ...globalDatabaseControls,
];

/** What a real deployment refuses, drops or silently gets wrong (docs/traps.md has the rest). */
export const traps: readonly Control[] = [
    ...programTraps,
    ...nameTraps,
    ...networkTraps,
    ...loadBalancerTraps,
    ...taskTraps,
    ...serviceTraps,
    ...scalingTraps,
    ...databaseTraps,
    ...proxyTraps,
    ...cacheTraps,
    ...distributionTraps,
    ...originTraps,
    ...firewallTraps,
    ...dnsTraps,
    ...keyTraps,
    ...identityTraps,
    ...storageTraps,
    ...metricTraps,
    ...evaluationTraps,
    ...lifecycleTraps,
    ...functionTraps,
    ...queueTraps,
    ...quotaTraps,
];
