import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Key } from "@pulumi/aws/kms";
import { Provider } from "@pulumi/aws/provider";
import { getZoneOutput } from "@pulumi/aws/route53";
import { Topic } from "@pulumi/aws/sns";
import { record, type Recording, type RecordOptions } from "../../preview/recorder";
import { unknownSentinel } from "../../preview/wire";

class Pair extends pulumi.ComponentResource {
    constructor(name: string, opts: pulumi.ComponentResourceOptions) {
        super("test:pair:Pair", name, {}, opts);
        const key = new Key(
            `${name}-key`,
            {},
            {
                parent: this,
                protect: true,
                ignoreChanges: ["description"],
                replaceOnChanges: ["keyUsage"],
                customTimeouts: { create: "30m" },
            },
        );
        new Topic(`${name}-topic`, { kmsMasterKeyId: key.arn }, { parent: this });
    }
}

type Program = () => Record<string, unknown>;

function run(program: Program, options: Partial<RecordOptions> = {}): Promise<Recording> {
    return record(() => Promise.resolve().then(program), { project: "shop", stack: "dev", ...options });
}

const onePair: Program = () => {
    const provider = new Provider("eu-west-1", { region: "eu-west-1" });
    new Pair("one", { provider });
    return {};
};

const urn = (rest: string): string => `urn:pulumi:dev::shop::${rest}`;

