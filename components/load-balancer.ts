import * as lb from "@pulumi/aws/lb";
import * as route53 from "@pulumi/aws/route53";
import * as pulumi from "@pulumi/pulumi";
import { drainLaw } from "../strategy/drain";
import { AccessLogBucket } from "./access-log-bucket";
import { ValidatedCertificate } from "./validated-certificate";

/** What a caller decides about a {@link ServiceLoadBalancer}. */
export interface ServiceLoadBalancerArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Private subnets, one per zone: the load balancer has no public address. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Must admit CloudFront's VPC origin and reach the tasks' port. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Name on the certificate, e.g. "eu-west-1-c1.origin.app.example.com"; it resolves to the load balancer. */
    readonly hostname: string;
    /** Public Route 53 zone that holds the name. */
    readonly zoneId: pulumi.Input<string>;
    /** Port on which the tasks speak TLS. Changing it replaces the target group. */
    readonly taskPort: number;
    /** Answered with 200 by a task that can serve, e.g. "/healthz". */
    readonly healthCheckPath: string;
    /** AWS and Pulumi refuse to delete the load balancer and its logs. */
    readonly deletionProtected: boolean;
    /** Days that access logs are kept. @default 365, from {@link AccessLogBucket} */
    readonly accessLogRetentionDays?: pulumi.Input<number>;
}

/** Seconds that a kept-alive connection may idle; tasks must keep theirs longer (docs/service-contract.md). */
export const idleTimeoutSeconds = 60;

/** AWS allows 32 characters; Pulumi's auto-naming takes a hyphen and seven of them. */
const maxNameLength = 24;

/** What is wrong with a load balancer's name and arguments; empty when nothing is. */
export function loadBalancerMistakes(
    name: string,
    {
        subnetIds,
        taskPort,
        healthCheckPath,
    }: Pick<ServiceLoadBalancerArgs, "subnetIds" | "taskPort" | "healthCheckPath">,
): readonly string[] {
    const mistakes: string[] = [];
    if (name.length > maxNameLength) {
        mistakes.push(
            `a load balancer's name must have at most ${maxNameLength} characters, ` +
                `because AWS allows 32 and auto-naming adds 8, got ${name.length} in "${name}"; shorten the cell's name`,
        );
    }
    if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/i.test(name) || /^internal-/i.test(name)) {
        mistakes.push(
            `a load balancer's name must be letters, digits and inner hyphens and not start with "internal-", ` +
                `got "${name}"`,
        );
    }
    if (subnetIds.length < 2) {
        mistakes.push(
            `subnetIds must name at least two subnets in different zones, got ${subnetIds.length}; ` +
                `AWS takes no application load balancer in a single zone`,
        );
    }
    if (!Number.isInteger(taskPort) || taskPort < 1024 || taskPort > 65_535) {
        mistakes.push(
            `taskPort must be a whole number from 1024 to 65535, got ${taskPort}; ` +
                `the container's user may not open a lower one`,
        );
    }
    if (!/^\/[\x21-\x7e]*$/.test(healthCheckPath)) {
        mistakes.push(`healthCheckPath must be a path that starts with "/", got "${healthCheckPath}"`);
    }
    return mistakes;
}

/**
 * The cell's front door: an internal application load balancer that CloudFront reaches through a VPC origin,
 * with TLS on both sides and no plain listener. It carries no web ACL of its own: the distribution's is in
 * front of every request, because nothing but its VPC origin gets here.
 */
export class ServiceLoadBalancer extends pulumi.ComponentResource {
    public readonly arn: pulumi.Output<string>;
    /** The `LoadBalancer` dimension of its metrics. */
    public readonly arnSuffix: pulumi.Output<string>;
    public readonly dnsName: pulumi.Output<string>;
    /** Of the hostname, once ACM has issued it. */
    public readonly certificateArn: pulumi.Output<string>;
    /** The name on the certificate; known once it resolves to the load balancer. */
    public readonly hostname: pulumi.Output<string>;
    public readonly targetGroupArn: pulumi.Output<string>;
    /** The `TargetGroup` dimension of its metrics. */
    public readonly targetGroupArnSuffix: pulumi.Output<string>;
    /**
     * Both suffixes, as scaling on requests names the target group. Known once the listener forwards to it: before,
     * AWS refuses the policy.
     */
    public readonly requestLabel: pulumi.Output<string>;
    /** AWS refuses a service whose target group no listener forwards to yet: the service depends on this. */
    public readonly listener: pulumi.Resource;

