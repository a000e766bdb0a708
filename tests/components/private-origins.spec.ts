import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import * as lb from "@pulumi/aws/lb";
import { cellMistakes, maxCells, PrivateOrigins, type EdgeCell } from "../../components/private-origins";
import { make, type MadeResources } from "../support/recording";

const vpcOriginType = "aws:cloudfront/vpcOrigin:VpcOrigin";

const cell = (name: string, over: Partial<EdgeCell> = {}): EdgeCell => ({
    name,
    originHostname: `${name}.origin.app.example.com`,
    loadBalancerArn: `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/${name}/50dc6c495c0c9188`,
    ...over,
});

const cells = (count: number): readonly EdgeCell[] =>
    Array.from({ length: count }, (_, index) => cell(`eu-west-1-c${index + 1}`));

/** Makes the origins and the plain form of what they hand to the distribution. */
async function makeOrigins(
    given: readonly EdgeCell[],
    { preview = false } = {},
): Promise<{ made: MadeResources; origins: unknown }> {
    let origins: unknown;
    const made = await make(
        (provider) => {
            const component = new PrivateOrigins("origins", { cells: given }, { provider });
            pulumi.output(component.origins).apply((value) => {
                origins = value;
            });
        },
        { region: "us-east-1", preview },
    );
    return { made, origins };
}

describe("PrivateOrigins", () => {
    for (const count of [1, 2, 12, maxCells]) {
        it(`makes one VPC origin for each of ${count} cells`, async () => {
            const { made } = await makeOrigins(cells(count));

            assert.deepEqual(
                made.ofType(vpcOriginType).map(({ name, inputs }) => [name, endpoint(inputs).arn]),
                cells(count).map(({ name, loadBalancerArn }) => [`origins-${name}`, loadBalancerArn]),
            );
            assert.equal(made.all.length, count + 1);
        });
    }

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeOrigins(cells(2))).made.orphansOf("platform:edge:PrivateOrigins"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeOrigins(cells(2))).made.onDefaultProvider(), []);
    });

    it("speaks HTTPS with TLS 1.2 to the load balancer, and waits half an hour for AWS", async () => {
        const { inputs } = (await makeOrigins(cells(1))).made.only(vpcOriginType);

        assert.deepEqual(inputs, {
            vpcOriginEndpointConfig: {
                name: "origins-eu-west-1-c1-5c0c9188",
                arn: "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/eu-west-1-c1/50dc6c495c0c9188",
                httpPort: 80,
                httpsPort: 443,
                originProtocolPolicy: "https-only",
                originSslProtocols: { items: ["TLSv1.2"], quantity: 1 },
            },
            timeouts: { create: "30m", update: "30m", delete: "30m" },
        });
    });

    it("names a new load balancer's origin differently, so that old and new can exist at once", async () => {
        const moved = cell("eu-west-1-c1", {
            loadBalancerArn:
                "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/x/ffffffffffffffff",
        });
        const before = (await makeOrigins(cells(1))).made.only(vpcOriginType);
        const after = (await makeOrigins([moved])).made.only(vpcOriginType);

        assert.equal(after.name, before.name);
        assert.notEqual(endpoint(after.inputs).name, endpoint(before.inputs).name);
    });

    it("asks each load balancer for the name on its certificate", async () => {
        assert.deepEqual((await makeOrigins(cells(2))).origins, [
            {
                originId: "cell-eu-west-1-c1",
                domainName: "eu-west-1-c1.origin.app.example.com",
                connectionAttempts: 2,
                connectionTimeout: 3,
                vpcOriginConfig: {
                    vpcOriginId: "origins-eu-west-1-c1-id",
                    originReadTimeout: 30,
                    originKeepaliveTimeout: 55,
                },
            },
            {
                originId: "cell-eu-west-1-c2",
                domainName: "eu-west-1-c2.origin.app.example.com",
                connectionAttempts: 2,
                connectionTimeout: 3,
                vpcOriginConfig: {
                    vpcOriginId: "origins-eu-west-1-c2-id",
                    originReadTimeout: 30,
                    originKeepaliveTimeout: 55,
                },
            },
        ]);
    });

    it("makes the same resources in a preview, where no load balancer is known yet", async () => {
        const made = await make(
            (provider) => {
                const { arn } = new lb.LoadBalancer("balancer", {}, { provider });
                new PrivateOrigins(
                    "origins",
                    { cells: [cell("eu-west-1-c1", { loadBalancerArn: arn })] },
                    { provider },
                );
            },
            { region: "us-east-1", preview: true },
        );

        assert.equal(made.ofType(vpcOriginType).length, 1);
    });

    it("refuses to have no cell", async () => {
        await assert.rejects(makeOrigins([]), {
            message: "cells must name at least one cell, got none; without one /api/* has nowhere to go",
        });
    });

    it("refuses more cells than a distribution has origins", async () => {
        await assert.rejects(makeOrigins(cells(100)), {
            message:
                "cells must be at most 98, got 100; a distribution takes 100 origins, two of them the site's: split the " +
                "environment over two distributions",
        });
    });
});

describe("cellMistakes", () => {
    it("finds nothing wrong with 98 different cells", () => {
        assert.deepEqual(cellMistakes(cells(98)), []);
    });

    it("finds every mistake at once", () => {
        const loadBalancer = cell("c", { originHostname: "internal-c-1.eu-west-1.elb.amazonaws.com" });

        assert.deepEqual(cellMistakes([cell("a"), cell("b"), cell("a"), cell("a"), loadBalancer]), [
            'cells must have names of their own, got "a" 3 times; rename or drop one',
            'originHostname of cell "c" must be a name on the load balancer\'s certificate, got ' +
                '"internal-c-1.eu-west-1.elb.amazonaws.com"; no certificate of yours covers it, so every request ' +
                "would end in a 502",
        ]);
    });
});

function endpoint(inputs: Readonly<Record<string, unknown>>): {
    readonly name: string;
    readonly arn: string;
} {
    return inputs.vpcOriginEndpointConfig as { name: string; arn: string };
}
