import * as pulumi from "@pulumi/pulumi";
import { AnyResource } from "./any-resource";
import { Provider } from "@pulumi/aws/provider";
import assert from "node:assert/strict";
import type { Registration } from "../../../preview/registration";
import { judged, lines, type ForeignProgram } from "./planting";
import { programs } from "./programs";
import { variations } from "./variations";

/** By one provider for whatever has none of its own. */
function byAProvider(program: ForeignProgram): ForeignProgram {
    const run = (checksum: string): void => {
        const provider = new Provider("explicit", { region: "eu-central-1" });
        pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
            type.startsWith("aws:") ? { props, opts: { provider, ...opts } } : undefined,
        );
        program.run(checksum);
    };
    return { ...program, run };
}

/** All below one component of somebody's. */
function belowAComponent(program: ForeignProgram): ForeignProgram {
    const reframe = ([stack, ...others]: readonly Registration[]): readonly Registration[] => {
        assert.ok(stack !== undefined);
        const urn = "urn:pulumi:live::foreign::shop:index:Shop::shop";
        const component = { ...stack, urn, type: "shop:index:Shop", name: "shop", parent: stack.urn };
        const moved = others.map((one) => (one.parent === stack.urn ? { ...one, parent: urn } : one));
        return [stack, component, ...moved];
    };
    return { ...program, reframe };
}

/** As the SDK for Go tells of it, and so YAML's: nothing of a property that comes from no resource. */
function tersely(program: ForeignProgram): ForeignProgram {
    const reframe = (resources: readonly Registration[]): readonly Registration[] =>
        resources.map((one) => ({
            ...one,
            propertyDependencies: Object.fromEntries(
                Object.entries(one.propertyDependencies).filter(([, sources]) => sources.length > 0),
            ),
        }));
    return { ...program, reframe };
}

/** The same program in other people's frames. */
const frames: readonly (readonly [string, (program: ForeignProgram) => ForeignProgram])[] = [
    ["as it is", (program) => program],
    ["by an explicit provider", byAProvider],
    ["below a component", belowAComponent],
    ["in a terse language", tersely],
];

/** Resources in forms that no rule expects: nothing where something should be, and types of other clouds. */
function oddities(): void {
    new AnyResource("aws:ecs/service:Service", "third", { networkConfiguration: null, cluster: null });
    new AnyResource("awsx:ec2:Vpc", "odd", { numberOfAvailabilityZones: null });
    new AnyResource("kubernetes:core/v1:Pod", "pod", { spec: { containers: [null] } });
}

describe("every pack over sound programs that are not ours", function () {
    this.timeout(60_000);

    for (const [name, program] of Object.entries(programs)) {
        for (const [frame, framed] of frames) {
            for (const preview of [true, false]) {
                it(`is quiet over ${name} ${frame}, ${preview ? "before" : "after"} the first update`, async () => {
                    const expected = preview ? program.doubts : [];
                    const found = await judged(framed(program), {}, preview);
                    assert.deepEqual(lines(found), expected);
                });
            }
        }
    }

    for (const variation of variations) {
        for (const preview of [true, false]) {
            it(`takes no offence at ${variation.what}, ${preview ? "before" : "after"} the first update`, async () => {
                const program: ForeignProgram = programs[variation.in];
                const found = lines(await judged(program, variation, preview));
                assert.deepEqual(found, preview ? program.doubts : []);
            });
        }
    }

    it("is quiet where it asks for tags that the providers give", async () => {
        const config = { "resource-is-tagged": { required: ["owner"] } };
        assert.deepEqual(lines(await judged(programs["several-regions"], { config })), []);
    });

    for (const preview of [true, false]) {
        it(`neither fails nor is silent over odd values, ${preview ? "before" : "after"} the first update`, async () => {
            const found = await judged(programs["raw-resources"], { also: oddities }, preview);
            assert.deepEqual(
                [...new Set(found.map(({ rule }) => rule))],
                ["service-has-bounded-target", "service-has-its-alarms"],
            );
        });
    }
});
