import type { Region, ResidencyZone } from "../strategy/regions";

/** What a person asks of the planner. */
export type PlanRequest =
    | {
          readonly verb: "place";
          readonly organization: string;
          readonly zone: ResidencyZone;
          readonly users: number;
          /** @default the emptiest open cell of the zone */
          readonly cell?: string;
          /** @default none: a failover serves nobody until the data is there as well */
          readonly failover?: string;
      }
    | { readonly verb: "resize"; readonly organization: string; readonly users: number }
    | { readonly verb: "move"; readonly organization: string; readonly to: string }
    | { readonly verb: "hold"; readonly organizations: readonly string[]; readonly cell?: string }
    | { readonly verb: "release"; readonly organizations: readonly string[]; readonly all?: boolean }
    | {
          readonly verb: "failover";
          readonly organization: string;
          /** Absent where it shall have none. */
          readonly to?: string;
      }
    | { readonly verb: "drain"; readonly cell: string }
    | { readonly verb: "open" | "full" | "up"; readonly cell: string }
    | {
          readonly verb: "down";
          readonly cell: string;
          /** Though failover cells then serve more than their tasks carry. @default false */
          readonly overload?: boolean;
      }
    | { readonly verb: "evacuate"; readonly region: Region };

/** The request as a person typed it, without its options. */
export function describeRequest(request: PlanRequest): string {
    switch (request.verb) {
        case "place":
        case "resize":
        case "move":
        case "failover":
            return `${request.verb} ${request.organization}`;
        case "hold":
            return ["hold", ...request.organizations, request.cell]
                .filter((one) => one !== undefined)
                .join(" ");
        case "release":
            return ["release", ...request.organizations].join(" ");
        case "evacuate":
            return `evacuate ${request.region}`;
        case "drain":
        case "open":
        case "full":
        case "down":
        case "up":
            return `${request.verb} ${request.cell}`;
    }
}
