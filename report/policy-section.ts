import { CellNames, toldOnce, type Told } from "../preview/compare/told-once";
import type { Violation } from "../preview/judge";
import { packSources } from "../preview/packs";
import { number, plural } from "../preview/text";
import type { Facts } from "./facts";
import { markup, type Html, type Piece } from "./html";
import { table } from "./table";
import { data } from "./text";

const levelOf = ({ undecided, enforcementLevel }: Violation): string =>
    undecided ? "undecided" : enforcementLevel;

const order = ["mandatory", "advisory", "undecided"];

/** What each pack says: those of policies, and what else forbids an update. */
function packRows(violations: readonly Violation[]): readonly (readonly Piece[])[] {
    const known = packSources.map(({ name, rules }) => ({ name, rules: rules.length }));
    const others = [...new Set(violations.map(({ pack }) => pack))]
        .filter((pack) => !known.some(({ name }) => name === pack))
        .map((name) => ({ name, rules: undefined }));
    return [...known, ...others].map(({ name, rules }) => {
        const of = violations.filter(({ pack }) => pack === name);
        const counts = order.map((level) => of.filter((one) => levelOf(one) === level).length);
        const [broken = 0, advised = 0, undecided = 0] = counts;
        const verdict =
            broken > 0 ? "broken" : advised > 0 ? "advised" : undecided > 0 ? "undecided" : "kept";
        return [
            name,
            rules === undefined ? "" : data(rules),
            markup`<strong class="verdict ${verdict}">${verdict}</strong>`,
            ...counts.map((count) => data(count)),
        ];
    });
}

function finding({ first, places, all }: Told<Violation>): Html {
    const level = levelOf(first);
    const where =
        places.length === 1
            ? `stack ${first.stack}`
            : `${plural(places.length, "stack")}: ${places.join(", ")}`;
    const urns = [...new Set(all.flatMap(({ urn }) => (urn === undefined ? [] : [urn])))];
    return markup`<li class="finding ${level}"><h4><span class="level">${level}</span> ${first.pack} / ${first.rule}</h4>
<p>${first.message}</p>
<p><strong>Remedy:</strong> ${first.remediation}</p>
<p class="where">${where}</p>
${urns.length === 0 ? undefined : markup`<ul class="urns">${urns.map((urn) => markup`<li><code>${urn}</code></li>`)}</ul>\n`}</li>
`;
}

/** Verdict of each pack, and all that they found. */
export function policySection({ preview }: Facts): Html {
    const { violations, exemptions } = preview;
    const cells = new CellNames(preview.plan.cells.map(({ name }) => name));
    const told = toldOnce(
        [...violations].sort((a, b) => order.indexOf(levelOf(a)) - order.indexOf(levelOf(b))),
        cells,
        // What is not known yet is not known in every stack: one of them shows it.
        ({ pack, rule, undecided, message }) => `${pack}/${rule}/${undecided ? "" : message}`,
        ({ stack }) => stack,
    );
    const decided = told.filter(({ first }) => !first.undecided);
    const open = told.filter(({ first }) => first.undecided);
    return markup`${table({
        id: "packs",
        caption: "Policy packs",
        columns: [
            { head: "pack" },
            { head: "rules", isNumber: true },
            { head: "verdict" },
            { head: "broken", isNumber: true },
            { head: "advised", isNumber: true },
            { head: "undecided", isNumber: true },
        ],
        rows: packRows(violations),
    })}<h3>Findings</h3>
${decided.length === 0 ? markup`<p>No rule is broken, and none advises anything.</p>\n` : markup`<ul class="findings">\n${decided.map(finding)}</ul>\n`}${
        open.length === 0
            ? undefined
            : markup`<p>${plural(open.length, "rule")} met values that are not known before the update. The engine decides then, before it changes anything.</p>
<ul class="findings">\n${open.map(finding)}</ul>\n`
    }${
        exemptions.length === 0
            ? undefined
            : table({
                  id: "exemptions",
                  caption: `Breaches that somebody answers for: ${number(exemptions.length)}`,
                  columns: ["rule", "resource", "stack", "reason", "owner", "until"].map((head) => ({
                      head,
                  })),
                  rows: exemptions.map(({ rule, resource, stack, reason, owner, expires }) => [
                      rule,
                      resource,
                      stack ?? "every",
                      reason,
                      owner,
                      expires,
                  ]),
              })
    }`;
}
