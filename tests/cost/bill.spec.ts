import assert from "node:assert/strict";
import fc from "fast-check";
import { assume } from "../../capacity/assumptions";
import { scenarios } from "../../capacity/scenario";
import { billAt, billOf, cellTotal, edgeTotal, totalOf, type Bill } from "../../cost/bill";
import { freeTypes } from "../../cost/free";
import { CostGraph } from "../../cost/graph";
import { pricers } from "../../cost/pricers";
import type { Preview } from "../../preview/preview";
import type { Registration } from "../../preview/registration";
import { shareOf } from "../../strategy/plan";
import { platform } from "../support/platform";

const assumed = assume();

/** The bill of a recorded graph when its cells hold these users. */
function billFor({ stacks, plan }: Preview, users: number): Bill {
    const cells = plan.cells.map((cell) => ({ ...cell, users: shareOf(users, cell, plan.cells) }));
    return billAt(new CostGraph({ stacks }), cells, assumed);
}

/** The same preview with other inputs of the resources that the change is about. */
function changed(preview: Preview, type: string, inputs: Registration["inputs"]): Preview {
    const stacks = preview.stacks.map((stack) => ({
        ...stack,
        resources: stack.resources.map((one) =>
            one.type === type ? { ...one, inputs: { ...one.inputs, ...inputs } } : one,
        ),
    }));
    return { ...preview, stacks };
}

const notAbove = (one: Bill, other: Bill, why: string): void => {
    for (const scenario of scenarios)
        assert.ok(one.total[scenario] <= other.total[scenario] + 1e-6, `${why}: ${scenario}`);
};

const growing = (bills: readonly Bill[], why: string): void => {
    bills.reduce((smaller, larger) => {
        notAbove(smaller, larger, why);
        return larger;
    });
};

describe("the bill", function () {
    this.timeout(120_000);

    for (const environment of ["dev", "prod"] as const) {
        it(`prices every type of ${environment} or says why it is free, and every price is known`, async () => {
            const bill = billOf(await platform(environment, "unknown"));
            assert.deepEqual(bill.unpriced, []);
            assert.deepEqual(bill.missing, []);
            assert.ok(bill.items.every(({ unitPrice }) => unitPrice !== undefined && unitPrice > 0));
        });

        it(`is the same for ${environment} once outputs are known`, async () => {
            const bills = [await platform(environment, "unknown"), await platform(environment, "known")];
            const [before, after] = bills.map((preview) => billOf(preview).total);
            for (const scenario of scenarios)
                assert.equal(after?.[scenario].toFixed(2), before?.[scenario].toFixed(2), scenario);
        });

        it(`keeps floor ≤ expected ≤ ceiling in every item of ${environment}`, async () => {
            for (const { quantity, what, urn } of billOf(await platform(environment, "unknown")).items) {
                const { floor, expected, ceiling } = quantity;
                assert.ok(floor >= 0 && floor <= expected && expected <= ceiling, `${what} of ${urn}`);
            }
        });
    }

    it("declares no type free that it prices", () => {
        assert.deepEqual(
            Object.keys(pricers).filter((type) => type in freeTypes),
            [],
        );
    });

    it("names a page for each free type", () => {
        for (const [type, { because, source }] of Object.entries(freeTypes))
            assert.ok(because.length > 10 && source.startsWith("https://aws.amazon.com/"), type);
    });

    it("is what cells and edge cost together", async () => {
        const { plan, ...preview } = await platform("prod", "unknown");
        const bill = billOf({ plan, ...preview });
        const parts = [...plan.cells.map(({ name }) => cellTotal(bill, name)), edgeTotal(bill)];
        const sum = parts.reduce((total, { expected }) => total + expected, 0);
        assert.equal(sum.toFixed(2), bill.total.expected.toFixed(2));
        assert.equal(totalOf(bill.items).floor, bill.total.floor);
    });

    it("grows by what a cell costs with a cell more, alike in one region", async () => {
        const preview = await platform("prod", "unknown");
        const whole = billOf(preview);
        const cell = (name: string): string => cellTotal(whole, name).expected.toFixed(2);
        assert.equal(cell("us-east-1-c2"), cell("us-east-1-c1"));
        assert.equal(cell("eu-west-1-c3"), cell("eu-west-1-c1"));
        const stacks = preview.stacks.filter(({ name }) => name !== "prod-us-east-1-c3");
        const without = billAt(new CostGraph({ stacks }), preview.plan.cells, assumed);
        const difference = whole.total.expected - without.total.expected;
        assert.equal(difference.toFixed(2), cell("us-east-1-c1"));
    });

    it("never falls when users rise", async () => {
        const preview = await platform("dev", "unknown");
        fc.assert(
            fc.property(
                fc.integer({ min: 1, max: 100_000 }),
                fc.integer({ min: 0, max: 100_000 }),
                (users, more) => {
                    const many = Math.min(users + more, 100_000);
                    notAbove(billFor(preview, users), billFor(preview, many), `${users} to ${many}`);
                },
            ),
            { numRuns: 50 },
        );
    });

    it("never falls when an instance or a node is larger", async () => {
        const preview = await platform("dev", "unknown");
        const sizes = ["large", "xlarge", "2xlarge", "4xlarge"];
        for (const [type, property, prefix] of [
            ["aws:rds/clusterInstance:ClusterInstance", "instanceClass", "db.r6g"],
            ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeType", "cache.r6g"],
        ] as const) {
            const bills = sizes.map((size) =>
                billFor(changed(preview, type, { [property]: `${prefix}.${size}` }), 1_000),
            );
            growing(bills, prefix);
        }
    });

    it("never falls when autoscaling may go further", async () => {
        const preview = await platform("dev", "unknown");
        const type = "aws:appautoscaling/target:Target";
        const bills = [5, 10, 50].map((maxCapacity) =>
            billFor(changed(preview, type, { maxCapacity }), 9_000),
        );
        growing(bills, "maximum");
    });

    it("says what it is incomplete without, and takes nothing unknown for free", async () => {
        const preview = await platform("dev", "unknown");
        const elsewhere = changed(preview, "pulumi:providers:aws", { region: "ca-central-1" });
        const { missing, items, total } = billFor(elsewhere, 1_000);
        const whats = missing.map(({ what, region }) => `${what} in ${region}`);
        assert.ok(whats.includes("Fargate: task vCPU-hours in ca-central-1"));
        assert.ok(whats.includes("NAT gateway: hours in ca-central-1"));
        assert.ok(items.some(({ unitPrice }) => unitPrice === undefined));
        assert.ok(total.expected > 0, "keys and alarms cost the same everywhere");

        const unsized = changed(preview, "aws:ecs/taskDefinition:TaskDefinition", { cpu: undefined });
        assert.deepEqual(
            billFor(unsized, 1_000).missing.map(({ what }) => what),
            ["Fargate: task vCPU-hours, whose size is not known before the update"],
        );
    });

    it("lists a type that nobody has thought of", async () => {
        const preview = await platform("dev", "unknown");
        const [stack] = preview.stacks;
        const [first] = stack?.resources.filter(({ type }) => type.includes("vpc:Vpc")) ?? [];
        assert.ok(stack !== undefined && first !== undefined);
        const kinesis = { ...first, urn: `${first.urn}-x`, type: "aws:kinesis/stream:Stream" };
        const stacks = [{ ...stack, resources: [...stack.resources, kinesis] }];
        assert.deepEqual(billFor({ ...preview, stacks }, 1_000).unpriced, ["aws:kinesis/stream:Stream"]);
    });
});
