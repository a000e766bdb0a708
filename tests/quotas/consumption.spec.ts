import assert from "node:assert/strict";
import { grantedBy } from "../../quotas/compare";
import { accountUse, availableOf, fullSubnets, shortages, type Consumption } from "../../quotas/consumption";
import { proxyAddressesFor } from "../../quotas/addresses";
import { grantableCodes, quotas, type Quota } from "../../quotas/quotas";
import { limitViolations } from "../../quotas/limits";
import { quotaLines } from "../../quotas/report";
import { width } from "../../preview/text";
import type { Preview } from "../../preview/preview";
import { platform } from "../support/platform";

const prod = (): Promise<Preview> => platform("prod", "unknown");

function of(all: readonly Consumption[], key: string, place: string): Consumption {
    const found = all.find((one) => one.key === key && one.place === place);
    assert.ok(found !== undefined, `nothing is counted for ${key} in ${place}`);
    return found;
}

/** The preview with its registrations changed. */
function withInputs(
    preview: Preview,
    type: string,
    change: (inputs: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Preview {
    return {
        ...preview,
        stacks: preview.stacks.map((stack) => ({
            ...stack,
            resources: stack.resources.map((one) =>
                one.type === type ? { ...one, inputs: change(one.inputs) } : one,
            ),
        })),
    };
}

function quotaOf(key: string): Quota {
    const found = quotas.find((one) => one.key === key);
    assert.ok(found !== undefined, `no quota is called ${key}`);
    return found;
}

describe("the table of quotas", () => {
    it("names each quota once, by a key and by a code of its service, with AWS's page", () => {
        const keys = quotas.map(({ key }) => key);
        assert.equal(new Set(keys).size, keys.length);
        const codes = quotas.map(({ quotaCode }) => quotaCode);
        assert.equal(new Set(codes).size, codes.length);
        for (const { key, quotaCode, source } of quotas) {
            assert.match(quotaCode, /^L-[0-9A-F]{8}$/, key);
            assert.match(source, /^https:\/\/docs\.aws\.amazon\.com\//, key);
        }
        assert.ok(grantableCodes.includes("L-F678F1CE"));
    });

    it("has what a region differs in, and what the settings were granted above all", () => {
        const burst = quotaOf("fargate.onDemandBurstLaunch");
        assert.deepEqual(availableOf(burst, "us-east-1", {}), { available: 100, granted: false });
        assert.deepEqual(availableOf(burst, "eu-south-2", {}), { available: 25, granted: false });
        assert.deepEqual(availableOf(burst, "us-east-1", { "us-east-1": { [burst.quotaCode]: 300 } }), {
            available: 300,
            granted: true,
        });
        assert.equal(availableOf(burst, "us-east-1", { global: { [burst.quotaCode]: 300 } }).granted, false);
    });
});

describe("what prod takes of the account", function () {
    this.timeout(60_000);

    it("counts one by one what a region or the account has so many of", async () => {
        const { quotas: all } = accountUse(await prod());
        const used = (key: string, place: string): number => of(all, key, place).used;
        assert.equal(used("vpc.perRegion", "us-east-1"), 3);
        assert.equal(used("vpc.perRegion", "ap-southeast-1"), 2);
        assert.equal(used("ec2.elasticIps", "eu-west-1"), 9);
        assert.equal(used("vpc.natPerAz", "use1-az1"), 3);
        assert.equal(used("vpc.gatewayEndpointsPerRegion", "us-west-2"), 6);
        assert.equal(used("cloudfront.vpcOrigins", "global"), 11);
        assert.equal(used("vpc.subnetsPerVpc", "us-east-1-c1-network-vpc"), 9);
        // 55 for CloudFront's prefix list, and the canary's.
        assert.equal(used("vpc.rulesPerSecurityGroup", "us-east-1-c1-groups-load-balancer"), 56);
    });

    it("counts what autoscaling moves at its maximum", async () => {
        const { quotas: all } = accountUse(await prod());
        const used = (key: string, place: string): number => of(all, key, place).used;
        // A cell's service: 3 on demand, and of the other 47 a fifth on Spot, which is 10: 40 on demand. Its workers:
        // 2 on demand, and of the other 8 four fifths, which is 7 on Spot: 3 on demand. 2 vCPU, twice, 3 cells.
        assert.equal(used("fargate.onDemandVcpu", "us-east-1"), (40 + 3) * 2 * 2 * 3);
        assert.equal(used("fargate.spotVcpu", "us-east-1"), (10 + 7) * 2 * 2 * 3);
        // A writer and five readers.
        assert.equal(used("rds.dbInstances", "us-east-1"), 6 * 3);
        // Ten shards of a primary and two standbys.
        assert.equal(used("elasticache.nodesPerRegion", "us-east-1"), 10 * 3 * 3);
        assert.equal(used("elasticache.nodesPerShard", "us-east-1-c1-cache-nodes"), 3);
        // Of 1,100,000 users, each with a fifth of a file for each request.
        assert.equal(used("cloudfront.requestsPerSecond", "edge-distribution-cdn"), 55_000 * 1.2);
    });

    it("counts what functions reserve, and what must stay unreserved beside it (I4)", async () => {
        const executions = (preview: Preview): readonly (readonly [string, number])[] =>
            accountUse(preview)
                .quotas.filter(({ key }) => key === "lambda.concurrentExecutions")
                .map(({ place, used }) => [place, used]);
        // One for the runner of each cell's migrations.
        assert.deepEqual(executions(await prod()), [
            ["us-east-1", 103],
            ["us-west-2", 103],
            ["eu-west-1", 103],
            ["ap-southeast-1", 102],
        ]);
        const none = withInputs(await prod(), "aws:lambda/function:Function", (inputs) => ({
            ...inputs,
            reservedConcurrentExecutions: -1,
        }));
        assert.deepEqual(executions(none), []);
    });

    it("asks for executions where an account is as new as to have 10 of them", async () => {
        const preview = await prod();
        const fresh = {
            ...preview,
            settings: { ...preview.settings, quotas: { "eu-west-1": { "L-B99A9384": 10 } } },
        };
        const [short] = shortages(accountUse(fresh)).filter(({ quota }) => quota.serviceCode === "lambda");
        assert.deepEqual([short?.place, short?.used, short?.available], ["eu-west-1", 103, 10]);
    });

    it("says what to ask AWS for, until the settings say that it was granted", async () => {
        const preview = await prod();
        const codes = [...new Set(shortages(accountUse(preview)).map(({ quota }) => quota.quotaCode))];
        assert.deepEqual(codes.sort(), ["L-0263D0A3", "L-3032A538", "L-36FBB829"]);
        const regions = ["us-east-1", "us-west-2", "eu-west-1", "ap-southeast-1"];
        const granted = {
            ...preview,
            settings: {
                ...preview.settings,
                quotas: Object.fromEntries(
                    regions.map((region) => [
                        region,
                        { "L-0263D0A3": 9, "L-3032A538": 516, "L-36FBB829": 204 },
                    ]),
                ),
            },
        };
        assert.deepEqual(shortages(accountUse(granted)), []);
    });

    it("adds up what a zone's subnet holds when another zone is lost, with AWS's own reserves", async () => {
        const use = accountUse(await prod());
        assert.deepEqual(fullSubnets(use), []);
        const subnet = use.subnets.find((one) => one.subnet === "us-east-1-c1-network-private-use1-az1");
        // 100 tasks and 20 workers while all are replaced, over two zones.
        assert.deepEqual(subnet?.parts, { tasks: 60, "load balancer": 8, endpoints: 7, functions: 2 });
        const data = use.subnets.find((one) => one.subnet === "us-east-1-c1-network-data-use1-az1");
        // Six instances of 15 addresses and an endpoint of 3, over three zones; six instances, 30 nodes over two.
        assert.deepEqual(data?.parts, { proxy: 31, database: 3, cache: 15 });
    });

    it("names a subnet that is too small", async () => {
        const small = withInputs(await prod(), "aws:ec2/subnet:Subnet", (inputs) =>
            inputs.cidrBlock === "10.16.0.0/18" ? { ...inputs, cidrBlock: "10.16.0.0/26" } : inputs,
        );
        const use = accountUse(small);
        assert.deepEqual(
            fullSubnets(use).map(({ subnet, usable, needed }) => [subnet, usable, needed]),
            [["us-east-1-c1-network-private-use1-az1", 59, 77]],
        );
        assert.ok(
            quotaLines(use).includes(
                "  too small: us-east-1-c1-network-private-use1-az1 (10.16.0.0/26) has 59 addresses, 77 are needed",
            ),
        );
    });

    it("tells what AWS does not raise apart from what can be asked for", async () => {
        const wide = withInputs(await prod(), "aws:appautoscaling/target:Target", (inputs) =>
            inputs.serviceNamespace === "rds" ? { ...inputs, maxCapacity: 16 } : inputs,
        );
        const text = quotaLines(accountUse(wide)).join("\n");
        assert.match(text, /AWS does not raise these:\n {2}[^]*L-5BC124EF\): 16 in 11\n? *places/);
    });

    it("fits a terminal, and says so where everything suffices", async () => {
        const lines = quotaLines(accountUse(await prod()));
        assert.deepEqual(
            lines.filter((line) => line.length > width),
            [],
        );
        assert.deepEqual(quotaLines({ quotas: [], subnets: [] }).slice(1), [
            "  all of them and every subnet suffice",
            "",
        ]);
    });
});

describe("a limit that AWS does not raise", function () {
    this.timeout(60_000);

    it("forbids the update where it is exceeded, as a subnet that is too small does", async () => {
        const wide = withInputs(await prod(), "aws:appautoscaling/target:Target", (inputs) =>
            inputs.serviceNamespace === "rds" ? { ...inputs, maxCapacity: 16 } : inputs,
        );
        const found = limitViolations(accountUse(wide), "prod");
        assert.equal(found.length, 11);
        const [first] = found;
        assert.equal(
            first?.message,
            "us-east-1-c1-database-cluster needs 16 of what AWS ends at 15: Read replicas per primary (rds L-5BC124EF)",
        );
        assert.equal(first.enforcementLevel, "mandatory");
        assert.deepEqual(limitViolations(accountUse(await prod()), "prod"), []);
    });
});

describe("addresses of RDS Proxy", () => {
    it("are AWS's for the class or the capacity behind it", () => {
        assert.deepEqual(
            [
                proxyAddressesFor("db.t4g.medium", undefined),
                proxyAddressesFor("db.r6g.2xlarge", undefined),
                proxyAddressesFor("db.r6g.16xlarge", undefined),
                proxyAddressesFor("db.serverless", 54),
                proxyAddressesFor("db.serverless", 256),
            ],
            [10, 15, 75, 25, 75],
        );
    });
});

describe("what the account was granted", () => {
    const use = (key: string, region: string): Consumption => ({
        key,
        place: region,
        region,
        used: 1,
        quota: quotaOf(key),
        available: 5,
        granted: false,
    });

    it("is what Service Quotas says beyond the defaults, asked once for each service and region", async () => {
        const asked: string[] = [];
        const granted = await grantedBy(
            (region, serviceCode) => {
                asked.push(`${region} ${serviceCode}`);
                return Promise.resolve(
                    new Map([
                        ["L-F678F1CE", 20],
                        ["L-A4707A72", 5],
                        ["L-FE177D64", 2_000],
                    ]),
                );
            },
            {
                quotas: [
                    use("vpc.perRegion", "eu-west-1"),
                    use("vpc.internetGateways", "eu-west-1"),
                    use("iam.roles", "global"),
                    use("rds.readersPerCluster", "eu-west-1"),
                ],
                subnets: [],
            },
        );
        assert.deepEqual(granted, { "eu-west-1": { "L-F678F1CE": 20 }, global: { "L-FE177D64": 2_000 } });
        assert.deepEqual(asked, ["eu-west-1 vpc", "us-east-1 iam"]);
    });
});
