import assert from "node:assert/strict";
import { edgeIsInUsEast1 as rule } from "../../../policies/cell-isolation/edge-region";
import type { GraphResource } from "../../../policies/rule";
import { clean, doubts, judge, output, refusals, resource } from "../../support/stack-graph";

const here = { region: "us-east-1" };
const there = { region: "eu-west-1" };
const only = "CloudFront and Route 53 take it from us-east-1 only";

/** A program's edge: certificate, validation, distribution, web ACL with its log, delivery. Global things lie anywhere. */
function edge(region: { region?: string }): readonly GraphResource[] {
    const certificate = resource("aws:acm/certificate:Certificate", "certificate", {}, region);
    const validation = resource(
        "aws:acm/certificateValidation:CertificateValidation",
        "validation",
        { certificateArn: output(certificate, "arn") },
        region,
    );
    const acl = resource("aws:wafv2/webAcl:WebAcl", "acl", { scope: "CLOUDFRONT" }, region);
    const logging = resource(
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        "logging",
        { resourceArn: output(acl, "arn") },
        region,
    );
    const distribution = resource(
        "aws:cloudfront/distribution:Distribution",
        "cdn",
        {
            viewerCertificate: { acmCertificateArn: output(validation, "certificateArn") },
            webAclId: output(acl, "arn"),
        },
        there,
    );
    const source = resource(
        "aws:cloudwatch/logDeliverySource:LogDeliverySource",
        "source",
        { resourceArn: output(distribution, "arn") },
        region,
    );
    const destination = resource(
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        "destination",
        {},
        region,
    );
    const delivery = resource(
        "aws:cloudwatch/logDelivery:LogDelivery",
        "delivery",
        {
            deliverySourceName: output(source, "name"),
            deliveryDestinationArn: output(destination, "arn"),
        },
        region,
    );
    return [certificate, validation, acl, logging, distribution, source, destination, delivery];
}

describe("edge-is-in-us-east-1", () => {
    it("passes an edge in us-east-1, wherever the distribution's own provider is", async () => {
        assert.deepEqual(await judge(rule, edge(here)), clean);
    });

    it("refuses every part of the edge elsewhere, each once", async () => {
        assert.deepEqual(
            await judge(rule, edge(there)),
            refusals(
                `acl: is of scope CLOUDFRONT in eu-west-1; ${only}`,
                `validation: is a distribution's certificate in eu-west-1; ${only}`,
                `certificate: is a distribution's certificate in eu-west-1; ${only}`,
                `source: is a distribution's log delivery in eu-west-1; ${only}`,
                `delivery: is a distribution's log delivery in eu-west-1; ${only}`,
                `destination: is a distribution's log delivery in eu-west-1; ${only}`,
                `logging: is the logging of CloudFront's web ACL in eu-west-1; ${only}`,
            ),
        );
    });

    it("refuses a certificate that goes into a distribution without its validation", async () => {
        const certificate = resource("aws:acm/certificate:Certificate", "certificate", {}, there);
        const distribution = resource("aws:cloudfront/distribution:Distribution", "cdn", {
            viewerCertificate: { acmCertificateArn: output(certificate, "arn") },
        });
        assert.deepEqual(
            await judge(rule, [certificate, distribution]),
            refusals(`certificate: is a distribution's certificate in eu-west-1; ${only}`),
        );
    });

    it("refuses the log group of a zone's queries elsewhere", async () => {
        const group = resource("aws:cloudwatch/logGroup:LogGroup", "queries", {}, there);
        const queryLog = resource("aws:route53/queryLog:QueryLog", "log", {
            cloudwatchLogGroupArn: output(group, "arn"),
        });
        assert.deepEqual(
            await judge(rule, [group, queryLog]),
            refusals(`queries: is the log group of a zone's queries in eu-west-1; ${only}`),
        );
    });

    it("reads the region out of an ARN that no resource of the program gives", async () => {
        const cdn = (region: string): GraphResource =>
            resource("aws:cloudfront/distribution:Distribution", "cdn", {
                viewerCertificate: { acmCertificateArn: `arn:aws:acm:${region}:111122223333:certificate/1` },
                webAclId: `arn:aws:wafv2:${region}:111122223333:global/webacl/acl/1`,
            });
        assert.deepEqual(await judge(rule, [cdn("us-east-1")]), clean);
        assert.deepEqual(
            await judge(rule, [cdn("eu-west-1")]),
            refusals(
                "cdn: viewerCertificate.acmCertificateArn is of eu-west-1; CloudFront takes a certificate from us-east-1 only",
                "cdn: webAclId is of eu-west-1; CloudFront takes a web ACL from us-east-1 only",
            ),
        );
        const classic = resource("aws:cloudfront/distribution:Distribution", "cdn", {
            viewerCertificate: { cloudfrontDefaultCertificate: true },
            webAclId: "473e64fd-f30b-4765-81a0-62ad96dd167a", // of the first WAF, which is global
        });
        assert.deepEqual(await judge(rule, [classic]), clean);
    });

    it("leaves alone what belongs to no distribution", async () => {
        const bystanders = [
            resource("aws:acm/certificate:Certificate", "of-a-load-balancer", {}, there),
            resource("aws:wafv2/webAcl:WebAcl", "regional", { scope: "REGIONAL" }, there),
            resource("aws:wafv2/ipSet:IpSet", "regional-set", { scope: "REGIONAL" }, there),
            resource("aws:cloudwatch/logGroup:LogGroup", "group", {}, there),
            resource(
                "aws:cloudwatch/logDeliverySource:LogDeliverySource",
                "other",
                { resourceArn: "arn:x" },
                there,
            ),
        ];
        assert.deepEqual(await judge(rule, bystanders), clean);
    });

    it("goes by the resource's own region before its provider's", async () => {
        const acl = (region: string, provider: { region: string }): GraphResource =>
            resource("aws:wafv2/webAcl:WebAcl", "acl", { scope: "CLOUDFRONT", region }, provider);
        assert.deepEqual(await judge(rule, [acl("us-east-1", there)]), clean);
        assert.equal((await judge(rule, [acl("eu-west-1", here)])).violations.length, 1);
    });

    it("does not pass what it cannot decide", async () => {
        const acl = resource("aws:wafv2/webAcl:WebAcl", "acl", { scope: "CLOUDFRONT" });
        assert.deepEqual(
            await judge(rule, [acl]),
            doubts("acl: its region is not known, and it is of scope CLOUDFRONT"),
        );
        const source = resource("aws:ssm/parameter:Parameter", "source");
        const cdn = resource("aws:cloudfront/distribution:Distribution", "cdn", {
            webAclId: output(source, "value"),
        });
        assert.deepEqual(
            await judge(rule, [source, cdn]),
            doubts("cdn: the ARN of its web ACL is not known before the update"),
        );
        const open = (region: { region: string }): GraphResource =>
            resource("aws:wafv2/webAcl:WebAcl", "acl", { scope: output(source, "value") }, region);
        assert.deepEqual(
            await judge(rule, [source, open(there)]),
            doubts("acl: scope is not known before the update, and it lies in eu-west-1"),
        );
        assert.deepEqual(await judge(rule, [source, open(here)]), clean);
    });
});
