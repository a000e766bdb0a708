import * as pulumi from "@pulumi/pulumi";
import { AlarmSet } from "./alarm-set";
import { CellProbes } from "./cell-probes";
import { Distribution } from "./distribution";
import { EdgeAccessLog } from "./edge-access-log";
import { edgeAlarms } from "./edge-alarms";
import { EdgeDns } from "./edge-dns";
import type { EdgeTargets } from "./edge-signals";
import { EdgeRouter } from "./edge-router";
import { PrivateOrigins, type EdgeCell } from "./private-origins";
import { StaticSite } from "./static-site";
import { topicAlarm } from "./topic-alarm";
import { WebAcl } from "./web-acl";

/** What a caller decides about a {@link GlobalEdge}. */
export interface GlobalEdgeArgs {
    /** The name users type, e.g. "app.medease.com". */
    readonly domain: string;
    /** Public Route 53 zone that holds it. */
    readonly zoneId: pulumi.Input<string>;
    /** The cells behind it, 1 to 98; the router sends each organization to its own. */
    readonly cells: readonly EdgeCell[];
    /** Topic in us-east-1: an alarm reaches no topic of another region. */
    readonly alarmTopicArn: pulumi.Input<string>;
    /** That topic's name, by which CloudWatch knows what it could not deliver. */
    readonly alarmTopicName: pulumi.Input<string>;
    /** Address under which the alarms' runbooks are published. @default none: alarms name the repository's path */
    readonly runbookUrl?: string;
    /** Rules of the web ACL that count and do not block. @default none */
    readonly webAclCounted?: readonly string[];
    /** The edge's own key, in us-east-1, whose policy admits CloudWatch Logs. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** One of the periods that CloudWatch Logs knows. */
    readonly logRetentionDays: number;
    /** Provider of another region, where a copy of the site stands by. @default none */
    readonly siteReplicaProvider?: pulumi.ProviderResource;
    /** Buckets, logs and the store of home cells refuse to be deleted. */
    readonly deletionProtected: boolean;
}

/**
 * The global layer: one distribution, its firewall, its bucket and its name, in front of every cell.
 *
 * Give it a provider for us-east-1: CloudFront's certificate, web ACL, logs and metrics exist nowhere else.
 */
export class GlobalEdge extends pulumi.ComponentResource {
    public readonly distributionId: pulumi.Output<string>;
    /** What its alarms watch, for a dashboard to show. */
    public readonly targets: EdgeTargets;
    /** For a look past DNS; users come through the domain. */
    public readonly distributionDomainName: pulumi.Output<string>;
    /** Where a release uploads the application. */
    public readonly bucketName: pulumi.Output<string>;
    /** The store that the placement's commands fill. */
    public readonly placementStoreArn: pulumi.Output<string>;

    constructor(name: string, args: GlobalEdgeArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:edge:GlobalEdge", name, {}, opts);
        const parent = { parent: this };
        const { domain, zoneId, cells, deletionProtected } = args;
        const logging = {
            kmsKeyArn: args.kmsKeyArn,
            logRetentionDays: args.logRetentionDays,
            deletionProtected,
        };

        const { origins } = new PrivateOrigins(`${name}-origins`, { cells }, parent);
        const site = new StaticSite(
            `${name}-site`,
            {
                deletionProtected,
                ...(args.siteReplicaProvider === undefined
                    ? {}
                    : { replicaProvider: args.siteReplicaProvider }),
            },
            parent,
        );
        const webAcl = new WebAcl(
            `${name}-waf`,
            { ...logging, countedRules: args.webAclCounted ?? [] },
            parent,
        );
        const dns = new EdgeDns(`${name}-dns`, { domain, zoneId }, parent);
        const router = new EdgeRouter(`${name}-router`, { deletionProtected }, parent);
        const distribution = new Distribution(
            `${name}-distribution`,
            {
                domain,
                certificateArn: dns.certificateArn,
                webAclArn: webAcl.arn,
                site,
                cellOrigins: origins,
                routerArn: router.functionArn,
            },
            parent,
        );
        site.admit(distribution.distributionArn);
        const healthCheckId = dns.pointTo(distribution);
        const { siteAnswers } = new EdgeAccessLog(
            `${name}-access-log`,
            { distributionArn: distribution.distributionArn, ...logging },
            parent,
        );
        const { probes } = new CellProbes(
            `${name}-probes`,
            { domain, cells: cells.map((cell) => cell.name) },
            // A probe older than the name would begin with an outage.
            { ...parent, dependsOn: dns },
        );
        this.targets = {
            distributionId: distribution.distributionId,
            pathFunctionName: distribution.functionName,
            routerName: router.functionName,
            webAclMetricName: webAcl.metricName,
            certificateArn: dns.certificateArn,
            healthCheckId,
            siteAnswers,
            ...(site.replication === undefined ? {} : { siteReplication: site.replication }),
            cellProbes: probes,
        };
        new AlarmSet(
            `${name}-alarm`,
            {
                topicArn: args.alarmTopicArn,
                ...(args.runbookUrl === undefined ? {} : { runbookUrl: args.runbookUrl }),
                rules: [...edgeAlarms(this.targets), topicAlarm(args.alarmTopicName)],
            },
            parent,
        );

        this.distributionId = distribution.distributionId;
        this.distributionDomainName = distribution.domainName;
        this.bucketName = site.bucketName;
        this.placementStoreArn = router.storeArn;
        this.registerOutputs({
            distributionId: this.distributionId,
            distributionDomainName: this.distributionDomainName,
            bucketName: this.bucketName,
            placementStoreArn: this.placementStoreArn,
        });
    }
}
