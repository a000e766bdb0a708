import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { Client } from "pg";
import type { MigrationBundle } from "./bundle";
import { addressOf, authoritiesFile, clientConfig } from "./connection";
import { MigrationFailure } from "./failure";
import { runLimits } from "./limits";
import { migrate, type RunResult } from "./runner";
import { sessionOf } from "./session";

/** What the update hands over. */
interface RunEvent {
    /** Checksum of the bundle that is to be applied. */
    readonly bundle?: string;
}

/** What of Lambda's context is used. */
interface LambdaContext {
    readonly getRemainingTimeInMillis: () => number;
}

/** A file that is packed with the code. */
const packed = (name: string): string => readFileSync(join(__dirname, name), "utf8");

async function readSecret(secretArn: string): Promise<string> {
    const { SecretString: secret } = await new SecretsManagerClient({}).send(
        new GetSecretValueCommand({ SecretId: secretArn }),
    );
    if (secret === undefined) throw new Error("the database's secret is empty");
    return secret;
}

/** One line of JSON, as CloudWatch Logs Insights reads it. */
function log(entry: Readonly<Record<string, unknown>>): void {
    process.stdout.write(`${JSON.stringify(entry)}\n`);
}

/** Lambda answers with an error's name, message and stack; the stack says nothing to whoever runs the update. */
function plain(error: unknown): Error {
    const told = error instanceof Error ? error : new Error(String(error));
    log({ event: "failed", error: told.name, message: told.message });
    told.stack = told.message;
    return told;
}

/** Applies the bundle beside the code to the cell's database. */
export async function handler({ bundle: wanted }: RunEvent, context: LambdaContext): Promise<RunResult> {
    try {
        const bundle = JSON.parse(packed("bundle.json")) as MigrationBundle;
        if (wanted !== bundle.checksum) {
            throw new MigrationFailure(
                `The function holds bundle ${bundle.checksum}, and ${wanted ?? "none"} is to be applied; ` +
                    `nothing was applied. Run the update again, so that the function gets its code.`,
            );
        }
        const address = addressOf(process.env);
        const client = new Client(
            clientConfig(address, await readSecret(address.secretArn), packed(authoritiesFile)),
        );
        await client.connect();
        try {
            return await migrate(sessionOf(client), bundle, {
                limits: runLimits,
                remaining: context.getRemainingTimeInMillis,
                sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
                random: Math.random,
                log,
            });
        } finally {
            await client.end().catch(() => undefined);
        }
    } catch (error) {
        throw plain(error);
    }
}
