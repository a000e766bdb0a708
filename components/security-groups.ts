import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import * as pulumi from "@pulumi/pulumi";

/** What a caller decides about {@link CellSecurityGroups}. */
export interface CellSecurityGroupsArgs {
    readonly vpcId: pulumi.Input<string>;
    /** Port that the service's container listens on. */
    readonly taskPort: number;
    /** Makes a group for the addresses of AWS services in the cell. @default false */
    readonly interfaceEndpoints?: boolean;
    /** Makes a group for what asks the cell's door from inside. @default false */
    readonly canary?: boolean;
}

/** Ports that the cell's parts listen on, beside the service's own. */
export const cellPorts = {
    /** TLS, of the load balancer and of AWS's endpoints. */
    https: 443,
    /** PostgreSQL's own, on the database and on its proxy. */
    database: 5432,
    /** Valkey's and Redis's own. */
    cache: 6379,
} as const;

/** AWS's list of the addresses that CloudFront reaches origins from. */
const cloudFrontPrefixList = "com.amazonaws.global.cloudfront.origin-facing";

/**
 * The cell's groups by name. AWS takes letters, digits and a few signs in a description, and changing one
 * replaces the group under everything that wears it: that the canary reaches the load balancer, and the runner of
 * migrations the database, too, their rules say.
 */
const descriptions = {
    loadBalancer: "Internal load balancer, reached through CloudFront only",
    tasks: "Tasks of the service, reached through the load balancer only",
    databaseProxy: "Database proxy, reached by tasks only",
    database: "Database, reached by its proxy only",
    cache: "Cache, reached by tasks only",
    endpoints: "Endpoints of AWS services, reached by tasks only",
    canary: "Canary of the load balancer, reached by nobody",
    migrator: "Runner of migrations, reached by nobody",
} as const;

type Group = keyof typeof descriptions;

/** What a group needs of AWS, in the words of AWS's console. */
const awsServices = {
    tasks: "Image pulls, logs, secrets and STS through the NAT gateway",
    canary: "What runs leave and what came of them, to S3 and CloudWatch",
    migrator: "The secret of the database, through the NAT gateway",
} as const satisfies Partial<Record<Group, string>>;

/** Groups of parts that not every cell has. */
type Optional = "endpoints" | "canary";

/** The groups that a cell has; none for a part that it has not. */
type Groups = Readonly<Record<Exclude<Group, Optional>, ec2.SecurityGroup>> &
    Readonly<Partial<Record<Optional, ec2.SecurityGroup>>>;

/** Who may open a connection to whom. Everything that is not listed is closed. */
interface Flow {
    readonly from: Group;
    readonly to: Group;
    readonly port: number;
    /** In the words of AWS's console, on both sides. */
    readonly description: string;
}

/**
 * The proxy has no way to Secrets Manager here and needs none: it signs in by IAM, with tokens that RDS makes in
 * its own network. AWS asks of the proxy's groups nothing but the way from clients and to the database
 * ("Creating a proxy", Aurora user guide), and a data subnet has no route to anything else.
 */
function flows(taskPort: number): readonly Flow[] {
    const { https, database, cache } = cellPorts;
    return [
        { from: "loadBalancer", to: "tasks", port: taskPort, description: "Requests of users" },
        { from: "tasks", to: "databaseProxy", port: database, description: "Queries, pooled by the proxy" },
        { from: "tasks", to: "cache", port: cache, description: "Sessions and cached answers" },
        { from: "databaseProxy", to: "database", port: database, description: "Queries of the proxy" },
        { from: "tasks", to: "endpoints", port: https, description: "AWS services inside the cell" },
        { from: "migrator", to: "database", port: database, description: "Migrations of the schema" },
        { from: "migrator", to: "endpoints", port: https, description: "The secret of the database" },
        { from: "canary", to: "loadBalancer", port: https, description: "The canary asks as a user would" },
    ];
}

/** What is wrong with a port; undefined when nothing is. */
export function portMistake(port: number): string | undefined {
    if (Number.isInteger(port) && port >= 1 && port <= 65_535) return undefined;
    return `taskPort must be a whole number from 1 to 65535, got ${port}; use the port the container listens on`;
}

const kebab = (group: Group): string => group.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Who may talk to whom inside a cell, by group and never by address. An id is known once the group's rules
 * exist: what starts with it finds its connections open.
 */
export class CellSecurityGroups extends pulumi.ComponentResource {
    /** Id of the internal load balancer's group. */
    public readonly loadBalancer: pulumi.Output<string>;
    /** Id of the group of the service's tasks, and of whatever else runs with their access. */
    public readonly tasks: pulumi.Output<string>;
    /** Id of the group of RDS Proxy and all its endpoints. */
    public readonly databaseProxy: pulumi.Output<string>;
    /** Id of the database cluster's group. */
    public readonly database: pulumi.Output<string>;
    /** Id of the cache's group. */
    public readonly cache: pulumi.Output<string>;
    /** Id of the group of what applies migrations. */
    public readonly migrator: pulumi.Output<string>;
    /** Id of the group of the interface endpoints, where there are any. */
    public readonly endpoints: pulumi.Output<string> | undefined;
    /** Id of the group of the canary, where there is one. */
    public readonly canary: pulumi.Output<string> | undefined;