    /** @param name Logical name of the load balancer and its target group too, so at most 24 characters. */
    constructor(name: string, args: ServiceLoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:ServiceLoadBalancer", name, {}, opts);
        const mistakes = loadBalancerMistakes(name, args);
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const parent = { parent: this };
        const { hostname, zoneId, deletionProtected } = args;

        const { certificateArn } = new ValidatedCertificate(`${name}-origin`, { hostname, zoneId }, parent);
        const { bucketName } = new AccessLogBucket(
            `${name}-logs`,
            {
                deletionProtected,
                ...(args.accessLogRetentionDays === undefined
                    ? {}
                    : { retentionDays: args.accessLogRetentionDays }),
            },
            parent,
        );
        // It and the target group take the component's own name: with a role the longest cell's would not fit.
        const balancer = new lb.LoadBalancer(
            name,
            {
                loadBalancerType: "application",
                internal: true,
                subnets: [...args.subnetIds],
                securityGroups: [args.securityGroupId],
                dropInvalidHeaderFields: true,
                desyncMitigationMode: "defensive",
                idleTimeout: idleTimeoutSeconds,
                // Lets an operator move traffic out of a zone that fails without failing its health checks.
                enableZonalShift: true,
                enableDeletionProtection: deletionProtected,
                accessLogs: { enabled: true, bucket: bucketName },
            },
            { ...parent, protect: deletionProtected },
        );
        const targets = new lb.TargetGroup(name, targetGroupArgs(args), parent);
        const listener = new lb.Listener(
            `${name}-https`,
            {
                loadBalancerArn: balancer.arn,
                port: 443,
                protocol: "HTTPS",
                sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
                certificateArn,
                defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
            },
            parent,
        );
        const address = new route53.Record(
            `${name}-address`,
            {
                zoneId,
                name: hostname,
                type: "A",
                aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
            },
            parent,
        );

        this.listener = listener;
        this.requestLabel = pulumi
            .all([balancer.arnSuffix, targets.arnSuffix, listener.arn])
            .apply(([balancerSuffix, targetsSuffix]) => `${balancerSuffix}/${targetsSuffix}`);
        this.arn = balancer.arn;
        this.arnSuffix = balancer.arnSuffix;
        this.dnsName = balancer.dnsName;
        this.certificateArn = certificateArn;
        this.hostname = address.name;
        this.targetGroupArn = targets.arn;
        this.targetGroupArnSuffix = targets.arnSuffix;
        this.registerOutputs({ arn: this.arn, hostname: this.hostname });
    }
}

/** Tasks by address, over TLS; the load balancer does not check whose certificate a task shows. */
function targetGroupArgs(args: ServiceLoadBalancerArgs): lb.TargetGroupArgs {
    const { deregistrationDelaySeconds, healthCheck } = drainLaw;
    return {
        vpcId: args.vpcId,
        targetType: "ip",
        port: args.taskPort,
        protocol: "HTTPS",
        deregistrationDelay: deregistrationDelaySeconds,
        // Requests differ widely in cost; by turns, a task with slow ones would get as many as the others.
        loadBalancingAlgorithmType: "least_outstanding_requests",
        healthCheck: {
            enabled: true,
            protocol: "HTTPS",
            port: "traffic-port",
            path: args.healthCheckPath,
            matcher: "200",
            interval: healthCheck.intervalSeconds,
            timeout: healthCheck.timeoutSeconds,
            healthyThreshold: healthCheck.healthyThreshold,
            unhealthyThreshold: healthCheck.unhealthyThreshold,
        },
    };
}
