import assert from "node:assert/strict";
import type { GraphResource, Rule } from "../../../policies/rule";
import { clean, doubts, judge, pending, refusals, resource } from "../../support/stack-graph";

type Properties = Readonly<Record<string, unknown>>;

/** Resources of a test, and what the rule must say of them, `<resource>: <message>` each. */
export type Case = readonly [resources: readonly GraphResource[], ...messages: readonly string[]];

/** A rule, four ways. */
export interface FourWays<Config extends object> {
    /** Each of these passes. */
    readonly passes: Readonly<Record<string, readonly GraphResource[]>>;
    /** Each of these is refused with exactly these messages; values that nobody set are among them. */
    readonly refuses: Readonly<Record<string, Case>>;
    /** Each of these is none of the rule's business. */
    readonly ignores: Readonly<Record<string, readonly GraphResource[]>>;
    /** Each of these cannot be decided, with exactly these messages. */
    readonly leavesOpen: Readonly<Record<string, Case>>;
    /** Configured otherwise. */
    readonly configured?: Readonly<Record<string, readonly [config: Partial<Config>, ...Case]>>;
}

/** Tests a rule in all the ways that a rule is tested. */
export function fourWays<Config extends object>(rule: Rule<Config>, ways: FourWays<Config>): void {
    describe(rule.name, () => {
        for (const [label, resources] of Object.entries(ways.passes)) {
            it(`passes ${label}`, async () => {
                assert.deepEqual(await judge(rule, resources), clean);
            });
        }
        for (const [label, [resources, ...messages]] of Object.entries(ways.refuses)) {
            it(`refuses ${label}`, async () => {
                assert.deepEqual(await judge(rule, resources), refusals(...messages));
            });
        }
        for (const [label, resources] of Object.entries(ways.ignores)) {
            it(`leaves ${label} alone`, async () => {
                assert.deepEqual(await judge(rule, resources), clean);
            });
        }
        for (const [label, [resources, ...messages]] of Object.entries(ways.leavesOpen)) {
            it(`cannot decide ${label}`, async () => {
                assert.deepEqual(await judge(rule, resources), doubts(...messages));
            });
        }
        for (const [label, [config, resources, ...messages]] of Object.entries(ways.configured ?? {})) {
            it(`can be told ${label}`, async () => {
                assert.deepEqual(await judge(rule, resources, config), refusals(...messages));
            });
        }
        it("survives properties of every odd kind", async () => {
            for (const odd of [null, 7, "", "odd", [], [null], {}, { rules: null }, true]) {
                for (const type of rule.subjects) {
                    const properties = Object.fromEntries(oddProperties.map((property) => [property, odd]));
                    await judge(rule, [resource(type, "odd", properties)]);
                }
            }
        });
    });
}

/** Every property that a rule of the pack reads. */
const oddProperties = [
    "accessLogs",
    "bucket",
    "cidrIpv4",
    "containerDefinitions",
    "customerMasterKeySpec",
    "defaultActions",
    "defaultCacheBehavior",
    "encryptAtRest",
    "engine",
    "environment",
    "fromPort",
    "ingress",
    "inlinePolicies",
    "internal",
    "kmsKeyId",
    "networkConfiguration",
    "orderedCacheBehaviors",
    "origins",
    "parameters",
    "policy",
    "policyArn",
    "protocol",
    "retentionInDays",
    "rules",
    "securityGroups",
    "serverSideEncryption",
    "sslPolicy",
    "tags",
    "type",
    "viewerCertificate",
    "vpcOptions",
];

/** A value that comes from a resource which says nothing yet. */
const store = resource("aws:ssm/parameter:Parameter", "settings");

/** A value that is asked for and not known before the update. */
export { pending };

/** Where unknown values come from. */
export const source = store;

/** A maker of resources of one type and name, to which only what matters is added. */
export const maker =
    (type: string, name: string, base: Properties = {}) =>
    (properties: Properties = {}): GraphResource =>
        resource(type, name, { ...base, ...properties });

/** A key of the customer's own. */
export const key = resource("aws:kms/key:Key", "key", { enableKeyRotation: true });
