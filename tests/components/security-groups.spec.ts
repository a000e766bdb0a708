import assert from "node:assert/strict";
import * as ecs from "@pulumi/aws/ecs";
import type * as pulumi from "@pulumi/pulumi";
import type { Registration } from "../../preview/registration";
import { CellSecurityGroups, portMistake } from "../../components/security-groups";
import { answerCall } from "../../preview/stand-in";
import { make, type MadeResources } from "../support/recording";

const types = {
    group: "aws:ec2/securityGroup:SecurityGroup",
    ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

const makeGroups = (options = {}, taskPort = 8443): Promise<MadeResources> =>
    make((provider) => new CellSecurityGroups("cell", { vpcId: "vpc-1", taskPort }, { provider }), options);

/** The example of docs/adr/0032-outbound-tls.md. */
const toPartnerOnly: pulumi.ResourceTransformation = ({ type, name, props, opts }) =>
    type === types.egress && name.endsWith("-tasks-to-aws-services")
        ? { props: { ...props, cidrIpv4: "203.0.113.0/24" }, opts }
        : undefined;

/** "cell-cache-id" → "cache". */
const role = (id: unknown): string => String(id).replace(/^cell-(.*)-id$/, "$1");

/** A rule as "owner port other side". */
function line({ inputs }: Registration): string {
    assert.equal(inputs.ipProtocol, "tcp");
    assert.equal(inputs.fromPort, inputs.toPort);
    const sides = [
        inputs.prefixListId === undefined ? undefined : "CloudFront's list",
        inputs.cidrIpv4,
        inputs.cidrIpv6,
        inputs.referencedSecurityGroupId,
    ].filter((side) => side !== undefined);
    assert.equal(sides.length, 1);
    return `${role(inputs.securityGroupId)} ${String(inputs.fromPort)} ${role(sides[0])}`;
}

describe("CellSecurityGroups", () => {
    it("makes six groups and the rules between them, and nothing else", async () => {
        const made = await makeGroups();

        assert.deepEqual(
            made
                .ofType(types.group)
                .map(({ name }) => name)
                .sort(),
            [
                "cell-cache",
                "cell-database",
                "cell-database-proxy",
                "cell-load-balancer",
                "cell-migrator",
                "cell-tasks",
            ],
        );
        assert.equal(made.all.length, 1 + 6 + 6 + 7); // the component, groups, ingress, egress
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeGroups()).orphansOf("platform:network:CellSecurityGroups"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeGroups()).onDefaultProvider(), []);
    });

    it("lets in what it should and nothing more", async () => {
        assert.deepEqual((await makeGroups()).ofType(types.ingress).map(line).sort(), [
            "cache 6379 tasks",
            "database 5432 database-proxy",
            "database 5432 migrator",
            "database-proxy 5432 tasks",
            "load-balancer 443 CloudFront's list",
            "tasks 8443 load-balancer",
        ]);
    });

    it("lets out what it should and nothing more", async () => {
        assert.deepEqual((await makeGroups()).ofType(types.egress).map(line).sort(), [
            "database-proxy 5432 database",
            "load-balancer 8443 tasks",
            "migrator 443 0.0.0.0/0",
            "migrator 5432 database",
            "tasks 443 0.0.0.0/0",
            "tasks 5432 database-proxy",
            "tasks 6379 cache",
        ]);
    });

    it("lets a team narrow where tasks may go, as ADR 0032 says", async () => {
        const made = await make((provider) => {
            const options = { provider, transformations: [toPartnerOnly] };
            new CellSecurityGroups("cell", { vpcId: "vpc-1", taskPort: 8443 }, options);
        });
        const open = made.ofType(types.egress).filter(({ inputs }) => inputs.cidrIpv4 !== undefined);
        assert.deepEqual(open.map(line), ["tasks 443 203.0.113.0/24", "migrator 443 0.0.0.0/0"]);
    });

    it("makes a group for interface endpoints, which admits tasks and migrations alone, where it is asked to", async () => {
        const made = await make((provider) => {
            const wanted = { vpcId: "vpc-1", taskPort: 8443, interfaceEndpoints: true };
            new CellSecurityGroups("cell", wanted, { provider });
        });
        const about = (type: string): readonly string[] =>
            made
                .ofType(type)
                .map(line)
                .filter((text) => text.includes("endpoints"));

        assert.equal(made.ofType(types.group).length, 7);
        assert.deepEqual(about(types.ingress), ["endpoints 443 tasks", "endpoints 443 migrator"]);
        assert.deepEqual(about(types.egress), ["tasks 443 endpoints", "migrator 443 endpoints"]);
        const open = made.ofType(types.egress).filter(({ inputs }) => inputs.cidrIpv4 !== undefined);
        assert.deepEqual(
            open.map(line),
            ["tasks 443 0.0.0.0/0"],
            "with an endpoint, migrations need no address",
        );
        for (const { name, inputs } of made.all.slice(1)) {
            assert.match(String(inputs.description), /^[\x20-\x7e]{1,255}$/, name);
        }
    });

    it("makes a group for a canary, which reaches the door and AWS and is reached by nobody", async () => {
        const made = await make((provider) => {
            const wanted = { vpcId: "vpc-1", taskPort: 8443, interfaceEndpoints: true, canary: true };
            new CellSecurityGroups("cell", wanted, { provider });
        });
        const about = (type: string): readonly string[] =>
            made
                .ofType(type)
                .map(line)
                .filter((text) => text.includes("canary"))
                .sort();

        assert.equal(made.ofType(types.group).length, 8);
        assert.deepEqual(about(types.ingress), ["load-balancer 443 canary"]);
        assert.deepEqual(about(types.egress), ["canary 443 0.0.0.0/0", "canary 443 load-balancer"]);
        for (const { name, inputs } of made.all.slice(1)) {
            assert.match(String(inputs.description), /^[\x20-\x7e]{1,255}$/, name);
        }
    });

    it("opens no group to an address", async () => {
        const open = (await makeGroups())
            .ofType(types.ingress)
            .filter(({ inputs }) => inputs.cidrIpv4 !== undefined || inputs.cidrIpv6 !== undefined);

        assert.deepEqual(open, []);
    });

    it("lets nothing out of database and cache", async () => {
        const senders = (await makeGroups())
            .ofType(types.egress)
            .map(({ inputs }) => role(inputs.securityGroupId));

        assert.ok(!senders.includes("database"));
        assert.ok(!senders.includes("cache"));
    });

    it("opens both sides of every reference", async () => {
        const made = await makeGroups();
        const references = (type: string, from: string, to: string): readonly string[] =>
            made
                .ofType(type)
                .filter(({ inputs }) => inputs.referencedSecurityGroupId !== undefined)
                .map(
                    ({ inputs }) =>
                        `${String(inputs[from])} ${String(inputs[to])} ${String(inputs.fromPort)}`,
                )
                .sort();
        const sent = references(types.egress, "securityGroupId", "referencedSecurityGroupId");

        assert.equal(sent.length, 5);
        assert.deepEqual(references(types.ingress, "referencedSecurityGroupId", "securityGroupId"), sent);
    });

    it("leaves the groups without inline rules, which would undo the separate ones", async () => {
        for (const { inputs } of (await makeGroups()).ofType(types.group)) {
            assert.equal(inputs.ingress, undefined);
            assert.equal(inputs.egress, undefined);
            assert.equal(inputs.vpcId, "vpc-1");
        }
    });

    it("describes every group and rule in characters that AWS takes", async () => {
        const made = await makeGroups();

        for (const { name, inputs } of Object.values(types).flatMap((type) => made.ofType(type))) {
            assert.match(String(inputs.description), /^[a-zA-Z0-9. _\-:/()#,@[\]+=&;{}!$*]{10,255}$/, name);
        }
    });

    it("asks for CloudFront's list in the region of its provider", async () => {
        const listIn = async (region: "eu-west-1" | "us-east-1"): Promise<unknown> =>
            (await makeGroups({ region })).named(types.ingress, "cell-load-balancer-from-cloudfront").inputs
                .prefixListId;

        for (const region of ["eu-west-1", "us-east-1"] as const) {
            const { id } = answerCall("aws:ec2/getManagedPrefixList:getManagedPrefixList", {}, region);
            assert.equal(await listIn(region), id);
        }
    });

    it("hands out a group's id once the group's rules exist", async () => {
        const made = await make((provider) => {
            const groups = new CellSecurityGroups("cell", { vpcId: "vpc-1", taskPort: 8443 }, { provider });
            new ecs.Service(
                "probe",
                { networkConfiguration: { subnets: [], securityGroups: [groups.tasks] } },
                { provider },
            );
        });

        const probe = made.only("aws:ecs/service:Service");
        const own = [types.ingress, types.egress]
            .flatMap((type) => made.ofType(type))
            .filter(({ inputs }) => inputs.securityGroupId === "cell-tasks-id");
        assert.equal(own.length, 4);
        for (const { urn } of [made.named(types.group, "cell-tasks"), ...own]) {
            assert.ok(probe.dependencies.includes(urn), urn);
        }
    });

    it("hands out each group under its own name", async () => {
        let groups: CellSecurityGroups | undefined;
        await make((provider) => {
            groups = new CellSecurityGroups("cell", { vpcId: "vpc-1", taskPort: 8443 }, { provider });
        });
        assert.ok(groups);
        const { loadBalancer, tasks, databaseProxy, database, cache } = groups;
        const ids = await Promise.all(
            [loadBalancer, tasks, databaseProxy, database, cache].map(
                (output) => new Promise((resolve) => output.apply(resolve)),
            ),
        );

        assert.deepEqual(ids.map(role), ["load-balancer", "tasks", "database-proxy", "database", "cache"]);
    });

    it("refuses a port that no container can listen on", async () => {
        await assert.rejects(makeGroups({}, 70_000), {
            message:
                "taskPort must be a whole number from 1 to 65535, got 70000; use the port the container listens on",
        });
    });

    it("makes the same resources in a preview", async () => {
        const urns = ({ all }: MadeResources): readonly string[] => all.map(({ urn }) => urn).sort();

        assert.deepEqual(urns(await makeGroups({ preview: true })), urns(await makeGroups()));
    });
});

describe("portMistake", () => {
    for (const port of [1, 443, 65_535]) {
        it(`takes ${port}`, () => {
            assert.equal(portMistake(port), undefined);
        });
    }
    for (const port of [0, -1, 80.5, 65_536, NaN]) {
        it(`refuses ${port}`, () => {
            assert.match(portMistake(port) ?? "", new RegExp(`got ${port};`));
        });
    }
});
