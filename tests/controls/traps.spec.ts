import { identityTraps, keyTraps } from "./account-traps";
import { evaluationTraps } from "./alarm-evaluation-traps";
import { metricTraps } from "./alarm-traps";
import { cacheTraps } from "./cache-traps";
import { distributionTraps } from "./edge-traps";
import { firewallTraps } from "./firewall-traps";
import { hold } from "./hold";
import { dnsTraps } from "./dns-traps";
import { lifecycleTraps } from "./lifecycle-traps";
import { originTraps } from "./origin-traps";
import { quotaTraps } from "./quotas";
import { storageTraps } from "./storage-traps";

describe("what a real deployment refuses, drops or silently gets wrong", function () {
    this.timeout(120_000);

    hold([
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
        ...quotaTraps,
    ]);
});
