import type { PolicyConfigSchema } from "@pulumi/policy";
import { auroraClustersOf, databaseType } from "../aurora";
import { field, input, itemsOf, perStack } from "../graph";
import { unknown, type GraphResource, type Rule } from "../rule";
import type { IndexesConfig } from "./bundle";
import { databasesOf } from "./databases";
import { judgementOf, type Judgement } from "./judgement";
import { configSchema } from "./schema-rule";

/** What runs something when it is created or when its triggers change. */
const runTypes =
    /^(?:command:|aws:lambda\/invocation:|aws:ssm\/association:|null:|pulumi-(?:nodejs|python):dynamic|docker:index\/container:|kubernetes:batch\/|aws:cloudformation\/stack:)/;

const bindingSchema: PolicyConfigSchema = {
    properties: {
        ...configSchema.properties,
        migratedElsewhere: {
            type: "boolean",
            description:
                "Whether something else than the program runs the migrations, a pipeline say; nothing shows then that a cluster has them.",
            default: false,
        },
    },
};

/** Everything that a run waits for, but for what lies behind another cluster or another run. */
function reached(run: GraphResource): ReadonlySet<GraphResource> {
    const seen = new Set<GraphResource>();
    const visit = (resource: GraphResource): void => {
        for (const next of [
            ...resource.dependencies,
            ...Object.values(resource.propertyDependencies).flat(),
        ]) {
            if (seen.has(next)) continue;
            seen.add(next);
            if (next.type !== databaseType && !runTypes.test(next.type)) visit(next);
        }
    };
    visit(run);
    return seen;
}

/** Runs of a stack by the cluster that they wait for. */
const runsOf = perStack((stack) => {
    const runs = new Map<GraphResource, GraphResource[]>();
    for (const run of stack.resources.filter(({ type }) => runTypes.test(type))) {
        for (const resource of reached(run)) {
            if (resource.type !== databaseType) continue;
            runs.set(resource, [...(runs.get(resource) ?? []), run]);
        }
    }
    return runs;
});

/** Every text of a value, names of properties among them. */
function* textsOf(value: unknown): Generator<string | typeof unknown> {
    if (value === unknown) yield unknown;
    else if (typeof value === "string") yield value;
    else if (Array.isArray(value)) {
        const items = itemsOf(value);
        for (const item of items === unknown ? [unknown] : items) yield* textsOf(item);
    } else if (typeof value === "object" && value !== null) {
        for (const key of Object.keys(value)) {
            yield key;
            yield* textsOf(field(value, key));
        }
    }
}

/** What a run says of the bundle that it applies. */
type Binding = "this bundle" | "another" | "none" | typeof unknown;

const isChecksum = (text: string | typeof unknown): boolean =>
    typeof text === "string" && /\b[0-9a-f]{64}\b/.test(text);

/** Either the checksum of what is applied, as the lock has it, or each file by its name beside a checksum of its own. */
function bindingOf(run: GraphResource, { checksum, migrations }: Judgement["bundle"]): Binding {
    const texts = Object.keys(run.props).flatMap((property) => [...textsOf(input(run, property))]);
    const includes = (part: string): boolean =>
        texts.some((text) => typeof text === "string" && text.includes(part));
    if (includes(checksum)) return "this bundle";
    if (!texts.some(isChecksum)) return texts.includes(unknown) ? unknown : "none";
    const named = migrations.filter(({ file }) => includes(file)).length;
    if (named === migrations.length) return "this bundle";
    return texts.includes(unknown) && named === 0 ? unknown : "another";
}

/** A cluster that the program makes and does not migrate starts empty, or keeps an old schema under a new release. */
export const clusterIsBoundToMigrations: Rule<IndexesConfig> = {
    name: "cluster-is-bound-to-migrations",
    description:
        "Every Aurora PostgreSQL cluster has a run of the migrations that waits for it and carries the checksum of their files.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Run the migrations once the cluster is there, triggered by the checksum in catalogue.lock.json; set migratedElsewhere where a pipeline runs them.",
    frameworks: { wellArchitected: ["OPS05-BP10", "REL08-BP05"] },
    subjects: [databaseType],
    configSchema: bindingSchema,
    check: async (stack, report, config) => {
        if (config.migratedElsewhere === true) return;
        const postgres = new Set(databasesOf(stack));
        const clusters = auroraClustersOf(stack).filter(
            ({ resource, secondary }) => postgres.has(resource) && !secondary,
        );
        if (clusters.length === 0) return;
        const { bundle } = await judgementOf(config);
        for (const { resource: cluster } of clusters) {
            const runs = runsOf(stack).get(cluster) ?? [];
            const bindings = runs.map((run) => bindingOf(run, bundle));
            if (bindings.includes("this bundle")) continue;
            const at = (wanted: Binding): string => runs[bindings.indexOf(wanted)]?.name ?? "";
            if (bindings.includes(unknown)) {
                report.undecided(
                    cluster,
                    `${at(unknown)} waits for it, and it is not known before the update whether it carries the migrations' checksum`,
                );
            } else if (bindings.includes("another")) {
                report.violation(
                    cluster,
                    `${at("another")} carries the checksum of other migrations; these have ${bundle.checksum}`,
                );
            } else {
                const what =
                    runs.length === 0
                        ? "no run of migrations waits for it"
                        : `${at("none")} waits for it and carries no checksum`;
                report.violation(cluster, `${what}, so nothing brings it to the migrations' schema`);
            }
        }
    },
};
