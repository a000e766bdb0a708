import { violationLines } from "../report";
import type { ViolationDocument } from "../document";
import { plural, wrap } from "../text";
import type { Comparison } from "./comparison";
import { lossLines, otherLines, placesText } from "./resource-lines";
import type { SectionDifference } from "./sections";
import { measuredText } from "./show";
import { CellNames, toldOnce } from "./told-once";

/** A part of a comparison as lines of at most 80 columns. */
export interface Block {
    readonly title: string;
    readonly lines: readonly string[];
    /** Whether a reader must not miss it. */
    readonly isLoud: boolean;
}

/** "+ 3 added, ~ 45 changed …"; only kinds that there are. */
export function countsText({ counts }: Comparison): string {
    const { add, change, replace, remove, follow, rename } = counts;
    const told: readonly (readonly [number, string])[] = [
        [add, `+ ${plural(add, "resource")} added`],
        [change, `~ ${plural(change, "resource")} changed`],
        [replace, `± ${plural(replace, "resource")} replaced`],
        [follow, `±? ${plural(follow, "resource")} that may be replaced with them`],
        [remove, `- ${plural(remove, "resource")} removed`],
        [rename, `→ ${plural(rename, "resource")} renamed`],
    ];
    const present = told.filter(([count]) => count > 0).map(([, text]) => text);
    return present.length === 0 ? "no difference in resources" : present.join(", ");
}

/** What a rule could not decide is told without the list of all that it could not decide of. */
function findingLine({ pack, rule, message, undecided, stack }: ViolationDocument, change: string): string {
    return `${change} ${pack} / ${rule}: ${undecided ? `undecided before the update of ${stack}` : message}`;
}

function policyLines({ violations, exemptions }: Comparison): readonly string[] {
    const broken = violations.new.filter(({ undecided }) => !undecided);
    const told = violationLines(
        broken.map(({ urn, ...rest }) => ({ ...rest, ...(urn === null ? {} : { urn }) })),
    );
    const others = [
        ...violations.new.filter(({ undecided }) => undecided).map((one) => findingLine(one, "new ")),
        // Of what is no longer broken the remedy is of no use.
        ...violations.gone.map((one) => findingLine(one, "gone")),
        ...exemptions.new.map(
            ({ rule, resource, reason, expires }) =>
                `newly exempted ${rule}: ${resource}, ${reason}, until ${expires}`,
        ),
        ...exemptions.gone.map(({ rule, resource }) => `no longer exempted ${rule}: ${resource}`),
    ];
    return [
        ...told.map((line) => (/^(mandatory|advisory) /.test(line) ? `new  ${line}` : line)),
        ...[...new Set(others)].flatMap((line) => wrap(line, "  ")),
    ];
}

function sectionLines({ measured, missing }: SectionDifference, comparison: Comparison): readonly string[] {
    if (missing !== undefined) return [`  cannot be compared: ${missing}`];
    const cells = new CellNames(comparison.cells);
    return toldOnce(
        measured,
        cells,
        ({ label, unit, before, after }) => JSON.stringify([label, unit, before, after]),
        ({ label }) => cells.in(label) ?? "",
    ).flatMap(({ first, places }) => {
        const label = places.length > 1 ? first.label.replace(/^\S+: /, "") : first.label;
        const where = places.length > 1 ? `, ${placesText(places, comparison)}` : "";
        return wrap(`${label}: ${measuredText(first)}${where}`, "  ");
    });
}

/** All parts that have something to tell, what destroys first. */
export function blocksOf(comparison: Comparison): readonly Block[] {
    const isBroken = comparison.violations.new.some(
        ({ enforcementLevel, undecided }) => enforcementLevel === "mandatory" && !undecided,
    );
    return [
        {
            title: "DATA AT RISK: these hold data, or others stand on them",
            lines: lossLines(comparison),
            isLoud: true,
        },
        { title: "policies", lines: policyLines(comparison), isLoud: isBroken },
        ...comparison.sections.map((section) => ({
            title: section.title,
            lines: sectionLines(section, comparison),
            isLoud: false,
        })),
        { title: "resources", lines: otherLines(comparison), isLoud: false },
    ].filter(({ lines }) => lines.length > 0);
}

/** Whether the two previews show the same. */
export function isSame({ changes, violations, exemptions, sections }: Comparison): boolean {
    return (
        changes.length === 0 &&
        [violations, exemptions].every((one) => one.new.length + one.gone.length === 0) &&
        sections.every(({ measured }) => measured.length === 0)
    );
}

/** The comparison for a person; `verdict` is the later preview's last line. */
export function comparisonText(comparison: Comparison, file: string, verdict: string): string {
    const { environment, target } = comparison;
    const of = target === environment ? environment : `${environment}, stack ${target}`;
    return [
        ...wrap(`MedEase ${of}, against ${file}`, ""),
        ...wrap(isSame(comparison) ? "no difference" : countsText(comparison), ""),
        "",
        ...blocksOf(comparison).flatMap(({ title, lines }) => [
            title,
            ...lines,
            ...(lines.at(-1) === "" ? [] : [""]),
        ]),
        verdict,
    ].join("\n");
}
