import assert from "node:assert/strict";
import * as sns from "@pulumi/aws/sns";
import {
    ServiceLoadBalancer,
    loadBalancerMistakes,
    type ServiceLoadBalancerArgs,
} from "../../components/load-balancer";
import { regions } from "../../strategy/regions";
import { make, type MadeResources } from "../support/recording";

const balancerType = "aws:lb/loadBalancer:LoadBalancer";
const targetsType = "aws:lb/targetGroup:TargetGroup";
const listenerType = "aws:lb/listener:Listener";
const token = "platform:network:ServiceLoadBalancer";

const args = (over: Partial<ServiceLoadBalancerArgs> = {}): ServiceLoadBalancerArgs => ({
    vpcId: "vpc-1",
    subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
    securityGroupId: "sg-1",
    hostname: "eu-west-1-c1.origin.app.example.com",
    zoneId: "Z1",
    taskPort: 8443,
    healthCheckPath: "/healthz",
    deletionProtected: true,
    ...over,
});

const makeBalancer = (over: Partial<ServiceLoadBalancerArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new ServiceLoadBalancer("cell-alb", args(over), { provider }), options);

describe("ServiceLoadBalancer", () => {
    it("makes exactly these parts", async () => {
        const made = await makeBalancer();
        const direct = made.all.filter(({ parent }) => parent === made.only(token).urn);

        assert.deepEqual(
            direct.map(({ type, name }) => `${type} ${name}`).sort(),
            [
                "aws:lb/listener:Listener cell-alb-https",
                "aws:lb/loadBalancer:LoadBalancer cell-alb",
                "aws:lb/targetGroup:TargetGroup cell-alb",
                "aws:route53/record:Record cell-alb-address",
                "platform:network:ValidatedCertificate cell-alb-origin",
                "platform:storage:AccessLogBucket cell-alb-logs",
            ].sort(),
        );
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeBalancer()).orphansOf(token), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeBalancer()).onDefaultProvider(), []);
    });

    it("is internal, in every given subnet, behind the given group", async () => {
        const { inputs } = (await makeBalancer()).only(balancerType);

        assert.equal(inputs.loadBalancerType, "application");
        assert.equal(inputs.internal, true);
        assert.deepEqual(inputs.subnets, ["subnet-1", "subnet-2", "subnet-3"]);
        assert.deepEqual(inputs.securityGroups, ["sg-1"]);
    });

    it("drops malformed headers and defends against request smuggling", async () => {
        const { inputs } = (await makeBalancer()).only(balancerType);

        assert.equal(inputs.dropInvalidHeaderFields, true);
        assert.equal(inputs.desyncMitigationMode, "defensive");
    });

    it("lets an operator leave a zone, and says its idle timeout", async () => {
        const { inputs } = (await makeBalancer()).only(balancerType);

        assert.equal(inputs.enableZonalShift, true);
        assert.equal(inputs.idleTimeout, 60);
    });

    it("writes access logs to its own bucket, after the bucket's policy", async () => {
        const made = await makeBalancer();
        const balancer = made.only(balancerType);

        assert.deepEqual(balancer.inputs.accessLogs, {
            enabled: true,
            bucket: "cell-alb-logs-bucket-1a2b3c4",
        });
        assert.ok(
            balancer.propertyDependencies.accessLogs?.includes(
                made.only("aws:s3/bucketPolicy:BucketPolicy").urn,
            ),
        );
    });

    it("hands its log retention on", async () => {
        const days = async (over: Partial<ServiceLoadBalancerArgs>): Promise<unknown> => {
            const { rules } = (await makeBalancer(over)).only(
                "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            ).inputs;
            return (rules as readonly { expiration: unknown }[])[0]?.expiration;
        };

        assert.deepEqual(await days({}), { days: 365 });
        assert.deepEqual(await days({ accessLogRetentionDays: 90 }), { days: 90 });
    });

    it("listens on HTTPS only, with TLS 1.2 at least and the certificate once it is issued", async () => {
        const made = await makeBalancer();
        const listener = made.only(listenerType);

        assert.equal(listener.inputs.port, 443);
        assert.equal(listener.inputs.protocol, "HTTPS");
        assert.equal(listener.inputs.sslPolicy, "ELBSecurityPolicy-TLS13-1-2-Res-2021-06");
        assert.deepEqual(listener.propertyDependencies.certificateArn, [
            made.only("aws:acm/certificateValidation:CertificateValidation").urn,
        ]);
        assert.deepEqual(listener.propertyDependencies.loadBalancerArn, [made.only(balancerType).urn]);
        assert.deepEqual(listener.propertyDependencies.defaultActions, [made.only(targetsType).urn]);
        assert.deepEqual(
            (listener.inputs.defaultActions as readonly { type: string }[]).map(({ type }) => type),
            ["forward"],
        );
    });

    it("speaks TLS to the tasks and asks each for its health", async () => {
        assert.deepEqual((await makeBalancer()).only(targetsType).inputs, {
            vpcId: "vpc-1",
            targetType: "ip",
            port: 8443,
            protocol: "HTTPS",
            deregistrationDelay: 30,
            loadBalancingAlgorithmType: "least_outstanding_requests",
            healthCheck: {
                enabled: true,
                protocol: "HTTPS",
                port: "traffic-port",
                path: "/healthz",
                matcher: "200",
                interval: 10,
                timeout: 5,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
            },
        });
    });

    for (const preview of [true, false]) {
        it(`names its target group for scaling, after the listener${preview ? ", in a preview" : ""}`, async () => {
            const made = await make(
                (provider) => {
                    const { requestLabel } = new ServiceLoadBalancer("cell-alb", args(), { provider });
                    new sns.Topic("reader", { displayName: requestLabel }, { provider });
                },
                { preview },
            );
            const { inputs, propertyDependencies } = made.only("aws:sns/topic:Topic");

            assert.deepEqual(
                [...(propertyDependencies.displayName ?? [])].sort(),
                [balancerType, targetsType, listenerType].map((type) => made.only(type).urn).sort(),
            );
            if (preview) return;
            assert.equal(
                inputs.displayName,
                "app/cell-alb/50dc6c495c0c9188/targetgroup/cell-alb/73e2d6bc24d8a067",
            );
        });
    }

    it("leaves physical names to Pulumi, so that a replacement can stand beside the old one", async () => {
        const made = await makeBalancer();

        assert.equal(made.only(balancerType).inputs.name, undefined);
        assert.equal(made.only(targetsType).inputs.name, undefined);
    });

    it("resolves the certificate's name to itself", async () => {
        const made = await makeBalancer();
        const address = made.named("aws:route53/record:Record", "cell-alb-address");
        const certificate = made.only("aws:acm/certificate:Certificate");

        assert.equal(address.inputs.name, certificate.inputs.domainName);
        assert.equal(address.inputs.zoneId, "Z1");
        assert.equal(address.inputs.type, "A");
        assert.deepEqual(address.inputs.aliases, [
            {
                name: "internal-cell-alb-1234567890.eu-west-1.elb.amazonaws.com",
                zoneId: "Z35SXDOTRQ7X7K",
                evaluateTargetHealth: true,
            },
        ]);
        assert.equal("ttl" in address.inputs || "records" in address.inputs, false);
    });

    it("protects itself and its logs when told to, and only then", async () => {
        const guards = async (deletionProtected: boolean): Promise<unknown> => {
            const made = await makeBalancer({ deletionProtected });
            const balancer = made.only(balancerType);
            return [
                balancer.inputs.enableDeletionProtection,
                balancer.options.protect,
                made.only("aws:s3/bucket:Bucket").options.protect,
            ];
        };

        assert.deepEqual(await guards(true), [true, true, true]);
        assert.deepEqual(await guards(false), [false, false, false]);
    });

    it("hands out what the service, the edge and the alarms wire", async () => {
        const seen: Record<string, unknown> = {};
        await make((provider) => {
            const made = new ServiceLoadBalancer("cell-alb", args(), { provider });
            const { arn, arnSuffix, dnsName, hostname, targetGroupArn, targetGroupArnSuffix } = made;
            const outputs = { arn, arnSuffix, dnsName, hostname, targetGroupArn, targetGroupArnSuffix };
            for (const [key, output] of Object.entries(outputs)) {
                output.apply((value) => (seen[key] = value));
            }
            made.listener.urn.apply((urn) => (seen.listener = urn.split("::")[2]?.split("$").at(-1)));
        });

        const elb = "arn:aws:elasticloadbalancing:eu-west-1:111122223333";
        assert.deepEqual(seen, {
            arn: `${elb}:loadbalancer/app/cell-alb/50dc6c495c0c9188`,
            arnSuffix: "app/cell-alb/50dc6c495c0c9188",
            dnsName: "internal-cell-alb-1234567890.eu-west-1.elb.amazonaws.com",
            hostname: "eu-west-1-c1.origin.app.example.com",
            targetGroupArn: `${elb}:targetgroup/cell-alb/73e2d6bc24d8a067`,
            targetGroupArnSuffix: "targetgroup/cell-alb/73e2d6bc24d8a067",
            listener: listenerType,
        });
    });

    it("makes the same resources before anything exists", async () => {
        const known = await makeBalancer();
        const unknown = await makeBalancer({}, { preview: true });

        assert.deepEqual(unknown.all.map(({ urn }) => urn).sort(), known.all.map(({ urn }) => urn).sort());
    });

    it("says all mistakes at once", async () => {
        await assert.rejects(
            makeBalancer({ taskPort: 443, healthCheckPath: "healthz", subnetIds: ["subnet-1"] }),
            (error: Error) =>
                error.message.includes("subnetIds must") &&
                error.message.includes("taskPort must") &&
                error.message.includes("healthCheckPath must"),
        );
    });
});