    constructor(name: string, args: CellSecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:network:CellSecurityGroups", name, {}, opts);
        const mistake = portMistake(args.taskPort);
        if (mistake !== undefined) throw new pulumi.ResourceError(mistake, this, true);

        const group = (role: Group): ec2.SecurityGroup =>
            new ec2.SecurityGroup(
                `${name}-${kebab(role)}`,
                {
                    vpcId: args.vpcId,
                    description: descriptions[role],
                    tags: { Name: `${name}-${kebab(role)}` },
                },
                { parent: this },
            );
        const groups: Groups = {
            loadBalancer: group("loadBalancer"),
            tasks: group("tasks"),
            databaseProxy: group("databaseProxy"),
            database: group("database"),
            cache: group("cache"),
            migrator: group("migrator"),
            ...(args.interfaceEndpoints === true ? { endpoints: group("endpoints") } : {}),
            ...(args.canary === true ? { canary: group("canary") } : {}),
        };
        const rules: readonly [Group, pulumi.CustomResource][] = [
            ["loadBalancer", this.fromCloudFront(name, groups.loadBalancer)],
            ["tasks", this.toAwsServices(name, "tasks", groups.tasks)],
            ...this.canaryToAwsServices(name, groups.canary),
            ...this.migratorToAwsServices(name, groups),
            ...flows(args.taskPort).flatMap((flow) => this.open(name, groups, flow)),
        ];
        const ready = (role: Group, { id }: ec2.SecurityGroup): pulumi.Output<string> => {
            const own = rules.filter(([owner]) => owner === role).map(([, rule]) => rule.id);
            return pulumi.all([id, pulumi.all(own)]).apply(([known]) => known);
        };

        this.loadBalancer = ready("loadBalancer", groups.loadBalancer);
        this.tasks = ready("tasks", groups.tasks);
        this.databaseProxy = ready("databaseProxy", groups.databaseProxy);
        this.database = ready("database", groups.database);
        this.cache = ready("cache", groups.cache);
        this.migrator = ready("migrator", groups.migrator);
        this.endpoints = groups.endpoints && ready("endpoints", groups.endpoints);
        this.canary = groups.canary && ready("canary", groups.canary);
        this.registerOutputs({
            loadBalancer: this.loadBalancer,
            tasks: this.tasks,
            databaseProxy: this.databaseProxy,
            database: this.database,
            cache: this.cache,
            migrator: this.migrator,
        });
    }

    /** Both sides of a flow: a group that may send is of no use to one that may not receive. */
    private open(
        name: string,
        groups: Groups,
        { from, to, port, description }: Flow,
    ): [Group, pulumi.CustomResource][] {
        const [sender, receiver] = [groups[from], groups[to]];
        if (sender === undefined || receiver === undefined) return [];
        const connection = { ipProtocol: "tcp", fromPort: port, toPort: port, description };
        const egress = new vpc.SecurityGroupEgressRule(
            `${name}-${kebab(from)}-to-${kebab(to)}`,
            { ...connection, securityGroupId: sender.id, referencedSecurityGroupId: receiver.id },
            { parent: this },
        );
        const ingress = new vpc.SecurityGroupIngressRule(
            `${name}-${kebab(to)}-from-${kebab(from)}`,
            { ...connection, securityGroupId: receiver.id, referencedSecurityGroupId: sender.id },
            { parent: this },
        );
        return [
            [from, egress],
            [to, ingress],
        ];
    }

    /** The list counts as 55 of the 60 rules a group may have, so CloudFront gets this one port and no second. */
    private fromCloudFront(name: string, loadBalancer: ec2.SecurityGroup): pulumi.CustomResource {
        const list = ec2.getManagedPrefixListOutput({ name: cloudFrontPrefixList }, { parent: this });
        return new vpc.SecurityGroupIngressRule(
            `${name}-load-balancer-from-cloudfront`,
            {
                securityGroupId: loadBalancer.id,
                prefixListId: list.id,
                ipProtocol: "tcp",
                fromPort: cellPorts.https,
                toPort: cellPorts.https,
                description: "Requests through the VPC origin of CloudFront",
            },
            { parent: this },
        );
    }

    /** S3 for what its runs leave, by way of the gateway endpoint, and CloudWatch for what came of them. */
    private canaryToAwsServices(
        name: string,
        canary: ec2.SecurityGroup | undefined,
    ): [Group, pulumi.CustomResource][] {
        return canary === undefined ? [] : [["canary", this.toAwsServices(name, "canary", canary)]];
    }

    /** Secrets Manager is all that a runner asks of AWS; where the cell has an endpoint for it, no address is open. */
    private migratorToAwsServices(
        name: string,
        { migrator, endpoints }: Groups,
    ): [Group, pulumi.CustomResource][] {
        return endpoints === undefined ? [["migrator", this.toAwsServices(name, "migrator", migrator)]] : [];
    }

    /**
     * The rules that name addresses: AWS services are reached through the NAT gateway at addresses that AWS changes at
     * will, so no list could hold them. TLS only, and nothing comes back in.
     */
    private toAwsServices(
        name: string,
        role: keyof typeof awsServices,
        { id: securityGroupId }: ec2.SecurityGroup,
    ): pulumi.CustomResource {
        return new vpc.SecurityGroupEgressRule(
            `${name}-${role}-to-aws-services`,
            {
                securityGroupId,
                cidrIpv4: "0.0.0.0/0",
                ipProtocol: "tcp",
                fromPort: cellPorts.https,
                toPort: cellPorts.https,
                description: awsServices[role],
            },
            { parent: this },
        );
    }
}
