import { groupTitle } from "../capacity/plan/report";
import { costHead, costRow } from "../cost/cost-table";
import { billOf } from "../cost/bill";
import { missingLines } from "../cost/report";
import { countsText } from "../preview/compare/comparison-lines";
import type { ResourceChange } from "../preview/compare/change";
import { placesText } from "../preview/compare/resource-lines";
import { CellNames, toldOnce } from "../preview/compare/told-once";
import type { Preview } from "../preview/preview";
import { verdict } from "../preview/report";
import { number, plural, wrap } from "../preview/text";
import { alike } from "../strategy/groups";
import { headroomOf, usersHeld } from "../strategy/headroom";
import { phaseUsers, type Phase } from "../strategy/law";
import { sizeChanges } from "./sizes";
import { policyBlock, quotaBlock } from "./limits-text";
import { reversed } from "./passage";
import { stepsOf, type Step } from "./steps";
import type { Way } from "./way";

const kinds = {
    remove: "removed",
    replace: "replaced",
    follow: "may be replaced",
    change: "changed",
} as const;

/** A resource that holds data, or that others stand on, and that the update touches. */
type Touched = ResourceChange & { readonly kind: keyof typeof kinds };

const isTouched = (change: ResourceChange): change is Touched => change.stateful && change.kind in kinds;

/** What holds data and is touched, what is lost first. */
export function touched({ comparison }: Pick<Way, "comparison">): readonly Touched[] {
    const order = Object.keys(kinds);
    return comparison.changes
        .filter(isTouched)
        .sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
}

function sizeLines({ passage, addedCells }: Way): readonly string[] {
    const changed = passage.cells.map(([before, after]) => ({
        name: before.name,
        changes: sizeChanges(before, after),
    }));
    const groups = alike(changed, ({ changes }) => JSON.stringify(changes));
    return [
        "sizes",
        ...groups.flatMap((group) => [
            `  ${groupTitle(group.map(({ name }) => name))}`,
            ...(group[0].changes.length === 0 ? ["    as they are"] : []),
            ...group[0].changes.flatMap(({ what, before, after }) =>
                wrap(`${what}: ${before} → ${after}`, "    "),
            ),
        ]),
        ...(addedCells.length === 0
            ? []
            : wrap(
                  `new, for the evacuation of one: ${addedCells.map(({ name, cidr }) => `${name} (${cidr})`).join(", ")}`,
                  "  ",
              )),
        "",
    ];
}

