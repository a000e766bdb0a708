/** What a history expects of its server, and the server has not. */
export interface Lack {
    readonly kind: "extension" | "role" | "schema" | "collation" | "tablespace" | "language" | "parameter";
    readonly name: string;
}

const patterns: readonly (readonly [Lack["kind"], RegExp])[] = [
    ["extension", /^extension "([^"]+)" is not available/],
    ["extension", /^could not open extension control file ".*\/([^/"]+)\.control"/],
    ["extension", /^could not access file "(?:\$libdir\/)?([^"]+)"/],
    ["role", /^role "([^"]+)" does not exist/],
    ["schema", /^schema "([^"]+)" does not exist/],
    ["collation", /^collation "([^"]+)".* does not exist/],
    ["tablespace", /^tablespace "([^"]+)" does not exist/],
    ["language", /^language "([^"]+)" does not exist/],
    ["parameter", /^unrecognized configuration parameter "([^"]+)"/],
];

/** What the server's refusal says that it lacks; undefined where it refuses for another reason. */
export function lackIn(message: string): Lack | undefined {
    for (const [kind, pattern] of patterns) {
        const name = pattern.exec(message)?.[1];
        if (name !== undefined) return { kind, name };
    }
    return undefined;
}

/** A place in the history where the server lacks something. */
export interface LackAt extends Lack {
    readonly at: string;
}

/** Each lack with its file and line, and what answers it. */
export function describeLacks(lacks: readonly LackAt[], onScratchServer: boolean): string {
    const server = onScratchServer ? "the scratch server" : "the embedded PostgreSQL";
    const list = lacks.map(({ at, kind, name }) => `${at}: ${server} has no ${kind} ${name}`);
    const answer = onScratchServer
        ? "install it there, or name a file of SQL that stands in for it under prelude"
        : "name a file of SQL that stands in for it under prelude, or a PostgreSQL that has it under server";
    return `${list.join("; ")}; ${answer} in the pack's configuration`;
}
