import { identityTraps, keyTraps } from "./account-traps";
import { evaluationTraps } from "./alarm-evaluation-traps";
import { metricTraps } from "./alarm-traps";
import { cacheTraps } from "./cache-traps";
import { distributionTraps } from "./edge-traps";
import { firewallTraps } from "./firewall-traps";
import { programTraps } from "./program-traps";
import { nameTraps } from "./name-traps";
import { networkTraps } from "./network-traps";
import { loadBalancerTraps } from "./load-balancer-traps";
import { taskTraps } from "./task-traps";
import { serviceTraps } from "./service-traps";
import { scalingTraps } from "./scaling-traps";
import { databaseTraps } from "./database-traps";
import { proxyTraps } from "./proxy-traps";
import { functionTraps } from "./function-controls";
import { hold } from "./hold";
import { dnsTraps } from "./dns-traps";
import { lifecycleTraps } from "./lifecycle-traps";
import { originTraps } from "./origin-traps";
import { quotaTraps } from "./quotas";
import { storageTraps } from "./storage-traps";

describe("what a real deployment refuses, drops or silently gets wrong", function () {
    this.timeout(120_000);

    hold([
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
        ...quotaTraps,
    ]);
});
