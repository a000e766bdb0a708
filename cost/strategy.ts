import { costBreakdownTenThousandUsers, growth } from "../strategy/law";
import { byService, type Bill } from "./bill";

/** A size that the strategy prices, and how this project runs it at the least cost. */
export interface StrategySize {
    readonly users: number;
    /** The strategy's own, a month. */
    readonly dollars: number;
    /** The phase whose range of users ends or begins there ("Migration Strategy"). */
    readonly phase: 1 | 2;
    /** What the settings of a cell say otherwise than the phase. */
    readonly cell: Readonly<Record<string, unknown>>;
}

/** The strategy prices db.t4g.large at 10,000 users ("Cost Breakdown"); phase 1's preset is a size smaller. */
const tenThousandCell = { database: { kind: "provisioned", instanceClass: "db.t4g.large" } };

/** The sizes of the strategy's growth projections. */
export const strategySizes: readonly StrategySize[] = growth.map(({ users, monthlyDollars }, index) => ({
    users,
    dollars: monthlyDollars,
    phase: index === 2 ? 2 : 1,
    cell: index === 1 ? tenThousandCell : {},
}));

/** A line of the strategy's breakdown for 10,000 users, and the services of ours that do the same. */
export interface BreakdownLine {
    readonly name: string;
    /** The strategy's own; absent for what it does not have. */
    readonly dollars?: number;
    readonly services: readonly string[];
    /** Why ours differs. */
    readonly because: string;
}

const { ecsFargate, rds, redis, loadBalancer, cloudFrontAndS3 } = costBreakdownTenThousandUsers;

/** The breakdown, and what this project adds to it. */
export const breakdown: readonly BreakdownLine[] = [
    {
        name: "ECS Fargate (5 tasks)",
        dollars: ecsFargate,
        services: ["Fargate"],
        because:
            "five tasks of 2 vCPU and 4 GB, all month, are 288 $ on ARM and 360 $ on x86: the strategy's 180 $ pay for three. Ours run five while users are there and two otherwise",
    },
    {
        name: "RDS (db.t4g.large + 1 replica)",
        dollars: rds,
        services: ["Aurora"],
        because:
            "the same two instances are 213 $; storage and I/O, which follow from the users, are the rest",
    },
    {
        name: "Redis (cache.r6g.large)",
        dollars: redis,
        services: ["Cache"],
        because:
            "one node of the strategy's class is 120 $ on Valkey; phase 1 has two small ones instead, so that a failed one is no outage",
    },
    {
        name: "ALB",
        dollars: loadBalancer,
        services: ["Load balancer"],
        because: "hours and units; the strategy's figure has room for more traffic",
    },
    {
        name: "CloudFront + S3",
        dollars: cloudFrontAndS3,
        services: ["CloudFront", "S3"],
        because:
            "the strategy counts its 500 GB; its own 500 requests a second are 460 million requests a month, each of which CloudFront bills, and the router's function and its reads with it",
    },
    {
        name: "connections",
        services: ["RDS Proxy"],
        because:
            "50 tasks of 20 connections meet the law's 100 only through a proxy, with an endpoint for reads",
    },
    {
        name: "network",
        services: ["NAT gateway", "Endpoints", "Traffic"],
        because: "nothing has a public address: what leaves goes through NAT, and data crosses zones",
    },
    {
        name: "protection",
        services: ["WAF", "Keys and secrets", "Backups"],
        because: "a web ACL, encryption with keys of the cell's own, backups that reach 35 days back in prod",
    },
    {
        name: "observability",
        services: ["Alarms", "Metrics", "Logs", "Canaries", "Route 53"],
        because: "alarms on every part, Container Insights, logs kept for audits, probes from outside",
    },
    {
        name: "work for later",
        services: ["Queue", "Lambda"],
        because: "the queue of phase 4, and migrations",
    },
];

/** Expected dollars of a line's services. */
export function lineDollars(bill: Bill, { services }: Pick<BreakdownLine, "services">): number {
    return byService(bill.items)
        .filter(({ service }) => services.includes(service))
        .reduce((sum, { cost }) => sum + cost.expected, 0);
}
