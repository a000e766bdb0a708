import { placementPath } from "../placement/placement-file";
import { loadsOf, migrationRuns } from "../preview/summary";
import { plural } from "../preview/text";
import type { Facts } from "./facts";
import { markup, type Html } from "./html";
import { table } from "./table";
import { data } from "./text";

/** Which organizations live where. */
export function placementSection({ preview }: Facts): Html {
    const { placement, environment } = preview;
    if (placement === undefined) {
        return markup`<p>There is no placement: no file <code>${placementPath(environment)}</code>.</p>\n`;
    }
    const users = placement.organizations.reduce((sum, one) => sum + one.users, 0);
    return markup`<p>Version ${placement.version}: ${plural(placement.organizations.length, "organization")} of ${plural(users, "user")}, as <code>${placementPath(environment)}</code> says.</p>
${table({
    id: "placement-cells",
    caption: "Organizations in each cell",
    columns: [
        { head: "cell" },
        { head: "residency zone" },
        { head: "state" },
        { head: "organizations", isNumber: true },
        { head: "users", isNumber: true },
        { head: "headroom", isNumber: true },
    ],
    rows: loadsOf(preview).map(({ site, state, organizations, users: placed, headroom }) => [
        site.name,
        site.zone,
        state,
        data(organizations),
        data(placed),
        data(headroom),
    ]),
})}`;
}

/** Files that each cell's database is brought to before its service changes. */
export function migrationsSection({ preview }: Facts): Html {
    const { migrations, stacks } = preview;
    const runs = Object.keys(migrationRuns(stacks));
    if (runs.length === 0) return markup`<p>Nothing here applies migrations.</p>\n`;
    return markup`<p>${plural(runs.length, "cell")} ${runs.length === 1 ? "applies" : "apply"} these files, in this order, where the database has them not; the service changes after them. What a database has already is not known without asking it. Bundle <code>${migrations.checksum.slice(0, 12)}</code>.</p>
${table({
    id: "migration-files",
    caption: plural(migrations.migrations.length, "migration"),
    columns: [{ head: "file" }, { head: "statements", isNumber: true }],
    rows: migrations.migrations.map(({ file, statements }) => [
        markup`<code>${file}</code>`,
        data(statements.length),
    ]),
})}`;
}
