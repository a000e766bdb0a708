import type { ClientConfig } from "pg";

/** Where the database is, as the function's environment says it; the password is only in the secret. */
export interface DatabaseAddress {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly secretArn: string;
}

/** Variables of the function's environment. */
export const runnerVariables = {
    host: "DATABASE_HOST",
    port: "DATABASE_PORT",
    database: "DATABASE_NAME",
    secretArn: "DATABASE_SECRET_ARN",
} as const;

/** Reads the address; throws where a variable is missing. */
export function addressOf(environment: Readonly<Record<string, string | undefined>>): DatabaseAddress {
    const read = (variable: string): string => {
        const value = environment[variable];
        if (value === undefined || value === "") throw new Error(`${variable} is not set`);
        return value;
    };
    return {
        host: read(runnerVariables.host),
        port: Number(read(runnerVariables.port)),
        database: read(runnerVariables.database),
        secretArn: read(runnerVariables.secretArn),
    };
}

/** Milliseconds until a database that does not answer is given up. */
const connectTimeout = 10_000;

/** Beside the code: certificates of the authorities that sign for databases of the region, in PEM. */
export const authoritiesFile = "rds-authorities.pem";

/**
 * How to connect with what a secret of RDS holds: `username` and `password`. TLS, with the server's name checked, and nobody
 * believed but the authorities that are given: no other that Node.js or Lambda knows signs for a database.
 */
export function clientConfig(
    { host, port, database }: DatabaseAddress,
    secret: string,
    authorities: string,
): ClientConfig {
    const { username, password } = JSON.parse(secret) as {
        readonly username?: string;
        readonly password?: string;
    };
    if (username === undefined || password === undefined) {
        throw new Error("the secret holds no username and password");
    }
    return {
        host,
        port,
        database,
        user: username,
        password,
        ssl: { rejectUnauthorized: true, ca: authorities },
        connectionTimeoutMillis: connectTimeout,
        keepAlive: true,
        application_name: "migration-runner",
    };
}
