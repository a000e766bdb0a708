import { input } from "../graph";
import { unknown, type Rule } from "../rule";
import { requireFlag } from "./promise";

/** Types with a flag for a public address, each with what holds where nobody sets it (API references of the services). */
const flagged: Readonly<Record<string, boolean>> = {
    "aws:rds/instance:Instance": false,
    "aws:rds/clusterInstance:ClusterInstance": false,
    "aws:neptune/clusterInstance:ClusterInstance": false,
    "aws:redshift/cluster:Cluster": false,
    "aws:redshiftserverless/workgroup:Workgroup": false,
    // DMS gives a public address to whoever does not decline it (DMS API, CreateReplicationInstance).
    "aws:dms/replicationInstance:ReplicationInstance": true,
};
const domainType = "aws:opensearch/domain:Domain";

/** A database with a public address is one leaked password away from everybody. */
export const dataStoreIsPrivate: Rule = {
    name: "data-store-is-private",
    description: "No database, warehouse, search domain or replication instance may have a public address.",
    enforcementLevel: "mandatory",
    severity: "critical",
    remediation: "Set publiclyAccessible: false, and vpcOptions on a search domain.",
    subjects: [...Object.keys(flagged), domainType],
    frameworks: {
        fsbp: ["RDS.2", "Redshift.1", "DMS.1", "Opensearch.2"],
        hipaa: ["164.312(a)(1)", "164.312(e)(1)"],
    },
    check: (stack, report) => {
        for (const [type, unset] of Object.entries(flagged)) {
            for (const store of stack.ofType(type)) {
                requireFlag(store, "publiclyAccessible", false, report, { unset });
            }
        }
        for (const domain of stack.ofType(domainType)) {
            const network = input(domain, "vpcOptions");
            if (network === undefined) {
                report.violation(
                    domain,
                    "vpcOptions is not set; it must place the domain in private subnets",
                );
            } else if (network === unknown && (domain.propertyDependencies.vpcOptions ?? []).length === 0) {
                report.undecided(domain, "vpcOptions is not known before the update");
            }
        }
    },
};
