import * as secretsmanager from "@pulumi/aws/secretsmanager";
import * as pulumi from "@pulumi/pulumi";
import type { SecondaryRegion } from "../strategy/regions";
import { databaseEngine } from "./database-parameters";
import { deletionWindowDays } from "./encryption-key";

/** What a caller decides about a {@link MasterSecret}. */
export interface MasterSecretArgs {
    /** Whose password it is, for whoever reads the console. */
    readonly description: string;
    /** Key of the secret in its own region. */
    readonly kmsKeyArn: pulumi.Input<string>;
    /** Where a replica follows it, under a key of that region. */
    readonly replica: { readonly region: SecondaryRegion; readonly kmsKeyArn: pulumi.Input<string> };
    /** Keeps the secret through a mistaken `pulumi destroy`. */
    readonly deletionProtected: boolean;
}

/** A master user's password that this program sets. */
export interface MasterPassword {
    /** Secret with `username` and `password`, as RDS Proxy reads it; known once it holds both. */
    readonly secretArn: pulumi.Output<string>;
    readonly password: pulumi.Output<string>;
}

/**
 * How the first password is made. Without punctuation, because RDS refuses / @ " and the space; 40 letters and digits are
 * more than 230 bits.
 */
export const firstPassword = { passwordLength: 40, excludePunctuation: true } as const;

/**
 * The master password of a database that RDS manages none for: one in a Global Database ("Limitations for Secrets Manager
 * integration with Amazon Aurora", Aurora user guide). Secrets Manager makes it once; later runs leave the secret alone,
 * so that a password rotated by hand stays. It is in the state, encrypted as every secret of Pulumi's is.
 */
export class MasterSecret extends pulumi.ComponentResource implements MasterPassword {
    public readonly secretArn: pulumi.Output<string>;
    public readonly password: pulumi.Output<string>;

    constructor(name: string, args: MasterSecretArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:data:MasterSecret", name, {}, opts);
        const { replica, deletionProtected } = args;
        const secret = new secretsmanager.Secret(
            `${name}-secret`,
            {
                description: args.description,
                kmsKeyId: args.kmsKeyArn,
                replicas: [{ region: replica.region, kmsKeyId: replica.kmsKeyArn }],
                recoveryWindowInDays: deletionProtected
                    ? deletionWindowDays.protected
                    : deletionWindowDays.unprotected,
            },
            { parent: this, protect: deletionProtected },
        );
        const { randomPassword } = secretsmanager.getRandomPasswordOutput(firstPassword, { parent: this });
        const version = new secretsmanager.SecretVersion(
            `${name}-first`,
            {
                secretId: secret.id,
                secretString: pulumi.secret(
                    pulumi.jsonStringify({
                        username: databaseEngine.masterUsername,
                        password: randomPassword,
                    }),
                ),
            },
            // Every run asks for another password, and only the first one's counts.
            { parent: this, protect: deletionProtected, ignoreChanges: ["secretString"] },
        );

        this.secretArn = pulumi.all([secret.arn, version.id]).apply(([arn]) => arn);
        this.password = pulumi.secret(version.secretString.apply(passwordIn));
        this.registerOutputs({ secretArn: this.secretArn });
    }
}

/** The password in a secret as {@link MasterSecret} writes it. */
function passwordIn(secretString: string | undefined): string {
    const { password } = JSON.parse(secretString ?? "{}") as { readonly password?: string };
    if (password === undefined) throw new Error("the master user's secret holds no password; write one");
    return password;
}
