import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import { deletionWindowDays } from "./encryption-key";
import type { Region } from "../strategy/regions";

/** What a caller decides about {@link TokenKeys}. */
export interface TokenKeysArgs {
    readonly region: Region;
    /** Whose keys they are, for whoever reads the console. */
    readonly description: string;
    /** Key of the secret. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Keeps the secret through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/**
 * The secret with the keys by which a cell signs its users in: docs/adr/0023-router.md. It is made without a value, so
 * that no key ever passes through a state; a command of the placement puts one in, and the same into the router's store.
 */
export class TokenKeys extends pulumi.ComponentResource {
    public readonly secretArn: pulumi.Output<string>;
    /** Lets a role read this secret and open it, and nothing else. */
    public readonly readPolicy: pulumi.Output<string>;

    constructor(name: string, args: TokenKeysArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:security:TokenKeys", name, {}, opts);
        const { region, kmsKeyArn, deletionProtected } = args;
        const { arn } = new secretsmanager.Secret(
            `${name}-secret`,
            {
                description: args.description,
                kmsKeyId: kmsKeyArn,
                recoveryWindowInDays: deletionProtected
                    ? deletionWindowDays.protected
                    : deletionWindowDays.unprotected,
            },
            { parent: this, protect: deletionProtected },
        );

        this.secretArn = arn;
        this.readPolicy = pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: [arn] },
                {
                    Effect: "Allow",
                    Action: "kms:Decrypt",
                    Resource: [kmsKeyArn],
                    // The key opens much else; through Secrets Manager it opens what the statement above names.
                    Condition: {
                        StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` },
                    },
                },
            ],
        });
        this.registerOutputs({ secretArn: this.secretArn });
    }
}
