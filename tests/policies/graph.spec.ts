import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
    attribute,
    copiesApart,
    field,
    input,
    isAsked,
    itemsOf,
    numberOf,
    perStack,
    regionOf,
    shown,
    tagOf,
    textOf,
} from "../../policies/graph";
import { noteOrigin, StackGraph, unknown, type GraphResource } from "../../policies/stack-graph";
import { repository } from "../support/platform";
import { output, pending, resource } from "../support/stack-graph";

const source = resource("aws:ssm/parameter:Parameter", "source");
const sample = resource(
    "aws:ecs/service:Service",
    "sample",
    { name: "api", fed: output(source, "value"), empty: "", none: [], list: ["a", output(source, "value")] },
    { computed: { arn: pending } },
);

describe("the rules", () => {
    it("judge whole stacks: a rule on one resource is not shown what feeds it (A27)", () => {
        const folder = join(repository, "policies");
        const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
            /^(?!.*node_modules).*\.ts$/.test(file),
        );
        assert.ok(files.length > 50);
        assert.deepEqual(
            files.filter((file) =>
                /\b(validate|remediate)Resource\b|\bResourceValidationPolicy\b/.test(
                    readFileSync(join(folder, file), "utf8"),
                ),
            ),
            [],
        );
    });
});

describe("the readers of a graph", () => {
    it("tell values, unknowns and what nobody set apart", () => {
        assert.equal(input(sample, "name"), "api");
        assert.equal(input(sample, "fed"), unknown);
        for (const absent of ["missing", "empty", "none", "arn"])
            assert.equal(input(sample, absent), undefined);
        assert.equal(attribute(sample, "arn"), unknown);
        assert.equal(attribute(sample, "missing"), unknown);
    });

    it("read into lists and objects, item by item", () => {
        assert.deepEqual(itemsOf(input(sample, "list")), ["a", unknown]);
        assert.deepEqual(itemsOf(undefined), []);
        assert.equal(itemsOf(unknown), unknown);
        assert.equal(field({ a: 1 }, "a"), 1);
        assert.equal(field({ a: "" }, "a"), undefined);
        assert.equal(field("text", "length"), undefined);
        assert.equal(field(unknown, "a"), unknown);
    });

    it("take numbers and flags as text, and digits as numbers, and nothing else", () => {
        assert.equal(textOf(true), "true");
        assert.equal(textOf(2), "2");
        assert.equal(textOf({}), undefined);
        assert.equal(numberOf("2.5"), 2.5);
        assert.equal(numberOf("2x"), undefined);
        assert.equal(numberOf(unknown), unknown);
    });

    it("show what was found", () => {
        assert.equal(shown(undefined), "not set");
        assert.equal(shown(unknown), "not known before the update");
        assert.equal(shown("a"), '"a"');
        assert.equal(shown(2), "2");
    });

    it("take a region from the resource, then from its provider", () => {
        const there = { region: "eu-west-1" };
        assert.equal(regionOf(resource("t", "a", { region: "us-east-1" }, there)), "us-east-1");
        assert.equal(regionOf(resource("t", "b", {}, there)), "eu-west-1");
        assert.equal(regionOf(resource("t", "c")), unknown);
    });

    it("take a tag from the resource, then from its provider's default ones, which the SDKs write as JSON", () => {
        const tagged = (defaultTags: unknown, tags?: Readonly<Record<string, string>>): unknown =>
            tagOf(
                {
                    ...resource("aws:kms/key:Key", "key", tags === undefined ? {} : { tags }),
                    provider: { props: { defaultTags } },
                },
                "owner",
            );
        assert.equal(tagged('{"tags":{"owner":"us"}}'), "us");
        assert.equal(tagged({ tags: { owner: "us" } }), "us");
        assert.equal(tagged('{"tags":{"owner":"us"}}', { owner: "them" }), "them");
        for (const none of [undefined, '{"tags":{}}', "{}", "no JSON", "null"]) {
            assert.equal(tagged(none), undefined, String(none));
        }
        const provider = resource("pulumi:providers:aws", "p", {}, { computed: { defaultTags: pending } });
        assert.equal(tagOf({ ...resource("aws:kms/key:Key", "key"), provider }, "owner"), unknown);
    });
});

