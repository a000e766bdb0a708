import type { IndexesConfig } from "../../../../policies/indexes-as-migrations/bundle";
import type { LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import { directoryWith, lockedDirectory, type Files } from "../fixture";
import { servedQuery } from "./written-histories";

/** A directory of a layout with its queries beside it, judged as locked. */
export async function configFor(
    layout: LayoutName,
    files: Files,
    query = servedQuery,
): Promise<IndexesConfig> {
    const queriesDir = directoryWith({ "orders-of-customer.sql": query });
    return { migrationsDir: await lockedDirectory(files, queriesDir, { layout }), queriesDir, layout };
}
