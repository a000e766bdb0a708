import type { PGlite } from "@electric-sql/pglite";

/** As much of a PostgreSQL as a replay needs; any other client can be given this form. */
export type SqlDatabase = Pick<PGlite, "query" | "exec">;
