import { unknownCheckingProxy, unknownStringValue } from "@pulumi/policy/proxy";
import { assertNamed, configOf } from "./config";
import { StackGraph, type AnyRule, type GraphResource } from "./rule";

/** A value that is not known before the update. */
export const unknownValue = unknownStringValue;

/** What a test says of a resource beyond its type, name and properties. */
export interface Origins {
    readonly parent?: GraphResource;
    readonly ignoreChanges?: readonly string[];
    /** By property, the resources that its value comes from. */
    readonly from?: Readonly<Record<string, readonly GraphResource[]>>;
    /** Region of its provider. */
    readonly region?: string;
}

/** A resource as the engine hands it to a rule. */
export function testResource(
    type: string,
    name: string,
    properties: Readonly<Record<string, unknown>> = {},
    { parent, ignoreChanges = [], from = {}, region }: Origins = {},
): GraphResource {
    const asked = Object.fromEntries(Object.keys(properties).map((property) => [property, []]));
    return {
        urn: `urn:pulumi:test::test::${type}::${name}`,
        type,
        name,
        props: unknownCheckingProxy({ ...properties }),
        opts: { ignoreChanges, protect: false },
        ...(parent === undefined ? {} : { parent }),
        ...(region === undefined ? {} : { provider: { props: { region } } }),
        dependencies: Object.values(from).flat(),
        propertyDependencies: { ...asked, ...from },
    };
}

/** What a rule says of a resource. */
export interface TestFinding {
    readonly rule: string;
    readonly resource: string;
    readonly message: string;
    /** The rule could not decide; that is no violation, and no pass either. */
    readonly undecided: boolean;
}

/** Config of rules by their names, as in the file that `--policy-pack-config` takes. */
export type TestConfig = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * What rules say of resources, in a unit test and without Pulumi.
 *
 * @throws PolicyConfigError where the config holds mistakes, or names none of the rules.
 */
export async function judge(
    rules: readonly AnyRule[],
    resources: readonly GraphResource[],
    config: TestConfig = {},
): Promise<readonly TestFinding[]> {
    assertNamed(Object.keys(config), rules);
    const graph = new StackGraph(resources);
    const findings: TestFinding[] = [];
    for (const rule of rules) {
        const found = (undecided: boolean) => (resource: GraphResource, message: string) => {
            findings.push({ rule: rule.name, resource: resource.name, message, undecided });
        };
        await rule.check(
            graph,
            { violation: found(false), undecided: found(true) },
            configOf(rule, config[rule.name]) as never,
        );
    }
    return findings;
}
