import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { argumentsOf } from "./aws-types";

/** What @pulumi/aws knows of a resource type. */
export interface ResourceShape {
    /** Properties that a program may set. */
    readonly inputs: ReadonlySet<string>;
    /** Properties that only AWS computes; unknown until the resource exists. */
    readonly computed: readonly string[];
}

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));
const shapes = new Map<string, ResourceShape>();

/**
 * The shape of a type such as "aws:ec2/vpc:Vpc", read from the declarations and the constructor that the SDK generates for
 * it: the provider's own schema is not in the npm package.
 *
 * @throws Error where the SDK has no such type.
 */
export function shapeOf(type: string): ResourceShape {
    const known = shapes.get(type);
    if (known !== undefined) return known;
    const module = type.split(":")[1] ?? "";
    const source = readFileSync(join(sdk, `${module}.js`), "utf8");
    const creation = source.slice(source.indexOf("const args = argsOrState"));
    const shape = {
        inputs: new Set(argumentsOf(type).keys()),
        computed: [...creation.matchAll(/resourceInputs\["(\w+)"\] = undefined \/\*out/g)].map(
            ([, name]) => name ?? "",
        ),
    };
    shapes.set(type, shape);
    return shape;
}
