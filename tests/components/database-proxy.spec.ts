import assert from "node:assert/strict";
import * as rds from "@pulumi/aws/rds";
import {
    DatabaseProxy,
    databaseUserArn,
    proxyMistakes,
    proxyTimeouts,
    type DatabaseProxyArgs,
} from "../../components/database-proxy";
import { connectionLaw } from "../../strategy/law";
import { connectionBudget } from "../../strategy/plan";
import { make, type MadeResources } from "../support/recording";

const types = {
    proxy: "aws:rds/proxy:Proxy",
    pool: "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
    target: "aws:rds/proxyTarget:ProxyTarget",
    endpoint: "aws:rds/proxyEndpoint:ProxyEndpoint",
    role: "aws:iam/role:Role",
    rolePolicy: "aws:iam/rolePolicy:RolePolicy",
    log: "aws:cloudwatch/logGroup:LogGroup",
} as const;

const kmsKeyArn = "arn:aws:kms:eu-west-1:111122223333:key/cell";

const args = (over: Partial<DatabaseProxyArgs> = {}): DatabaseProxyArgs => ({
    proxyName: "prod-eu-west-1-c1-proxy",
    clusterIdentifier: "prod-eu-west-1-c1-database",
    clusterArn: "arn:aws:rds:eu-west-1:111122223333:cluster:prod-eu-west-1-c1-database",
    clusterResourceId: "cluster-ABCDEFGHIJKL01234",
    kmsKeyArn,
    instances: [],
    subnetIds: ["subnet-1", "subnet-2"],
    securityGroupId: "sg-1",
    connections: connectionBudget(50),
    logRetentionDays: 400,
    ...over,
});

const makeProxy = (over: Partial<DatabaseProxyArgs> = {}, options = {}): Promise<MadeResources> =>
    make((provider) => new DatabaseProxy("proxy", args(over), { provider }), options);

const policyOf = (made: MadeResources): unknown =>
    JSON.parse(String(made.only(types.rolePolicy).inputs.policy)) as unknown;

