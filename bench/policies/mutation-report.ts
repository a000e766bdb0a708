import { alike, groupBy } from "../../strategy/groups";
import type { Outcome } from "./mutation-run";

/** How many of some properties are guarded. */
export interface Share {
    readonly caught: number;
    readonly of: number;
}

/** A property of a type, over all resources of that type. */
export interface PropertyVerdict {
    readonly type: string;
    readonly property: string;
    /** Resources that have it. */
    readonly resources: number;
    /** Of those, the ones of which at least one mutant broke a mandatory rule. */
    readonly caught: number;
    /** Of those, the ones of which no mutant did, but one left a rule undecided. */
    readonly leftOpen: number;
    /** Packs with a rule that reads the property of one of them. */
    readonly readBy: readonly string[];
    /** Rules that refused a mutant. */
    readonly rules: readonly string[];
    /** A resource of which nothing was caught; absent where everything was. */
    readonly example?: string;
}

/** What the whole run shows. */
export interface MutationSummary {
    readonly mutants: Share;
    /** Properties of resources: caught where at least one mutant is. */
    readonly all: Share;
    /** Of those, the ones that a rule reads. */
    readonly read: Share;
    readonly byPack: Readonly<Record<string, Share>>;
    /** Of each type, the properties that a rule reads. */
    readonly byType: Readonly<Record<string, Share>>;
    readonly properties: readonly PropertyVerdict[];
}

/** All mutants of one property of one resource. */
interface Place {
    readonly outcomes: readonly Outcome[];
    readonly first: Outcome;
}

function placesOf(outcomes: readonly Outcome[]): readonly Place[] {
    return alike(outcomes, ({ stack, type, resource, property }) =>
        [stack, type, resource, property].join(" "),
    ).map((all) => ({ outcomes: all, first: all[0] }));
}

const isCaught = ({ outcomes }: Place, pack = ""): boolean =>
    outcomes.some(({ caughtBy }) => caughtBy.some((rule) => rule.startsWith(pack)));

const isRead = ({ first }: Place, pack?: string): boolean =>
    pack === undefined ? first.readBy.length > 0 : first.readBy.includes(pack);

const shareOf = (places: readonly Place[], pack?: string): Share => ({
    caught: places.filter((place) => isCaught(place, pack === undefined ? "" : `${pack}/`)).length,
    of: places.length,
});

function verdictOf(places: readonly Place[]): readonly PropertyVerdict[] {
    const [some] = places;
    if (some === undefined) return [];
    const missed = places.filter((place) => !isCaught(place));
    const outcomes = places.flatMap((place) => place.outcomes);
    const { type, property } = some.first;
    return [
        {
            type,
            property,
            resources: places.length,
            caught: places.length - missed.length,
            leftOpen: missed.filter((place) => place.outcomes.some((one) => one.leftOpenBy.length > 0))
                .length,
            readBy: [...new Set(places.flatMap(({ first }) => first.readBy))].sort(),
            rules: [...new Set(outcomes.flatMap(({ caughtBy }) => caughtBy))].sort(),
            ...(missed[0] === undefined ? {} : { example: missed[0].first.resource }),
        },
    ];
}

/** The figures, and the verdict on each property of each type. */
export function summaryOf(outcomes: readonly Outcome[], packs: readonly string[]): MutationSummary {
    const places = placesOf(outcomes);
    const read = places.filter((place) => isRead(place));
    const types = groupBy(read, ({ first }) => first.type);
    return {
        mutants: {
            caught: outcomes.filter(({ caughtBy }) => caughtBy.length > 0).length,
            of: outcomes.length,
        },
        all: shareOf(places),
        read: shareOf(read),
        byPack: Object.fromEntries(
            packs.map((pack) => [
                pack,
                shareOf(
                    places.filter((place) => isRead(place, pack)),
                    pack,
                ),
            ]),
        ),
        byType: Object.fromEntries([...types].sort().map(([type, own]) => [type, shareOf(own)])),
        properties: [...groupBy(places, ({ first }) => `${first.type} ${first.property}`).values()]
            .flatMap(verdictOf)
            .sort((one, other) =>
                `${one.type} ${one.property}`.localeCompare(`${other.type} ${other.property}`),
            ),
    };
}

const shown = ({ caught, of }: Share): string =>
    `${String(caught)} of ${String(of)}${of === 0 ? "" : ` (${String(Math.round((100 * caught) / of))} %)`}`;

const line = ({ type, property, caught, resources, leftOpen, example }: PropertyVerdict): string =>
    `  ${type} ${property}: ${String(caught)} of ${String(resources)}` +
    `${leftOpen === 0 ? "" : `, ${String(leftOpen)} undecided`}${example === undefined ? "" : `, not ${example}`}`;

/** The summary for a person. */
export function report(
    { mutants, all, read, byPack, byType, properties }: MutationSummary,
    whole: boolean,
): string {
    const survivors = properties.filter(({ caught, resources }) => caught < resources);
    const unread = survivors.filter(({ readBy }) => readBy.length === 0);
    return [
        `mutants that break a mandatory rule: ${shown(mutants)}`,
        `properties of which some mutant does: ${shown(read)} that a rule reads, ${shown(all)} of all`,
        "",
        "by pack, properties that it reads and itself guards:",
        ...Object.entries(byPack).map(([pack, share]) => `  ${pack}: ${shown(share)}`),
        "",
        "by type, properties that some rule reads:",
        ...Object.entries(byType).map(([type, share]) => `  ${type}: ${shown(share)}`),
        "",
        "survivors that a rule reads:",
        ...survivors.filter(({ readBy }) => readBy.length > 0).map(line),
        "",
        whole
            ? "properties that no rule reads:"
            : `properties that no rule reads: ${String(unread.length)} (--all lists them)`,
        ...(whole ? unread.map(line) : []),
    ].join("\n");
}
