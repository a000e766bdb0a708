import { number } from "../preview/text";
import { cellLoads, type CellSite, type Organization, type Placement } from "./placement";
import { refuse } from "./plan-outcome";

/** What a failover cell would have to carry if the one home went down that sends it the most. */
export interface Pledge {
    readonly home: string;
    readonly guests: number;
}

/** The largest set of guests of any one home; undefined where nobody names the cell as failover. */
export function largestPledge(organizations: readonly Organization[], cell: string): Pledge | undefined {
    const byHome = new Map<string, number>();
    for (const { cell: home, failover, users } of organizations) {
        if (failover === cell) byHome.set(home, (byHome.get(home) ?? 0) + users);
    }
    const [largest] = [...byHome].sort(([, a], [, b]) => b - a);
    return largest === undefined ? undefined : { home: largest[0], guests: largest[1] };
}

interface Short extends Pledge {
    readonly site: CellSite;
    readonly own: number;
    /** Users above what its tasks carry. */
    readonly above: number;
}

/** Failover cells that could not carry their own users and the guests of one home. */
function shortCells(placement: Placement, sites: readonly CellSite[]): readonly Short[] {
    return cellLoads(placement, sites).flatMap(({ site, users: own }): readonly Short[] => {
        const pledge = largestPledge(placement.organizations, site.name);
        const above = pledge === undefined ? 0 : own + pledge.guests - site.capacityUsers;
        return pledge === undefined || above <= 0 ? [] : [{ ...pledge, site, own, above }];
    });
}

/** Refuses a failover that its cell cannot keep: it needs room for its own users and the guests of any one home. */
export function checkPledge(after: Placement, sites: readonly CellSite[], failover: CellSite): void {
    const short = shortCells(after, sites).find(({ site }) => site === failover);
    if (short === undefined) return;
    const { own, guests, home, site } = short;
    refuse(
        `${number(own + guests)} users for ${site.name} if ${home} went down, ${number(own)} of its own and ${number(guests)} guests`,
        `no more than its tasks carry, ${number(site.capacityUsers)}`,
        "choose another failover, none, or move somebody out of it first",
    );
}

/** Failovers that could be kept before, and not any more or less than before. */
export function pledgeWarnings(
    before: Placement,
    after: Placement,
    sites: readonly CellSite[],
): readonly string[] {
    const earlier = new Map(shortCells(before, sites).map(({ site, above }) => [site.name, above]));
    return shortCells(after, sites)
        .filter(({ site, above }) => above > (earlier.get(site.name) ?? 0))
        .map(
            ({ site, own, guests, home }) =>
                `${site.name} could not keep what it is pledged: if ${home} went down, it would serve ${number(own + guests)} users, ${number(guests)} of them guests; its tasks carry ${number(site.capacityUsers)}`,
        );
}
