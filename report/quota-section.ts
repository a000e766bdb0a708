import { fullSubnets, shortages, type Consumption } from "../quotas/consumption";
import { quotasCollected } from "../quotas/quotas";
import { grouped, isNear } from "../quotas/report";
import { number } from "../preview/text";
import type { Facts } from "./facts";
import { markup, type Html, type Piece } from "./html";
import { table } from "./table";
import { data } from "./text";

/** A quota's rows: places that need the same number stand together. */
function rowsOf(group: readonly Consumption[], status: string): readonly (readonly Piece[])[] {
    const byUse = new Map<number, string[]>();
    for (const { used, place } of group) byUse.set(used, [...(byUse.get(used) ?? []), place]);
    return [...byUse].flatMap(([used, places]) => {
        const [first] = group;
        if (first === undefined) return [];
        const { quota, available, granted, because } = first;
        return [
            [
                markup`${quota.name}<br><code>${quota.serviceCode} ${quota.quotaCode}</code>`,
                markup`<strong>${status}</strong>`,
                data(used),
                markup`${data(available)}${granted ? " (granted)" : ""}`,
                places.join(", "),
                because ?? "",
            ],
        ];
    });
}

/** What to request of AWS, what is nearly used up, and subnets that are too small. */
export function quotaSection({ preview: { account } }: Facts): Html {
    const short = shortages(account);
    const near = account.quotas.filter(isNear);
    const full = fullSubnets(account);
    const of = (all: readonly Consumption[], status: string): readonly (readonly Piece[])[] =>
        grouped(all).flatMap((group) => rowsOf(group, status));
    const rows = [
        ...of(
            short.filter(({ quota }) => !quota.adjustable),
            "cannot be raised",
        ),
        ...of(
            short.filter(({ quota }) => quota.adjustable),
            "to request",
        ),
        ...of(near, "nearly used up"),
    ];
    return markup`<p>What the platform needs at the maximum of all autoscaling, beside what was granted by the settings and else AWS’s defaults of ${quotasCollected}. ${number(account.quotas.length)} quotas and ${number(account.subnets.length)} subnets were checked.</p>
${
    rows.length === 0
        ? markup`<p>Every quota suffices.</p>\n`
        : table({
              id: "quotas",
              caption: "Quotas to request before the first update, and those nearly used up",
              columns: [
                  { head: "quota" },
                  { head: "status" },
                  { head: "needed", isNumber: true },
                  { head: "there", isNumber: true },
                  { head: "in" },
                  { head: "because" },
              ],
              rows,
          })
}${
        full.length === 0
            ? markup`<p>Every subnet has the addresses that it needs.</p>\n`
            : table({
                  id: "subnets",
                  caption: "Subnets that are too small",
                  columns: [
                      { head: "subnet" },
                      { head: "range" },
                      { head: "needed", isNumber: true },
                      { head: "there", isNumber: true },
                  ],
                  rows: full.map(({ subnet, cidr, needed, usable }) => [
                      subnet,
                      cidr,
                      data(needed),
                      data(usable),
                  ]),
              })
    }`;
}
