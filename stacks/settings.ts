import type { CellRequest } from "../strategy/plan";
import type { Phase } from "../strategy/law";

/** dev may be destroyed; prod is protected. A closed set, so that a typo cannot switch the guards off. */
export type Environment = "dev" | "prod";

/** What one `pulumi up` changes: the whole environment, or one cell or the edge of it. */
export type Layout = "one-stack" | "stack-per-cell";

/** Everything that one `Pulumi.<environment>.yaml` describes, checked, with the phase's defaults filled in. */
export interface Settings {
    readonly environment: Environment;
    readonly layout: Layout;
    readonly phase: Phase;
    /** Concurrent users over all cells. */
    readonly users: number;
    /** Host name that users open, e.g. "app.example.com". */
    readonly domain: string;
    /** Public hosted zone, already delegated, that holds the domain. */
    readonly dnsZone: string;
    /** Container image of the service, pinned by digest or by an immutable tag. */
    readonly image: string;
    /** E-mail addresses that every alarm notifies. */
    readonly alarmEmails: readonly string[];
    readonly cells: readonly CellRequest[];
}
