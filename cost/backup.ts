import type { Amounts } from "../capacity/scenario";
import { daysPerMonth } from "../capacity/usage";
import { clusterType } from "./database";
import { unknownRegion, used, type Charge, type Pricer, type Pricers } from "./pricing";
import { fieldOf, listAt, numberAt } from "../preview/input-reading";

/**
 * Copies of snapshots in another region: each is a whole one, and is sent there. Snapshots at home cost nothing while
 * the cluster's own backups reach as far back ("Understanding Amazon Aurora backup storage usage").
 */
const backupPlan: Pricer = ({ resource, region, inCell }, { graph }) => {
    const selections = graph.pointingTo(resource, "aws:backup/selection:Selection");
    const protects = selections.flatMap((selection) => graph.sourceUrns(selection, "resources", clusterType));
    const kept = Math.max(
        0,
        ...protects.map(({ resource: one }) => numberAt(one, "backupRetentionPeriod") ?? 0),
    );
    const vaults = graph.sourceUrns(resource, "rules", "aws:backup/vault:Vault");
    const copyRegion = vaults.map((vault) => vault.region).find((there) => there !== region);
    const gigabytes = (times: number): Amounts => used(inCell, (usage) => usage.databaseGigabytes * times);
    return listAt(resource, "rules").flatMap((rule): readonly Charge[] => {
        const isDaily = /^cron\(\d+ \d+ \* \* \? \*\)$/.test(String(fieldOf(rule, "schedule")));
        const days = fieldOf(fieldOf(rule, "lifecycle"), "deleteAfter");
        const [copy] = [fieldOf(rule, "copyActions")].flat();
        const copyDays = fieldOf(fieldOf(copy, "lifecycle"), "deleteAfter");
        const known = isDaily && typeof days === "number" && protects.length > 0;
        return [
            {
                service: "Backups",
                what: "snapshots older than automated backups",
                priceKey: "aurora.backup.gbMonth",
                quantity: known ? gigabytes(Math.max(0, days - kept)) : undefined,
            },
            ...(copy === undefined
                ? []
                : [
                      {
                          service: "Backups",
                          what: "copies in another region",
                          priceKey: "aurora.backup.gbMonth",
                          quantity: known && typeof copyDays === "number" ? gigabytes(copyDays) : undefined,
                          region: copyRegion ?? unknownRegion,
                      },
                      {
                          service: "Backups",
                          what: "transfer of copies",
                          priceKey: "transfer.interRegion.out.gb",
                          quantity: known ? gigabytes(daysPerMonth) : undefined,
                      },
                  ]),
        ];
    });
};

export const backupPricers: Pricers = { "aws:backup/plan:Plan": backupPlan };
