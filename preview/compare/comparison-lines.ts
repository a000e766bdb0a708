import { violationLines, wrap } from "../report";
import { plural } from "../text";
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

function policyLines({ violations, exemptions }: Comparison): readonly string[] {
    const asViolations = (found: Comparison["violations"]["new"]): Parameters<typeof violationLines>[0] =>
        found.map(({ urn, ...rest }) => ({ ...rest, ...(urn === null ? {} : { urn }) }));
    return [
        ...violationLines(asViolations(violations.new)).map((line) =>
            /^(mandatory|advisory|undecided) /.test(line) ? `new  ${line}` : line,
        ),
        // Of what is no longer broken the remedy is of no use.
        ...new Set(
            violations.gone.flatMap(({ pack, rule, message, undecided }) =>
                wrap(`gone ${pack} / ${rule}${undecided ? " (undecided)" : `: ${message}`}`, ""),
            ),
        ),
        ...exemptions.new.flatMap(({ rule, resource, reason, expires }) =>
            wrap(`newly exempted ${rule}: ${resource}, ${reason}, until ${expires}`, ""),
        ),
        ...exemptions.gone.flatMap(({ rule, resource }) =>
            wrap(`no longer exempted ${rule}: ${resource}`, ""),
        ),
    ];
}

function sectionLines({ measured, missing }: SectionDifference, comparison: Comparison): readonly string[] {
    if (missing !== undefined) return [`cannot be compared: ${missing}`];
    const cells = new CellNames(comparison.cells);
    return toldOnce(
        measured,
        cells,
        ({ label, unit, before, after }) => JSON.stringify([label, unit, before, after]),
        ({ label }) => cells.in(label) ?? "",
    ).flatMap(({ first, places }) => {
        const label = places.length > 1 ? first.label.replace(/^\S+: /, "") : first.label;
        const where = places.length > 1 ? `, ${placesText(places, comparison)}` : "";
        return wrap(`${label}: ${measuredText(first)}${where}`, "");
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
            ...lines.map((line) => (line === "" ? "" : `  ${line}`)),
            ...(lines.at(-1) === "" ? [] : [""]),
        ]),
        verdict,
    ].join("\n");
}
