import { number, plural, wrap } from "../preview/text";
import { alike } from "../strategy/groups";
import { fullSubnets, shortages, type AccountUse, type Consumption } from "./consumption";
import { quotasCollected } from "./quotas";

/** From this part of a quota on, the preview tells how near it is. */
const nearPercent = 80;

/** Whether a quota suffices, and hardly more. */
export const isNear = ({ used, available }: Consumption): boolean =>
    used <= available && 100 * used >= nearPercent * available;

/** One quota wherever it stands alike: the same number is told once. */
export function grouped(all: readonly Consumption[]): readonly (readonly Consumption[])[] {
    return alike(all, ({ quota, available }) => `${quota.quotaCode} ${available}`);
}

/** "us-east-1 9, eu-west-1 6": places with what they need, those of one number together. */
function places(group: readonly Consumption[]): string {
    return alike(group, ({ used }) => String(used))
        .map((same) => {
            const names = same.map(({ place }) => place);
            const shown =
                names.length > 4
                    ? `${plural(names.length, "place")}, first ${names[0] ?? ""}`
                    : names.join(", ");
            return `${number(same[0].used)} in ${shown}`;
        })
        .join("; ");
}

function line(group: readonly Consumption[]): readonly string[] {
    const [first] = group;
    if (first === undefined) return [];
    const { quota, available, because } = first;
    return wrap(
        `${quota.name} (${quota.serviceCode} ${quota.quotaCode}): ${places(group)}, of ${number(available)}${because === undefined ? "" : ` (${because})`}`,
        "    ",
    ).map((text, index) => (index === 0 ? `  ${text.trimStart()}` : text));
}

/** What to ask AWS for, what cannot be granted, what is nearly used up, and which subnets are too small. */
export function quotaLines(use: AccountUse): readonly string[] {
    const short = shortages(use);
    const adjustable = grouped(short.filter(({ quota }) => quota.adjustable));
    const hard = grouped(short.filter(({ quota }) => !quota.adjustable));
    const near = grouped(use.quotas.filter(isNear));
    const full = fullSubnets(use);
    const granted = use.quotas.some((one) => one.granted);
    return [
        `quotas at the maximum of all autoscaling  ${granted ? "granted ones, else " : ""}AWS's defaults of ${quotasCollected}`,
        ...(hard.length === 0 ? [] : ["  AWS does not raise these:", ...hard.flatMap(line)]),
        ...(adjustable.length === 0
            ? []
            : [
                  "  to request before the first update, and then to write under quotas:",
                  ...adjustable.flatMap(line),
              ]),
        ...(near.length === 0 ? [] : ["  nearly used up:", ...near.flatMap(line)]),
        ...full.map(
            ({ subnet, cidr, needed, usable }) =>
                `  too small: ${subnet} (${cidr}) has ${number(usable)} addresses, ${number(needed)} are needed`,
        ),
        ...(short.length + near.length + full.length === 0 ? ["  all of them and every subnet suffice"] : []),
        "",
    ];
}

/** The same for machines: every quota that the preview takes from, and every subnet. */
export function quotasJson(use: AccountUse): unknown {
    return {
        collected: quotasCollected,
        quotas: use.quotas.map(({ key, quota, place, region, used, available, granted, because }) => ({
            key,
            serviceCode: quota.serviceCode,
            quotaCode: quota.quotaCode,
            name: quota.name,
            adjustable: quota.adjustable,
            source: quota.source,
            region,
            place,
            used,
            available,
            granted,
            suffices: used <= available,
            because: because ?? null,
        })),
        subnets: use.subnets,
    };
}