describe("record", () => {
    it("names resources by the chain of their components, as the engine does", async () => {
        const { resources } = await run(onePair);
        assert.deepEqual(
            resources.map((resource) => resource.urn),
            [
                urn("pulumi:pulumi:Stack::shop-dev"),
                urn("pulumi:providers:aws::eu-west-1"),
                urn("test:pair:Pair::one"),
                urn("test:pair:Pair$aws:kms/key:Key::one-key"),
                urn("test:pair:Pair$aws:sns/topic:Topic::one-topic"),
            ],
        );
    });

    it("keeps parent, provider, options and what feeds each property", async () => {
        const { resources } = await run(onePair);
        const [key, topic] = resources.slice(-2);
        assert.equal(key?.parent, urn("test:pair:Pair::one"));
        assert.match(key.provider ?? "", /^urn:pulumi:dev::shop::pulumi:providers:aws::eu-west-1::/);
        assert.equal(key.options.protect, true);
        assert.deepEqual(key.options.ignoreChanges, ["description"]);
        assert.deepEqual(key.options.replaceOnChanges, ["keyUsage"]);
        assert.deepEqual(key.options.timeouts, { create: "30m", update: "", delete: "" });
        assert.deepEqual(topic?.propertyDependencies.kmsMasterKeyId, [key.urn]);
        assert.deepEqual(topic.dependencies, [key.urn]);
    });

    it("keeps former URNs: of an alias, and of the parent's (K4)", async () => {
        class Renamed extends pulumi.ComponentResource {
            constructor() {
                super("test:pair:Renamed", "new", {}, { aliases: [{ name: "old", type: "test:pair:Pair" }] });
                new Provider("new-inside", { region: "eu-west-1" }, { parent: this });
                new Provider(
                    "moved",
                    { region: "eu-west-1" },
                    { parent: this, aliases: [{ parent: pulumi.rootStackResource }, urn("a:b:C::whole")] },
                );
            }
        }
        const { resources } = await run(() => {
            new Renamed();
            return {};
        });
        const former = Object.fromEntries(resources.map(({ name, options }) => [name, options.aliases]));
        assert.deepEqual(former.new, [urn("test:pair:Pair::old")]);
        assert.deepEqual(former["new-inside"], [urn("test:pair:Pair$pulumi:providers:aws::old-inside")]);
        assert.deepEqual(former.moved, [
            urn("pulumi:providers:aws::moved"),
            urn("a:b:C::whole"),
            urn("test:pair:Pair$pulumi:providers:aws::moved"),
            urn("test:pair:Pair$a:b:C::whole"),
        ]);
    });

    it("knows in a preview only what the program itself says", async () => {
        const { resources } = await run(onePair);
        assert.equal(resources.at(-1)?.inputs.kmsMasterKeyId, unknownSentinel);
    });

    it("knows plausible outputs, of the provider's region, outside a preview", async () => {
        const { resources } = await run(onePair, { preview: false });
        assert.match(String(resources.at(-1)?.inputs.kmsMasterKeyId), /^arn:aws:kms:eu-west-1:/);
    });

    it("refuses two resources with one URN (A2)", async () => {
        const twice: Program = () => {
            onePair();
            new Provider("eu-west-1", { region: "eu-west-1" });
            return {};
        };
        await assert.rejects(
            run(twice),
            /Duplicate resource URN 'urn:pulumi:dev::shop::pulumi:providers:aws::eu-west-1'/,
        );
    });

    it("hands the outputs of other stacks to stack references, unknown ones included", async () => {
        const reads: Program = () => {
            const cell = new pulumi.StackReference("organization/shop/cell");
            return { arn: cell.getOutput("arn"), name: cell.getOutput("name") };
        };
        const known = { "organization/shop/cell": { arn: "arn:aws:x", name: "cell" } };
        assert.deepEqual(
            (await run(reads, { stackOutputs: known })).outputs,
            known["organization/shop/cell"],
        );
        const unknown = { "organization/shop/cell": { arn: unknownSentinel, name: "cell" } };
        assert.equal((await run(reads, { stackOutputs: unknown })).outputs.arn, unknownSentinel);
        await assert.rejects(run(reads), /unknown stack "organization\/shop\/cell"/);
    });

    describe("where an output is missing that a program requires of another stack", () => {
        const stackOutputs = { "organization/shop/cell": { arn: "arn:aws:x" } };
        const missing = (): pulumi.Output<string> =>
            new pulumi.StackReference("organization/shop/cell").requireOutput(
                "topic",
            ) as pulumi.Output<string>;
        const fault = /Required output 'topic' does not exist on stack 'organization\/shop\/cell'/;
        const programs: Readonly<Record<string, Program>> = {
            "a resource's input": () => {
                const provider = new Provider("eu-west-1", { region: "eu-west-1" });
                new Topic("topic", { kmsMasterKeyId: missing() }, { provider });
                return {};
            },
            "an output of the program": () => ({ topic: missing() }),
            "a name made of it": () => ({ topic: pulumi.interpolate`${missing()}-dead` }),
        };

        for (const [where, program] of Object.entries(programs)) {
            it(`fails with the message: ${where}`, async () => {
                const listeners = process.listeners("unhandledRejection");
                await assert.rejects(run(program, { stackOutputs }), fault);
                assert.deepEqual(process.listeners("unhandledRejection"), listeners);
                assert.equal((await run(onePair)).resources.length, 5);
            });
        }
    });

    it("answers functions by the provider's region, and refuses one that would ask the default region", async () => {
        const zone =
            (opts: pulumi.InvokeOptions): Program =>
            () => ({
                zone: getZoneOutput({ name: "example.com" }, opts).zoneId,
            });
        const provided: Program = () => zone({ provider: new Provider("p", { region: "eu-west-1" }) })();
        assert.match(String((await run(provided)).outputs.zone), /^Z/);
        await assert.rejects(run(zone({})), /getZone is called without a provider/);
    });

    it("refuses a function that has no answer, one that runs a task included (A18)", async () => {
        const asks: Program = () => {
            const provider = new Provider("p", { region: "eu-west-1" });
            return { x: pulumi.runtime.invokeOutput("aws:ec2/getAmi:getAmi", {}, { provider }) };
        };
        await assert.rejects(run(asks), /aws:ec2\/getAmi:getAmi has no answer/);
    });

    it("gives an error of the program its own stack, though capture is off while it runs", async () => {
        const limit = Error.stackTraceLimit;
        const fails: Program = () => {
            throw new Error("broken");
        };
        await assert.rejects(run(fails), (error: Error) => {
            assert.equal(error.message, "broken");
            assert.match(error.stack ?? "", /recorder\.spec\.ts/);
            return true;
        });
        assert.equal(Error.stackTraceLimit, limit);
    });

    it("lets runs wait for each other", async () => {
        const [one, other] = await Promise.all([run(onePair), run(() => ({ a: 1 }), { stack: "prod" })]);
        assert.equal(one.resources.length, 5);
        assert.deepEqual(
            other.resources.map((resource) => resource.urn),
            ["urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod"],
        );
        assert.deepEqual(other.outputs, { a: 1 });
    });
});
