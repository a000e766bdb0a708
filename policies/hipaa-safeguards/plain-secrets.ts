import { field, input, sourcesOf, textOf } from "../graph";
import { read, unknown, type GraphResource, type Report, type Rule } from "../rule";

const taskType = "aws:ecs/taskDefinition:TaskDefinition";
const functionType = "aws:lambda/function:Function";

/** What a foreign team may set otherwise. */
export interface PlainSecretConfig {
    /** Variables that look like secrets and are none. */
    readonly allowedNames?: readonly string[];
}

/** Names that end with the word for a secret; SECRET_ARN and PASSWORD_FILE say where one is. */
const secretName =
    /(^|_)(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|APIKEY|(API|ACCESS|SECRET|PRIVATE|SIGNING)_KEY|CREDENTIALS?)$/;

/** An access key of AWS, a private key, or an address with a password in it. */
const secretValue = /\bAKIA[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|:\/\/[^/\s:@]*:[^/\s:@]+@/;

/** Types whose every output is a secret, or is made of one. */
const secretTypes = ["random:index/randomPassword:RandomPassword", "aws:iam/accessKey:AccessKey"];

/** A variable of a container or a function. */
interface Variable {
    readonly name: string;
    readonly value: unknown;
}

/** DatabasePassword and database-password are DATABASE_PASSWORD. */
const normal = (name: string): string =>
    name
        .replace(/([a-z\d])([A-Z])/g, "$1_$2")
        .replace(/[-.]/g, "_")
        .toUpperCase();

function checkVariables(
    resource: GraphResource,
    variables: readonly Variable[],
    allowed: readonly string[],
    report: Report,
): void {
    for (const { name, value } of variables.filter((variable) => !allowed.includes(variable.name))) {
        const text = textOf(value);
        const isNamed = secretName.test(normal(name));
        if (text === unknown) {
            if (isNamed)
                report.undecided(resource, `what variable ${name} holds is not known before the update`);
        } else if (text !== undefined && ((isNamed && !text.startsWith("arn:")) || secretValue.test(text))) {
            report.violation(
                resource,
                `variable ${name} holds a secret in plain text; it must come from Secrets Manager`,
            );
        }
    }
}

/** Variables of a task's containers; {@link unknown} where they cannot be read before the update. */
function taskVariables(task: GraphResource): readonly Variable[] | typeof unknown {
    const text = textOf(read(() => task.props.containerDefinitions));
    if (text === unknown) return unknown;
    let containers: unknown;
    try {
        containers = JSON.parse(text ?? "[]");
    } catch {
        return [];
    }
    return (Array.isArray(containers) ? (containers as readonly unknown[]) : []).flatMap((container) => {
        const environment = field(container, "environment");
        return (Array.isArray(environment) ? (environment as readonly unknown[]) : []).map((variable) => ({
            name: String(field(variable, "name")),
            value: field(variable, "value"),
        }));
    });
}

function checkTask(task: GraphResource, allowed: readonly string[], report: Report): void {
    const variables = taskVariables(task);
    const [secret] = sourcesOf(task, "containerDefinitions", secretTypes);
    if (secret !== undefined) {
        report.violation(
            task,
            `containerDefinitions takes the secret of ${secret.name} in plain text; it must come from Secrets Manager`,
        );
    } else if (variables === unknown) {
        report.undecided(task, "containerDefinitions is not known before the update");
    } else checkVariables(task, variables, allowed, report);
}

function checkFunction(lambda: GraphResource, allowed: readonly string[], report: Report): void {
    const variables = field(input(lambda, "environment"), "variables");
    const [secret] = sourcesOf(lambda, "environment", secretTypes);
    if (secret !== undefined) {
        report.violation(
            lambda,
            `environment takes the secret of ${secret.name} in plain text; it must come from Secrets Manager`,
        );
    } else if (variables === unknown) {
        report.undecided(lambda, "environment.variables is not known before the update");
    } else if (typeof variables === "object" && variables !== null) {
        const list = Object.keys(variables).map((name) => ({ name, value: field(variables, name) }));
        checkVariables(lambda, list, allowed, report);
    }
}

/** Whoever may describe a task reads its variables, and so does every log that prints them. */
export const environmentHoldsNoSecret: Rule<PlainSecretConfig> = {
    name: "environment-holds-no-secret",
    description: "No variable of a container or a function may hold a password, a key or a token.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation:
        "Put the value into aws.secretsmanager.Secret and name it in the container's secrets (valueFrom), or read it at the start.",
    subjects: [taskType, functionType],
    frameworks: { fsbp: ["ECS.8"], hipaa: ["164.308(a)(5)(ii)(D)", "164.312(d)"] },
    configSchema: {
        properties: {
            allowedNames: {
                type: "array",
                items: { type: "string" },
                default: [],
                description: "Variables that look like secrets and are none.",
            },
        },
    },
    check: (stack, report, { allowedNames = [] }) => {
        for (const task of stack.ofType(taskType)) checkTask(task, allowedNames, report);
        for (const lambda of stack.ofType(functionType)) checkFunction(lambda, allowedNames, report);
    },
};
