import {
    GetSecretValueCommand,
    PutSecretValueCommand,
    SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { StoreError } from "./store-error";
import { parseSigningKey, type SigningKey } from "./token-keys";

/** The secret that a cell's tasks read their signing key from. */
export interface CellSecret {
    /** Its key and since when it has it; undefined where it has no value yet. */
    read(): Promise<{ readonly key: SigningKey; readonly since: Date } | undefined>;
    write(key: SigningKey): Promise<void>;
}

/** Region of a secret's ARN. */
function regionOf(arn: string): string {
    return arn.split(":")[3] ?? "";
}

function explain(error: unknown, arn: string): unknown {
    if (!(error instanceof Error) || error instanceof StoreError) return error;
    // The SDK's messages name the caller, the action and the resource, never a value.
    return new StoreError(
        "credentials",
        `the secret ${arn} cannot be used (${error.name}: ${error.message})`,
    );
}

/** The secret of that ARN, through the AWS SDK with the credentials that it finds. */
export function cellSecret(
    arn: string,
    client: SecretsManagerClient = new SecretsManagerClient({ region: regionOf(arn) }),
): CellSecret {
    const value = async (): Promise<{ text: string; since: Date } | undefined> => {
        try {
            const { SecretString, CreatedDate } = await client.send(
                new GetSecretValueCommand({ SecretId: arn }),
            );
            return { text: SecretString ?? "", since: CreatedDate ?? new Date() };
        } catch (error) {
            // A secret without a value answers as one that does not exist; writing tells the two apart.
            if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
            throw explain(error, arn);
        }
    };
    return {
        read: async () => {
            const found = await value();
            if (found === undefined) return undefined;
            const key = parseSigningKey(found.text);
            if (key === undefined) {
                throw new StoreError(
                    "malformed",
                    `the secret ${arn} does not hold {"kid":…,"key":<base64url of 32 bytes>}; it was left alone. Its value is not shown`,
                );
            }
            return { key, since: found.since };
        },
        write: async ({ kid, key }) => {
            try {
                await client.send(
                    new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify({ kid, key }) }),
                );
            } catch (error) {
                throw explain(error, arn);
            }
        },
    };
}