describe("loadBalancerMistakes", () => {
    const nameRule = `a load balancer's name must be letters, digits and inner hyphens and not start with "internal-", got `;
    const good = args();

    for (const name of ["cell-alb", "a", ...regions.map((region) => `${region}-c10-alb`)]) {
        it(`takes the name ${name}`, () => {
            assert.deepEqual(loadBalancerMistakes(name, good), []);
        });
    }

    it("refuses a name that auto-naming would make too long", () => {
        assert.deepEqual(loadBalancerMistakes("ap-northeast-1-c100-alb-x", good), [
            "a load balancer's name must have at most 24 characters, because AWS allows 32 and auto-naming adds 8, " +
                `got 25 in "ap-northeast-1-c100-alb-x"; shorten the cell's name`,
        ]);
    });

    for (const name of ["internal-alb", "cell_alb", "cell-", "-cell", ""]) {
        it(`refuses the name ${name}`, () => {
            assert.deepEqual(loadBalancerMistakes(name, good), [`${nameRule}"${name}"`]);
        });
    }

    for (const taskPort of [1023, 65_536, 8443.5, Number.NaN]) {
        it(`refuses port ${taskPort}`, () => {
            assert.deepEqual(loadBalancerMistakes("cell", { ...good, taskPort }), [
                `taskPort must be a whole number from 1024 to 65535, got ${taskPort}; ` +
                    "the container's user may not open a lower one",
            ]);
        });
    }

    for (const healthCheckPath of ["healthz", "", "https://x/healthz", "/a b"]) {
        it(`refuses the health check path "${healthCheckPath}"`, () => {
            assert.deepEqual(loadBalancerMistakes("cell", { ...good, healthCheckPath }), [
                `healthCheckPath must be a path that starts with "/", got "${healthCheckPath}"`,
            ]);
        });
    }

    it("refuses a single subnet", () => {
        assert.deepEqual(loadBalancerMistakes("cell", { ...good, subnetIds: ["subnet-1"] }), [
            "subnetIds must name at least two subnets in different zones, got 1; " +
                "AWS takes no application load balancer in a single zone",
        ]);
    });
});
