import { CellNames, toldOnce } from "../preview/compare/told-once";
import type { Preview } from "../preview/preview";
import { number, wrap } from "../preview/text";
import type { Consumption } from "../quotas/consumption";
import { alike } from "../strategy/groups";
import type { Way } from "./way";

/** Quotas of which less is taken on both sides are only counted. */
const worthTellingPercent = 20;

/** "EC2-VPC Elastic IPs (L-0263D0A3) of 5: 2 → 6 in us-east-1, eu-west-1": a quota once, wherever it changes. */
function quotaLines({ before, after }: Way): readonly string[] {
    const keyOf = ({ quota, place }: Consumption): string => `${quota.key} ${place}`;
    const regional = ({ account }: Preview): readonly Consumption[] =>
        account.quotas.filter(({ place, region }) => place === region);
    const [old, fresh] = [before, after].map(
        (preview) => new Map(regional(preview).map((one) => [keyOf(one), one])),
    );
    const changed = [...new Map([...(old ?? []), ...(fresh ?? [])])].flatMap(
        ([key, { quota, place, available }]) => {
            const [was, is] = [old?.get(key)?.used ?? 0, fresh?.get(key)?.used ?? 0];
            const isTold = 100 * Math.max(was, is) >= worthTellingPercent * available;
            const title = `${quota.name} (${quota.quotaCode}) of ${number(available)}`;
            return was === is ? [] : [{ title, place, isTold, change: `${number(was)} → ${number(is)}` }];
        },
    );
    const untold = changed.filter(({ isTold }) => !isTold).length;
    const told = alike(
        changed.filter(({ isTold }) => isTold),
        ({ title }) => title,
    ).flatMap((group) => {
        const changes = alike(group, ({ change }) => change).map(
            (same) => `${same[0].change} in ${same.map(({ place }) => place).join(", ")}`,
        );
        return wrap(`${group[0].title}: ${changes.join("; ")}`, "  ");
    });
    const rest = `${number(untold)} others change and stay below ${number(worthTellingPercent)} %`;
    return [...told, ...(untold === 0 ? [] : wrap(rest, "  "))];
}

/** What the new phase takes of the quotas, where it is another number. */
export function quotaBlock(way: Way): readonly string[] {
    const lines = quotaLines(way);
    const codes = [...new Set(way.short.map(({ quota }) => `${quota.name} (${quota.quotaCode})`))];
    return [
        "quotas at the maximum of all autoscaling",
        ...(lines.length === 0 ? ["  as before"] : lines),
        ...(codes.length === 0 ? [] : wrap(`too small in the new phase: ${codes.join(", ")}`, "  ")),
        "",
    ];
}

/** What the packs and the budget forbid in the new phase, and not in the present one. */
export function policyBlock({ comparison }: Way): readonly string[] {
    const cells = new CellNames(comparison.cells);
    const broken = comparison.violations.new.filter(({ undecided }) => !undecided);
    const told = toldOnce(
        broken,
        cells,
        ({ rule, message }) => `${rule} ${message.replace(/[\d,.]+/g, "")}`,
        ({ stack }) => stack,
    );
    if (told.length === 0) return [];
    return [
        "policies that the new phase breaks",
        ...told.flatMap(({ first, all }) => [
            ...wrap(`${first.pack} / ${first.rule}: ${first.message}`, "  "),
            ...wrap(first.remediation, "    "),
            ...(all.length === 1 ? [] : [`    and ${number(all.length - 1)} alike`]),
        ]),
        "",
    ];
}