describe("DatabaseProxy", () => {
    it("makes these children and nothing else", async () => {
        assert.deepEqual((await makeProxy()).all.map(({ type, name }) => `${type} ${name}`).sort(), [
            "aws:cloudwatch/logGroup:LogGroup proxy-log",
            "aws:iam/role:Role proxy-secret-reader",
            "aws:iam/rolePolicy:RolePolicy proxy-secret-reader",
            "aws:rds/proxy:Proxy proxy-proxy",
            "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup proxy-pool",
            "aws:rds/proxyEndpoint:ProxyEndpoint proxy-read-only",
            "aws:rds/proxyTarget:ProxyTarget proxy-target",
            "platform:data:DatabaseProxy proxy",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeProxy()).orphansOf("platform:data:DatabaseProxy"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeProxy()).onDefaultProvider(), []);
    });

    it("makes the same children in a preview, where nothing is known yet", async () => {
        const urns = async (preview: boolean): Promise<readonly string[]> =>
            (await makeProxy({}, { preview })).all.map(({ urn }) => urn);

        assert.deepEqual(await urns(true), await urns(false));
    });

    it("speaks TLS only, takes IAM tokens only, and writes no statement to its log", async () => {
        const { inputs } = (await makeProxy()).only(types.proxy);

        assert.equal(inputs.name, "prod-eu-west-1-c1-proxy");
        assert.equal(inputs.engineFamily, "POSTGRESQL");
        assert.equal(inputs.requireTls, true);
        assert.equal(inputs.debugLogging, false);
        assert.equal(inputs.defaultAuthScheme, "IAM_AUTH");
        assert.ok(!("auths" in inputs), "a user with a secret would be let in with a password");
    });

    it("lies in the given subnets behind the given group, on both endpoints", async () => {
        const made = await makeProxy();

        for (const { inputs, name } of [made.only(types.proxy), made.only(types.endpoint)]) {
            assert.deepEqual(inputs.vpcSubnetIds, ["subnet-1", "subnet-2"], name);
            assert.deepEqual(inputs.vpcSecurityGroupIds, ["sg-1"], name);
        }
    });

    it("holds no more connections than the budget gives it", async () => {
        const { inputs } = (await makeProxy()).only(types.pool);
        const connections = connectionBudget(50);

        assert.deepEqual(inputs, {
            dbProxyName: "prod-eu-west-1-c1-proxy",
            connectionPoolConfig: {
                maxConnectionsPercent: 50,
                maxIdleConnectionsPercent: 25,
                connectionBorrowTimeout: 2,
            },
        });
        assert.equal((connections.databaseMax * connections.proxyPercent) / 100, connectionLaw.maxPerService);
    });

    it("waits for a client longer than the client's pool does, and for a connection no longer", async () => {
        assert.equal((await makeProxy()).only(types.proxy).inputs.idleClientTimeout, 300);
        assert.ok(proxyTimeouts.idleClient * 1000 > connectionLaw.poolIdleTimeoutMilliseconds);
        assert.equal(proxyTimeouts.borrow * 1000, connectionLaw.poolConnectTimeoutMilliseconds);
    });

    it("serves reads from an endpoint of their own", async () => {
        const { inputs } = (await makeProxy()).only(types.endpoint);

        assert.equal(inputs.dbProxyEndpointName, "prod-eu-west-1-c1-proxy-read-only");
        assert.equal(inputs.dbProxyName, "prod-eu-west-1-c1-proxy");
        assert.equal(inputs.targetRole, "READ_ONLY");
    });

    it("deletes the endpoint for reads before another takes its name", async () => {
        const [endpoint] = (await makeProxy()).all.filter(({ name }) => name === "proxy-read-only");

        assert.equal(endpoint?.options.deleteBeforeReplace, true);
    });

    it("signs in to its one cluster as the one user, and reads no secret", async () => {
        assert.deepEqual(policyOf(await makeProxy()), {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "rds-db:connect",
                    Resource:
                        "arn:aws:rds-db:eu-west-1:111122223333:dbuser:cluster-ABCDEFGHIJKL01234/medease_service",
                },
            ],
        });
    });

    it("has a role that RDS alone can take", async () => {
        const trust = JSON.parse(
            String((await makeProxy()).only(types.role).inputs.assumeRolePolicy),
        ) as unknown;

        assert.deepEqual(trust, {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Principal: { Service: "rds.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
        });
    });

    it("waits for the policy of its role and for its log", async () => {
        const made = await makeProxy();
        const { dependencies } = made.only(types.proxy);

        assert.ok(dependencies.includes(made.only(types.rolePolicy).urn));
        assert.ok(dependencies.includes(made.only(types.log).urn));
    });

    it("gives its log to an encrypted group that was there first", async () => {
        assert.deepEqual((await makeProxy()).only(types.log).inputs, {
            name: "/aws/rds/proxy/prod-eu-west-1-c1-proxy",
            kmsKeyId: kmsKeyArn,
            retentionInDays: 400,
        });
    });

    it("turns to the cluster once it has instances", async () => {
        const made = await make((provider) => {
            const writer = new rds.ClusterInstance(
                "writer",
                { clusterIdentifier: "c", engine: "aurora-postgresql", instanceClass: "db.r6g.large" },
                { provider },
            );
            return new DatabaseProxy("proxy", args({ instances: [writer] }), { provider });
        });
        const { inputs, dependencies } = made.only(types.target);

        assert.equal(inputs.dbClusterIdentifier, "prod-eu-west-1-c1-database");
        assert.equal(inputs.dbProxyName, "prod-eu-west-1-c1-proxy");
        assert.ok(dependencies.includes(made.named("aws:rds/clusterInstance:ClusterInstance", "writer").urn));
        assert.ok(dependencies.includes(made.only(types.pool).urn));
    });

    it("hands out what others wire", async () => {
        const seen: Record<string, string> = {};
        await make((provider) => {
            const { endpoint, readerEndpoint, userArn } = new DatabaseProxy("proxy", args(), { provider });
            for (const [key, output] of Object.entries({ endpoint, readerEndpoint, userArn })) {
                output.apply((value) => (seen[key] = value));
            }
        });

        assert.deepEqual(seen, {
            endpoint: "proxy-proxy.proxy-abc.eu-west-1.rds.amazonaws.com",
            readerEndpoint: "proxy-read-only.endpoint.proxy-abc.eu-west-1.rds.amazonaws.com",
            userArn: "arn:aws:rds-db:eu-west-1:111122223333:dbuser:prx-e689fba3018297b59/medease_service",
        });
    });

    it("refuses a name that AWS would refuse", async () => {
        await assert.rejects(
            makeProxy({ proxyName: "Prod_proxy" }),
            /proxyName must be lower-case .*got "Prod_proxy"/,
        );
    });
});

describe("proxyMistakes", () => {
    const mistakes = (proxyName: string, proxyPercent = 50): readonly string[] =>
        proxyMistakes({ proxyName, connections: { ...connectionBudget(50), proxyPercent } });

    it("finds nothing wrong with what AWS accepts", () => {
        assert.deepEqual(mistakes("a".repeat(53)), []);
        assert.deepEqual(mistakes("proxy", 1), []);
        assert.deepEqual(mistakes("proxy", 100), []);
    });

    it("leaves room for the name of the read-only endpoint", () => {
        assert.match(
            mistakes("a".repeat(54)).join(),
            /proxyName must be at most 53 characters \("-read-only" is put behind it\), got 54/,
        );
    });

    it("refuses a share that AWS has no setting for", () => {
        for (const percent of [0, 33.3, 101]) {
            assert.deepEqual(mistakes("proxy", percent), [
                `connections.proxyPercent must be a whole number from 1 to 100, got ${String(percent)}; ` +
                    "choose a databaseMax that the proxy's 100 connections divide",
            ]);
        }
    });
});

describe("databaseUserArn", () => {
    it("names the user of what is signed in to, in its partition, region and account", () => {
        assert.equal(
            databaseUserArn("arn:aws-us-gov:rds:us-gov-west-1:1:db-proxy:prx-9", "prx-9", "reader"),
            "arn:aws-us-gov:rds-db:us-gov-west-1:1:dbuser:prx-9/reader",
        );
    });
});
