/** Options of a registration that change what the engine does with the resource. */
export interface ResourceOptions {
    readonly ignoreChanges: readonly string[];
    readonly protect: boolean;
    readonly deleteBeforeReplace: boolean;
    /** Properties whose change replaces the resource, though the provider would update it. */
    readonly replaceOnChanges: readonly string[];
    readonly retainOnDelete: boolean;
    readonly additionalSecretOutputs: readonly string[];
    /** URNs that the resource had before, its own aliases' and those that its parents' give it. */
    readonly aliases: readonly string[];
    /** Longest that an operation may take, e.g. "30m"; empty where the provider's own bound holds. */
    readonly timeouts: Readonly<Record<"create" | "update" | "delete", string>>;
}

/** What holds where a program gives no option. */
export const noOptions: ResourceOptions = {
    ignoreChanges: [],
    protect: false,
    deleteBeforeReplace: false,
    replaceOnChanges: [],
    retainOnDelete: false,
    additionalSecretOutputs: [],
    aliases: [],
    timeouts: { create: "", update: "", delete: "" },
};

/** One resource as the program registered it. */
export interface Registration {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly custom: boolean;
    /** URN of the parent; absent for the stack itself. */
    readonly parent?: string;
    /** Provider reference `URN::id`; absent for components and default providers. */
    readonly provider?: string;
    /** Inputs on the wire: unknown values and secrets are still marked as the protocol marks them. */
    readonly inputs: Readonly<Record<string, unknown>>;
    /** Inputs with what the provider would compute laid over them, likewise. */
    readonly state: Readonly<Record<string, unknown>>;
    readonly dependencies: readonly string[];
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly options: ResourceOptions;
    /** Whether the program only reads it; absent where nothing tells. */
    readonly external?: boolean;
}
