import { field, input, itemsOf } from "../graph";
import { unknown, type GraphResource } from "../rule";

/** A kind of resource that executes a text that a program gives it. */
interface Executor {
    /** Beginning of the type. */
    readonly type: string;
    /** Inputs that are executed; all of them where none is named. */
    readonly inputs?: readonly string[];
    /**
     * Whether a text that is not known yet leaves open if a schema is changed. Not so where the text describes a
     * machine or a container: names of other resources are in nearly every one, and a rule that is undecided on
     * every preview is one that nobody reads. What it says is judged once it is known.
     */
    readonly runsAtOnce: boolean;
}

const executors: readonly Executor[] = [
    { type: "command:", inputs: ["create", "update", "delete", "stdin"], runsAtOnce: true },
    { type: "aws:lambda/invocation:", inputs: ["input"], runsAtOnce: true },
    { type: "aws:ssm/document:", inputs: ["content"], runsAtOnce: true },
    { type: "aws:ssm/association:", inputs: ["parameters"], runsAtOnce: true },
    { type: "null:", runsAtOnce: false },
    { type: "pulumi-nodejs:dynamic", runsAtOnce: true },
    { type: "pulumi-python:dynamic", runsAtOnce: true },
    { type: "sql:", runsAtOnce: true },
    { type: "aws:cloudwatch/eventTarget:", inputs: ["input", "inputTransformer"], runsAtOnce: false },
    { type: "aws:scheduler/schedule:", inputs: ["target"], runsAtOnce: false },
    { type: "aws:sfn/stateMachine:", inputs: ["definition"], runsAtOnce: false },
    { type: "aws:ecs/taskDefinition:", inputs: ["containerDefinitions"], runsAtOnce: false },
    { type: "aws:batch/jobDefinition:", inputs: ["containerProperties"], runsAtOnce: false },
    { type: "aws:codebuild/project:", inputs: ["source"], runsAtOnce: false },
    { type: "aws:ec2/instance:", inputs: ["userData", "userDataBase64"], runsAtOnce: false },
    { type: "aws:ec2/launchTemplate:", inputs: ["userData"], runsAtOnce: false },
    { type: "aws:cloudformation/stack:", inputs: ["templateBody"], runsAtOnce: false },
    { type: "kubernetes:batch/", inputs: ["spec"], runsAtOnce: false },
];

/** A text that a resource executes. */
export interface ExecutedText {
    /** Input that holds it. */
    readonly input: string;
    readonly text: string | typeof unknown;
}

/** Every text inside a value, those inside of JSON in a text included. */
function* textsOf(value: unknown): Generator<string | typeof unknown> {
    if (value === unknown) yield unknown;
    else if (typeof value === "string") {
        const inner = parsedJson(value);
        if (inner === undefined) yield value;
        else yield* textsOf(inner);
    } else if (Array.isArray(value)) {
        const items = itemsOf(value);
        if (items === unknown) yield unknown;
        else {
            for (const item of items) yield* textsOf(item);
            yield* joined(items);
        }
    } else if (typeof value === "object" && value !== null) {
        for (const key of Object.keys(value)) yield* textsOf(field(value, key));
    }
}

/** A command as a list of words is one text to whatever executes it. */
function* joined(items: readonly unknown[]): Generator<string> {
    const words = items.filter((item) => typeof item === "string");
    if (words.length > 1 && words.length === items.length) yield words.join(" ");
}

function parsedJson(text: string): unknown {
    if (!/^\s*[{[]/.test(text)) return undefined;
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return undefined;
    }
}

/** User data as a machine reads it: AWS takes it in base64, too. */
function decoded(text: string): string {
    const plain = Buffer.from(text, "base64");
    return plain.toString("base64") === text.trim() ? plain.toString("utf8") : text;
}

/** The texts that a resource executes; none where it is of another kind. */
export function executedTexts(resource: GraphResource): readonly ExecutedText[] {
    const executor = executors.find(({ type }) => resource.type.startsWith(type));
    if (executor === undefined) return [];
    const inputs = executor.inputs ?? Object.keys(resource.props);
    return inputs.flatMap((name) =>
        [...textsOf(input(resource, name))]
            .filter((text) => text !== unknown || executor.runsAtOnce)
            .map((text) => ({
                input: name,
                text: typeof text === "string" && name.startsWith("userData") ? decoded(text) : text,
            })),
    );
}

/** What the postgresql provider makes that is no schema: who may do what, and where changes are copied to. */
const accessAndReplication = [
    "database:Database",
    "defaultPrivileges:DefaultPrivileges",
    "defaultPrivileg:DefaultPrivileg",
    "grant:Grant",
    "grantRole:GrantRole",
    "physicalReplicationSlot:PhysicalReplicationSlot",
    "publication:Publication",
    "replicationSlot:ReplicationSlot",
    "role:Role",
    "securityLabel:SecurityLabel",
    "subscription:Subscription",
].map((type) => `postgresql:index/${type}`);

/** Whether a resource is itself a part of a schema. */
export function isSchemaObject({ type }: GraphResource): boolean {
    if (type.startsWith("atlas:")) return true;
    return type.startsWith("postgresql:") && !accessAndReplication.includes(type);
}
