import * as ec2 from "@pulumi/aws/ec2";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";

/** What the gateway endpoints of a network need to know. */
export interface GatewayEndpointsArgs {
    readonly region: Region;
    readonly accountId: pulumi.Input<string>;
    readonly vpcId: pulumi.Input<string>;
    /** Route tables of the private subnets. */
    readonly privateTableIds: readonly pulumi.Input<string>[];
    readonly dataTableId: pulumi.Input<string>;
}

/** Part of an endpoint's policy. */
interface Statement {
    readonly Effect: "Allow";
    readonly Principal: "*";
    readonly Action: string;
    readonly Resource: "*";
    readonly Condition?: { readonly StringEquals: Readonly<Record<string, pulumi.Input<string>>> };
}

/**
 * Only who belongs to this account may pass, so that credentials of a stranger's account carry nothing out. A
 * policy grants nothing by itself ("Control access to VPC endpoints using endpoint policies", AWS PrivateLink guide).
 */
function ownAccount(accountId: pulumi.Input<string>): Statement {
    return {
        Effect: "Allow",
        Principal: "*",
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
    };
}

/**
 * Image layers are read by links that ECR, or whichever registry keeps its layers in S3, has signed with an
 * account of its own ("Minimum Amazon S3 bucket permissions for Amazon ECR", ECR user guide).
 */
const layersOfRegistries: Statement = {
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: "*",
};

const policyOf = (...statements: readonly Statement[]): pulumi.Output<string> =>
    pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });

/** The way to S3 and DynamoDB inside AWS: free, and what takes it skips the NAT gateways. */
export function makeGatewayEndpoints(
    name: string,
    args: GatewayEndpointsArgs,
    parent: pulumi.Resource,
): void {
    const { region, accountId, vpcId, privateTableIds, dataTableId } = args;
    const gateway = (
        service: "s3" | "dynamodb",
        routeTableIds: readonly pulumi.Input<string>[],
        policy: pulumi.Output<string>,
    ): ec2.VpcEndpoint =>
        new ec2.VpcEndpoint(
            `${name}-${service}`,
            {
                vpcId,
                serviceName: `com.amazonaws.${region}.${service}`,
                vpcEndpointType: "Gateway",
                routeTableIds: [...routeTableIds],
                policy,
            },
            { parent },
        );
    gateway("s3", [...privateTableIds, dataTableId], policyOf(ownAccount(accountId), layersOfRegistries));
    gateway("dynamodb", privateTableIds, policyOf(ownAccount(accountId)));
}

/** What a caller decides about {@link InterfaceEndpoints}. */
export interface InterfaceEndpointsArgs {
    readonly region: Region;
    /** Its names must resolve: `enableDnsSupport` and `enableDnsHostnames`, or AWS refuses private names. */
    readonly vpcId: pulumi.Input<string>;
    /** Private subnets, one per zone; each endpoint has an address, and a price, in each. */
    readonly subnetIds: readonly pulumi.Input<string>[];
    /** Admits the tasks on 443, and nobody else. */
    readonly securityGroupId: pulumi.Input<string>;
}

/**
 * AWS services that tasks talk to all the time, by the word for them in resource names: images (their layers come
 * from S3), logs, secrets, keys, credentials and queues.
 */
export const interfaceServices = {
    "ecr-api": "ecr.api",
    "ecr-dkr": "ecr.dkr",
    logs: "logs",
    secrets: "secretsmanager",
    kms: "kms",
    sts: "sts",
    sqs: "sqs",
} as const;

/**
 * Private addresses of AWS services in the cell's own subnets, under their public names: tasks find them without
 * knowing, and the NAT gateways keep what else goes out. docs/adr/0015 says when they pay for themselves.
 */
export class InterfaceEndpoints extends pulumi.ComponentResource {
    constructor(name: string, args: InterfaceEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:InterfaceEndpoints", name, {}, opts);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });
        const policy = policyOf(ownAccount(accountId));
        for (const [role, service] of Object.entries(interfaceServices)) {
            new ec2.VpcEndpoint(
                `${name}-${role}`,
                {
                    vpcId: args.vpcId,
                    serviceName: `com.amazonaws.${args.region}.${service}`,
                    vpcEndpointType: "Interface",
                    privateDnsEnabled: true,
                    subnetIds: [...args.subnetIds],
                    securityGroupIds: [args.securityGroupId],
                    policy,
                    tags: { Name: `${name}-${role}` },
                },
                { parent: this },
            );
        }
        this.registerOutputs();
    }
}
