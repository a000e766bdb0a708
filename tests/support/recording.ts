import { Provider } from "@pulumi/aws/provider";
import { record } from "../../preview/recorder";
import type { Registration } from "../../preview/registration";
import { unwrapSecrets } from "../../preview/wire";

/** What a component made, with the finders that tests need. */
export class MadeResources {
    readonly all: readonly Registration[];

    constructor(resources: readonly Registration[]) {
        this.all = resources
            .filter(({ type }) => type !== "pulumi:pulumi:Stack" && !type.startsWith("pulumi:providers:"))
            .map((resource) => ({ ...resource, inputs: unwrapSecrets(resource.inputs) }));
    }

    /** Every resource of that type. */
    ofType(type: string): readonly Registration[] {
        return this.all.filter((resource) => resource.type === type);
    }

    /** The one resource of that type; throws where there is none or more than one. */
    only(type: string): Registration {
        const found = this.ofType(type);
        if (found.length !== 1 || found[0] === undefined) {
            throw new Error(
                `expected one ${type}, found ${String(found.length)}: ${found.map((r) => r.name).join(", ")}`,
            );
        }
        return found[0];
    }

    /** The resource of that type and name; throws where there is none. */
    named(type: string, name: string): Registration {
        const found = this.ofType(type).find((resource) => resource.name === name);
        if (found === undefined) {
            const names = this.ofType(type).map((resource) => resource.name);
            throw new Error(`no ${type} named ${name}; there are: ${names.join(", ") || "none"}`);
        }
        return found;
    }

    /** Names of resources whose chain of parents does not reach a resource of that component type. */
    orphansOf(componentType: string): readonly string[] {
        return this.all
            .filter(({ urn }) => !(urn.split("::")[2] ?? "").includes(componentType))
            .map(({ name }) => name);
    }

    /** Names of custom resources that no explicit provider was handed to. */
    onDefaultProvider(): readonly string[] {
        return this.all
            .filter(({ custom, provider }) => custom && provider === undefined)
            .map(({ name }) => name);
    }
}

/**
 * Runs a constructor against the recorder, with a provider for eu-west-1 (so that a resource that falls to
 * the default region shows).
 */
export async function make(
    construct: (provider: Provider) => unknown,
    { preview = false, region = "eu-west-1" }: { preview?: boolean; region?: "eu-west-1" | "us-east-1" } = {},
): Promise<MadeResources> {
    const { resources } = await record(
        () => {
            construct(new Provider("test", { region }));
            return Promise.resolve({});
        },
        { project: "test", stack: "test", preview },
    );
    return new MadeResources(resources);
}
