import type { IndexesConfig } from "../../../policies/indexes-as-migrations/bundle";
import type { Rule } from "../../../policies/rule";
import { judge, resource, type Verdict } from "../../support/stack-graph";
import { migration, soundFiles, type Files } from "./fixture";

/** What a rule says about a stack with one database and these migrations. */
export const about = (
    rule: Rule<IndexesConfig>,
    migrationsDir: string,
    config: IndexesConfig = {},
): Promise<Verdict> =>
    judge(rule, [resource("aws:rds/cluster:Cluster", "db", { engine: "aurora-postgresql" })], {
        migrationsDir,
        ...config,
    });

/** The sound files and, after them, one of that SQL. */
export const then = (up: string, options = "", down = "SELECT 1;"): Files => ({
    ...soundFiles,
    "20260103000000_next.sql": migration(up, options, down),
});

/** Name of the file that {@link then} adds. */
export const file = "20260103000000_next.sql";
