import type { Migration } from "../migration";
import type { SourceFile } from "../source-files";
import { numberOf } from "./directories";
import { isFlywayHook } from "./flyway";
import { compareOrder, type FileReading, type Layout, type Place } from "./layout";

/** A directory's files as the history that they tell. */
export interface History {
    /** In the order in which they apply. */
    readonly migrations: readonly Migration[];
    /** What is wrong with names, numbers and sections. */
    readonly problems: readonly string[];
    /** What no server can be given. */
    readonly undecided: readonly string[];
}

interface Placed extends FileReading {
    readonly file: string;
    readonly place: Place;
}

/** A version that two files share: a database that has applied one of them never applies the other. */
function repeatedVersions(ups: readonly Placed[]): readonly string[] {
    const fileOf = new Map<string, string>();
    return ups.flatMap(({ file, place: { version } }) => {
        const other = fileOf.get(version);
        if (other === undefined) fileOf.set(version, file);
        return other === undefined ? [] : [`${file} has the version of ${other}; versions must be unique`];
    });
}

/** Numbers of several lengths, which the tool orders as text. */
function misordered(ups: readonly Placed[], { name }: Layout): readonly string[] {
    return ups.flatMap(({ file, place }, nth) => {
        const before = ups[nth - 1];
        const [one, other] = [before && numberOf(before.place.version), numberOf(place.version)];
        if (before === undefined || one === undefined || other === undefined || one <= other) return [];
        return [
            `${before.file} runs before ${file}: ${name} orders versions as text; give them all the same number of digits`,
        ];
    });
}

function wayBackProblems(
    ups: readonly Placed[],
    downs: readonly Placed[],
    layout: Layout,
): readonly string[] {
    const has = (list: readonly Placed[], { place: { version } }: Placed): boolean =>
        list.some((one) => one.place.version === version);
    return [
        ...(layout.reverses ? ups : [])
            .filter((up) => !has(downs, up))
            .map(({ file }) => `${file} has no way back; ${file.replace(/up\.sql$/, "down.sql")} is missing`),
        ...downs
            .filter((down) => !has(ups, down))
            .map(({ file }) => `${file} undoes nothing: no migration has its version`),
    ];
}

/** Reads the files by a layout's conventions. */
export function readHistory(
    layout: Layout,
    sources: readonly SourceFile[],
    placeholders: Readonly<Record<string, string>>,
): History {
    const texts = new Map(sources.map(({ file, text }) => [file, text]));
    const placed: Placed[] = [];
    const strays: string[] = [];
    for (const source of sources) {
        const place = layout.place(source.file);
        if (place !== undefined) {
            placed.push({ file: source.file, place, ...layout.read(source, { texts, placeholders }) });
        } else if (isStray(layout, source.file)) {
            strays.push(`${source.file} is not named like a migration; it must be ${layout.form}`);
        }
    }
    const ordered = placed.toSorted((one, other) => compareOrder(one.place.order, other.place.order));
    const [ups, downs] = [
        ordered.filter(({ place }) => place.way !== "down"),
        ordered.filter(({ place }) => place.way === "down"),
    ];
    const whole = layout.inspect?.(sources) ?? {};
    return {
        migrations: ups.flatMap(({ file, place: { version }, up, ...own }) => {
            const beside = downs.find(({ place }) => place.version === version);
            const down = own.down ?? (beside?.down && { ...beside.down, file: beside.file });
            return up === undefined ? [] : [{ file, version, up, ...(down === undefined ? {} : { down }) }];
        }),
        problems: [
            ...strays,
            ...placed.flatMap(({ problems }) => problems ?? []),
            ...(whole.problems ?? []),
            ...repeatedVersions(ups),
            ...(layout.ordersText ? misordered(ups, layout) : []),
            ...wayBackProblems(ups, downs, layout),
        ],
        undecided: [...placed.flatMap(({ undecided }) => undecided ?? []), ...(whole.undecided ?? [])],
    };
}

/** A file of SQL that the tool passes over, though whoever put it there may think otherwise. */
function isStray({ name }: Layout, file: string): boolean {
    if (!file.endsWith(".sql") || (name === "flyway" && isFlywayHook(file))) return false;
    // A migration's own directory may hold more than the script.
    return !((name === "prisma" || name === "diesel") && file.includes("/"));
}

/**
 * New migrations that do not come last. A database that is up to date applies them last, an empty one earlier: the two
 * would end with different schemas. What runs again after every other one is none of them.
 */
export function olderThanKnown(
    layout: Layout,
    migrations: readonly Pick<Migration, "file">[],
    knownFiles: readonly string[],
): readonly string[] {
    const places = knownFiles
        .map((file) => ({ file, place: layout.place(file) }))
        .filter(
            (one): one is { file: string; place: Place } =>
                one.place !== undefined && one.place.way !== "down",
        )
        .filter(({ place }) => !place.version.startsWith("R "))
        .toSorted((one, other) => compareOrder(one.place.order, other.place.order));
    const newest = places.at(-1);
    if (newest === undefined) return [];
    return migrations
        .filter(({ file }) => !knownFiles.includes(file))
        .filter(({ file }) => compareOrder(layout.place(file)?.order ?? [], newest.place.order) <= 0)
        .map(({ file }) => `${file} is new, but not later than ${newest.file}; it must get a later version`);
}
