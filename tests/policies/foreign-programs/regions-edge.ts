import * as acm from "@pulumi/aws/acm";
import * as cloudfront from "@pulumi/aws/cloudfront";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as kms from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";
import * as sns from "@pulumi/aws/sns";
import * as wafv2 from "@pulumi/aws/wafv2";
import { tlsOnly } from "./policies";

/** The edge before the regions: global, and so with all its parts in us-east-1. It belongs to no cell. */
export function globalEdge(): void {
    const tags = { owner: "platform" };
    const opts = { provider: new Provider("edge", { region: "us-east-1", defaultTags: { tags } }) };
    const key = new kms.Key("edge-key", { enableKeyRotation: true }, opts);
    const certificate = new acm.Certificate("certificate", { domainName: "shop.example.com" }, opts);
    const acl = new wafv2.WebAcl(
        "acl",
        {
            scope: "CLOUDFRONT",
            defaultAction: { allow: {} },
            visibilityConfig: {
                cloudwatchMetricsEnabled: true,
                metricName: "acl",
                sampledRequestsEnabled: false,
            },
        },
        opts,
    );
    const site = new cloudfront.Distribution(
        "site",
        {
            enabled: true,
            webAclId: acl.arn,
            defaultCacheBehavior: {
                allowedMethods: ["GET", "HEAD"],
                cachedMethods: ["GET", "HEAD"],
                targetOriginId: "regions",
                viewerProtocolPolicy: "redirect-to-https",
            },
            viewerCertificate: {
                acmCertificateArn: certificate.arn,
                minimumProtocolVersion: "TLSv1.2_2021",
                sslSupportMethod: "sni-only",
            },
            restrictions: { geoRestriction: { restrictionType: "none" } },
            origins: [{ originId: "regions", domainName: "regions.example.com" }],
        },
        opts,
    );
    const topic = new sns.Topic(
        "edge-pager",
        { kmsMasterKeyId: key.id, policy: tlsOnly("sns:Publish") },
        opts,
    );
    new sns.TopicSubscription(
        "edge-mail",
        { topic: topic.arn, protocol: "email", endpoint: "ops@example.com" },
        opts,
    );
    new cloudwatch.MetricAlarm(
        "site-errors",
        {
            comparisonOperator: "GreaterThanThreshold",
            evaluationPeriods: 3,
            period: 60,
            namespace: "AWS/CloudFront",
            metricName: "5xxErrorRate",
            dimensions: { DistributionId: site.id, Region: "Global" },
            statistic: "Average",
            threshold: 0.1,
            treatMissingData: "notBreaching",
            alarmActions: [topic.arn],
        },
        opts,
    );
}