function resourceLines(way: Way): readonly string[] {
    const { comparison } = way;
    const cells = new CellNames(comparison.cells);
    const told = toldOnce(
        touched(way),
        cells,
        ({ kind, type, name, notes }) => JSON.stringify([kind, type, name, notes]),
        ({ name, stack }) => cells.in(name) ?? stack,
    );
    return [
        ...wrap(`resources: ${countsText(comparison)}`, ""),
        ...(told.length === 0 ? ["  nothing that holds data is touched"] : ["  of what holds data:"]),
        ...told.flatMap(({ first, places }) => {
            const name = places.length > 1 ? cells.generic(first.name) : first.name;
            const changed = [...new Set(first.properties.map(({ path }) => path.replace(/[.[].*$/, "")))];
            const what = first.kind === "change" ? ` (${changed.join(", ")})` : "";
            return [
                ...wrap(`${kinds[first.kind]}: ${name}${what}, ${placesText(places, comparison)}`, "    "),
                ...first.notes.flatMap((note) => wrap(note, "      ")),
            ];
        }),
        "",
    ];
}

function costLines({ before, after, passage }: Way): readonly string[] {
    const row = (preview: Preview, phase: Phase): string =>
        costRow(`phase ${String(phase)}`, billOf(preview).total, preview.settings.users);
    return [costHead, row(before, passage.from), row(after, passage.to), ...missingLines(billOf(after)), ""];
}

function capacityLine({ before, after }: Way): string {
    const held = ({ settings }: Preview): string =>
        number(usersHeld(settings.cells, headroomOf(settings.phase)));
    const change = headroomOf(after.settings.phase) - headroomOf(before.settings.phase);
    const same = held(before) === held(after);
    return (
        `capacity: ${same ? `${held(after)} users, as before` : `${held(before)} → ${held(after)} users`}` +
        (change > 0 ? ", from now on while one cell is evacuated" : "") +
        (change < 0 ? ", and no cell is kept free for an evacuation any more" : "")
    );
}

/** A numbered text; further lines stand under the first word. */
function numbered(index: number, text: string): readonly string[] {
    const mark = `${String(index + 1)}.`.padStart(4);
    return wrap(text, "     ").map((line, at) => (at === 0 ? `${mark} ${line.trimStart()}` : line));
}

function stepLines({ steps, passage }: Way): readonly string[] {
    return [
        "the way, step by step",
        ...steps.flatMap(({ what, disturbance, because, page }, index) => [
            ...numbered(index, what(passage)),
            ...wrap(`${disturbance}: ${because}`, "     "),
            `     ${page}`,
        ]),
        "",
    ];
}

const isFinal = ({ disturbance }: Step): boolean => disturbance === "cannot be undone";

/** What of the way is for good, and what is to know of the way as a whole. */
function endLines(way: Way): readonly string[] {
    const { steps, passage, isInRange, after, leftOut } = way;
    const numbers = (is: (step: Step) => boolean): readonly number[] =>
        steps.flatMap((step, index) => (is(step) ? [index + 1] : []));
    const windows = numbers(({ disturbance }) => disturbance === "needs a window");
    const finals = numbers(isFinal);
    const { from, to, environment } = passage;
    const lostOnReturn = stepsOf(reversed(passage)).filter(isFinal).length;
    return [
        ...(leftOut.length === 0
            ? []
            : wrap(`phase ${String(to)} refuses what cells say; remove it: ${leftOut.join(", ")}`, "")),
        ...(isInRange
            ? []
            : wrap(
                  `the strategy means phase ${String(to)} for up to ${number(phaseUsers[to].max)} users, and there are ` +
                      `${number(after.settings.users)}: cache and database are too small for them before the cells are`,
                  "",
              )),
        ...wrap(
            windows.length === 0
                ? "all of it is online"
                : `needs a window: ${plural(windows.length, "step")} (${windows.join(", ")})`,
            "",
        ),
        ...wrap(
            finals.length === 0
                ? `nothing of it is for good. The way back: npm run phase -- ${environment} ${String(from)}` +
                      (lostOnReturn === 0
                          ? ""
                          : `; it has ${plural(lostOnReturn, "step")} that cannot be undone`)
                : `cannot be undone: ${plural(finals.length, "step")} (${finals.join(", ")}); going back to phase ${String(from)} ` +
                      "makes new ones of what went, without what was in them",
            "",
        ),
        verdict(after),
    ];
}

/** The way for a person. */
export function wayText(way: Way): string {
    const { environment, from, to } = way.passage;
    return [
        `MedEase ${environment}: from phase ${String(from)} to phase ${String(to)}`,
        "",
        ...sizeLines(way),
        ...resourceLines(way),
        ...costLines(way),
        ...wrap(capacityLine(way), ""),
        ...quotaBlock(way),
        ...policyBlock(way),
        ...stepLines(way),
        ...endLines(way),
    ].join("\n");
}

/** The way for machines. */
export function wayJson(way: Way): unknown {
    const { passage, comparison, before, after, steps, short } = way;
    return {
        environment: passage.environment,
        from: passage.from,
        to: passage.to,
        isThere: false,
        isInRange: way.isInRange,
        leftOut: way.leftOut,
        addedCells: way.addedCells,
        sizes: passage.cells.map(([old, fresh]) => ({ cell: old.name, changes: sizeChanges(old, fresh) })),
        resources: {
            counts: comparison.counts,
            stateful: touched(way).map(({ kind, urn, type, name, notes }) => ({
                kind,
                urn,
                type,
                name,
                notes,
            })),
        },
        cost: { before: billOf(before).total, after: billOf(after).total },
        sections: comparison.sections,
        shortQuotas: short.map(({ quota, place, used, available }) => ({
            code: quota.quotaCode,
            name: quota.name,
            place,
            used,
            available,
        })),
        steps: steps.map(({ key, what, disturbance, because, page }) => ({
            key,
            what: what(passage),
            disturbance,
            because,
            page,
        })),
    };
}
