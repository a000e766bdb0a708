import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { judge, policyResources } from "../../preview/judge";
import { loadPacks } from "../../preview/packs";
import { parseState, StateError } from "../../preview/state";

/** Written by the CLI (3.200.0): tests/engine/exported-state.engine.ts tells how. */
const text = readFileSync(join(__dirname, "fixtures", "clinic-export.json"), "utf8");

interface Exported {
    readonly deployment: {
        readonly resources: readonly Record<string, unknown>[];
        readonly pending_operations: readonly { readonly resource: { readonly urn: string } }[];
    };
}

const { deployment } = JSON.parse(text) as Exported;

const packs = loadPacks([]);

/** The planted fault, and what a program leaves undone that reads its pager and has no alarm on its dead letters. */
const expected: readonly string[] = [
    "hipaa-safeguards/messages-are-encrypted-with-customer-key: kmsMasterKeyId is not set; it must name a customer managed key [inbox]",
    "hipaa-safeguards/plain-text-is-refused: has no policy; it must have one that denies everybody without TLS [inbox-dead]",
    "hipaa-safeguards/plain-text-is-refused: has no policy; it must have one that denies everybody without TLS [inbox]",
    "uptime-alarms/dead-letter-queue-has-an-alarm: no alarm watches its dead letters (AWS/SQS ApproximateNumberOfMessagesVisible); there must be one on Maximum or Average or Sum [inbox-dead]",
];

const verdict = async (state: string): Promise<readonly string[]> =>
    (await judge(packs, "dev", parseState(state, "export.json"))).map(
        ({ pack, rule, message, undecided }) => `${undecided ? "undecided " : ""}${pack}/${rule}: ${message}`,
    );

describe("a state that the CLI exported", () => {
    it("holds what states hold", () => {
        const has = (key: string): boolean => deployment.resources.some((resource) => key in resource);
        for (const key of [
            "external",
            "protect",
            "parent",
            "provider",
            "propertyDependencies",
            "sourcePosition",
        ]) {
            assert.ok(has(key), key);
        }
        assert.match(text, /"ciphertext": "v1:/);
        assert.match(text, /pulumi:providers:aws::default_/);
        assert.deepEqual(
            deployment.pending_operations.map(({ resource }) => resource.urn.split("::").at(-1)),
            ["records"],
        );
    });

    it("is read whole, but for what was being created when the update was killed", () => {
        const resources = policyResources(parseState(text, "export.json"));
        assert.equal(resources.length, deployment.resources.length);
        const queue = resources.find(({ type, name }) => type === "aws:sqs/queue:Queue" && name === "inbox");
        const alarm = resources.find(({ name }) => name === "waiting");
        assert.ok(queue && alarm);
        assert.equal(queue.parent?.type, "clinic:messages:Inbox");
        assert.equal(queue.provider?.props.region, "eu-west-1");
        assert.deepEqual(
            alarm.propertyDependencies.dimensions?.map(({ name }) => name),
            ["inbox"],
        );
        const tags = queue.props.tags as Record<string, unknown>;
        assert.equal(tags.data, "patients");
        assert.throws(() => tags.note, /can't be known/, "a secret is encrypted, and nobody knows it here");
    });

    it("gets the verdict that its program deserves", async () => {
        assert.deepEqual(await verdict(text), expected);
    });

    it("gets the same from the checkpoint that a backend of files keeps, and from version 4", async () => {
        const checkpoint = {
            version: 3,
            checkpoint: { stack: "organization/clinic/dev", latest: deployment },
        };
        assert.deepEqual(await verdict(JSON.stringify(checkpoint)), expected);
        const four = { version: 4, features: ["refreshBeforeUpdate"], deployment };
        assert.deepEqual(await verdict(JSON.stringify(four)), expected);
    });

    it("may be that of a stack before its first update", async () => {
        for (const empty of [
            { version: 3, deployment: { manifest: {}, metadata: {} } },
            { version: 3, checkpoint: { stack: "organization/clinic/dev" } },
            { version: 3, checkpoint: { stack: "organization/clinic/dev", latest: null } },
        ]) {
            assert.deepEqual(await verdict(JSON.stringify(empty)), []);
        }
    });

    it("is refused in a version that nobody here knows, and where it is broken", () => {
        for (const [broken, says] of [
            [{ version: 2, deployment }, /export\.json is no exported state \(version: /],
            [
                { version: 3, checkpoint: { latest: { resources: [{}] } } },
                /checkpoint\.latest\.resources\.0\.urn/,
            ],
            [{ version: 3, checkpoint: 7 }, /\(checkpoint: /],
            [[], /is no exported state/],
            [null, /is no exported state/],
        ] as const) {
            assert.throws(
                () => parseState(JSON.stringify(broken), "export.json"),
                (error: unknown) => error instanceof StateError && says.test(error.message),
                JSON.stringify(broken).slice(0, 80),
            );
        }
    });
});