describe("copiesApart", () => {
    const root = resource("pulumi:pulumi:Stack", "root");
    const cell = (name: string): ReturnType<typeof resource> =>
        resource("platform:cell:Cell", name, {}, { parent: root });
    const [one, other] = [cell("one"), cell("other")];
    const within = (name: string, parent: ReturnType<typeof resource>): ReturnType<typeof resource> =>
        resource("aws:lb/loadBalancer:LoadBalancer", name, {}, { parent });

    it("names the two copies that resources lie in", () => {
        assert.deepEqual(
            copiesApart(within("a", one), within("b", other))?.map(({ name }) => name),
            ["one", "other"],
        );
    });

    it("sees no copies within one component, nor in components of different types", () => {
        assert.equal(copiesApart(within("a", one), within("b", one)), undefined);
        const edge = resource("platform:edge:Edge", "edge", {}, { parent: root });
        assert.equal(copiesApart(within("a", one), within("b", edge)), undefined);
        assert.equal(copiesApart(one, one), undefined);
    });
});

describe("perStack", () => {
    it("computes once for each stack", () => {
        let runs = 0;
        const count = perStack(() => ++runs);
        const stack = new StackGraph([]);
        assert.deepEqual([count(stack), count(stack), count(new StackGraph([]))], [1, 1, 2]);
    });
});

describe("what a program only reads", () => {
    const topic = "aws:sns/topic:Topic";
    /** Shows that the program's SDK names plain values, too. */
    const plain = resource("aws:sqs/queue:Queue", "jobs", { name: "jobs" });
    const read = resource(topic, "pager", {}, { computed: { name: "on-call" } });
    const topicsOf = (...resources: readonly GraphResource[]): readonly GraphResource[] =>
        new StackGraph(resources).ofType(topic);

    it("is another's to answer for: by what it shows without having been asked", () => {
        for (const [name, computed, isRead] of [
            ["pager", { name: "on-call" }, true],
            ["pager", { name: "pager-1a2b3c4" }, false],
            ["pager", { name: "dev-Pager" }, false],
            ["pager", { arn: "arn:aws:sns:eu-west-1:1:on-call" }, false],
            ["shared", { cidrBlock: "10.0.0.0/16" }, true],
        ] as const) {
            const found = topicsOf(plain, resource(topic, name, {}, { computed }));
            assert.equal(found.length, isRead ? 0 : 1, JSON.stringify(computed));
        }
        const asked = resource(topic, "pager", { name: "on-call" });
        assert.deepEqual(topicsOf(asked), [asked]);
    });

    it("is judged where the program's SDK tells nothing of plain values, which could be its own", () => {
        const key = resource("aws:kms/key:Key", "key", {});
        const alias = resource("aws:kms/alias:Alias", "alias", { targetKeyId: output(key, "keyId") });
        assert.deepEqual(topicsOf(key, alias, read), [read]);
        assert.ok(isAsked(alias, "name"), "what nobody can tell counts as given");
        assert.deepEqual(
            topicsOf(plain, key, alias, resource(topic, "p", {}, { computed: { name: "x" } })),
            [],
        );
    });

    it("is judged beside a component in TypeScript, which tells of its own resources only", () => {
        const vpc = resource("awsx:ec2:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" });
        const inside = resource("aws:ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" }, { parent: vpc });
        const other = resource(topic, "pager", {}, { computed: { name: "on-call" } });
        assert.deepEqual(topicsOf(vpc, inside, other), [other]);
    });

    it("is what the state says, where there is one", () => {
        const own = resource(topic, "pager", {}, { computed: { name: "on-call" } });
        noteOrigin(own, false);
        const foreign = resource(topic, "on-call", {}, { computed: { name: "on-call" } });
        noteOrigin(foreign, true);
        assert.deepEqual(topicsOf(plain, own, foreign), [own]);
    });
});
