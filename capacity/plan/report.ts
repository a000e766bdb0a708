import { stringify } from "yaml";
import { costHead, costRow } from "../../cost/cost-table";
import { missingLines } from "../../cost/report";
import { perThousandUsers } from "../../cost/bill";
import { number, plural, wrap } from "../../preview/text";
import { projectNamespace } from "../../stacks/finding";
import { alike } from "../../strategy/groups";
import { phaseUsers, usersPerCell, type Phase } from "../../strategy/law";
import { loadFactors, type LoadName } from "../load";
import { cellLines, cellView, type CellView } from "./cell-view";
import type { LayoutCost } from "./layout-cost";
import { settingsToWrite, type Answer, type Candidate } from "./proposal";

/** "us-east-1-c1", "us-east-1-c1 and 10 alike, each". */
export function groupTitle(names: readonly string[]): string {
    const [first = "", ...others] = names;
    return others.length === 0 ? first : `${first} and ${number(others.length)} alike, each`;
}

function loadLine({ requestsPerSecond: rate }: Answer): string {
    const loads = (Object.keys(loadFactors) as LoadName[]).map(
        (load) =>
            `${number(rate[load])} ${load}${loadFactors[load] === 1 ? "" : ` (x${String(loadFactors[load])})`}`,
    );
    return `requests a second: ${loads.join(", ")}`;
}

/** What the configured cells carry. */
function configuredLines({ configured, settings, question }: Answer): readonly string[] {
    const { plan, phase, capacityUsers, heldUsers, missingCells } = configured;
    const views = plan.map((cell) => cellView(cell, settings.assumptions));
    const key = (view: CellView): string => cellLines(view).join("\n");
    const hold = plan.length === 1 ? "holds" : "hold";
    const holds =
        heldUsers === capacityUsers
            ? `${hold} ${number(heldUsers)} users`
            : `${hold} ${number(heldUsers)} users while one is evacuated`;
    const isShort = question.users > heldUsers;
    const missing =
        missingCells === 0
            ? "these users fit"
            : `${missingCells === 1 ? "1 cell is" : `${number(missingCells)} cells are`} missing` +
              (isShort ? "" : " for the headroom, though the users fit (without it: --headroom 0)");
    return [
        ...wrap(`as configured: phase ${String(phase)}, ${plural(plan.length, "cell")} that ${holds}`, ""),
        ...alike(views, key).flatMap((group) => [
            `  ${groupTitle(group.map(({ name }) => name))}`,
            ...cellLines(group[0]).flatMap((line) => wrap(line, "    ")),
        ]),
        ...wrap(missing, "  "),
        "",
    ];
}

function rangeText(phase: Phase): string {
    const { above, max } = phaseUsers[phase];
    return max === Infinity ? `more than ${number(above)} users` : `up to ${number(max)} users`;
}

function costTable({ configured, settings, question, candidates }: Answer): readonly string[] {
    const { cost, costThen } = configured;
    const { users } = question;
    const now = (there: number): string => `now, with ${plural(there, "user")}`;
    const [best] = candidates;
    const lacks = [cost, ...candidates.map((one) => one.cost)].map((one: LayoutCost) => one.lacks);
    return [
        costHead,
        costRow(now(settings.users), cost.total, settings.users),
        ...(users === settings.users
            ? []
            : costThen === undefined
              ? [`  ${now(users)}: the cells do not hold them`]
              : [costRow(now(users), costThen.total, users)]),
        ...candidates.map((one) =>
            costRow(
                `phase ${String(one.phase)}, ${plural(one.layout.cells.length, "cell")}${one === best ? ": proposed" : ""}`,
                one.cost.total,
                users,
            ),
        ),
        ...missingLines({
            items: [],
            total: cost.total,
            missing: [
                ...new Map(
                    lacks.flatMap(({ missing }) => missing).map((one) => [`${one.region} ${one.what}`, one]),
                ).values(),
            ],
            unpriced: [...new Set(lacks.flatMap(({ unpriced }) => unpriced))],
        }),
        "",
    ];
}

/** What a reader of the proposal has to know besides. */
function notes({ question, settings }: Answer, best: Candidate): readonly string[] {
    const { phase, layout, changed, headroom, isInRange, cost } = best;
    const budget = settings.budget.monthlyDollars;
    return [
        ...(isInRange
            ? []
            : [
                  `the strategy means phase ${String(phase)} for ${rangeText(phase)}, and not for ${number(question.users)}`,
              ]),
        ...(headroom > question.headroom
            ? [`phase ${String(phase)} keeps room for one evacuated cell, whatever --headroom says`]
            : []),
        ...(layout.raised.length === 0
            ? []
            : [`raise tasks.max to ${number(usersPerCell / 2_000)} in ${layout.raised.join(", ")}`]),
        ...(changed.leftOut.length === 0
            ? []
            : [`phase ${String(phase)} refuses, and the proposal leaves out: ${changed.leftOut.join(", ")}`]),
        ...(layout.dropped.length === 0
            ? []
            : [
                  `could go, each once it is empty (npm run placement -- ${settings.environment} drain <cell>): ` +
                      layout.dropped.join(", "),
              ]),
        ...(phase === settings.phase
            ? []
            : [`the way there: npm run phase -- ${settings.environment} ${String(phase)}`]),
        ...(budget === undefined || cost.total.expected <= budget
            ? []
            : [`the expected month is above the budget of $${number(budget)}`]),
    ];
}

/** The settings' lines; new cells belong under those of the file. */
export function yamlOf(candidate: Candidate): string {
    const { phase, users, add } = settingsToWrite(candidate);
    const values = { [`${projectNamespace}:phase`]: phase, [`${projectNamespace}:users`]: users };
    const cells = { [`${projectNamespace}:cells`]: add };
    return `${stringify(values)}${add.length === 0 ? "" : stringify(cells, { flowCollectionPadding: false })}`.trimEnd();
}

function proposalLines(answer: Answer): readonly string[] {
    const [best] = answer.candidates;
    const { layout, headroom, phase } = best;
    const { environment } = answer.settings;
    const spare = headroom === 0 ? "no headroom" : "one of them headroom";
    return [
        ...wrap(
            `proposed: phase ${String(phase)}, ${plural(layout.cells.length, "cell")} of up to ${number(usersPerCell)} users, ${spare}`,
            "",
        ),
        ...(layout.kept.length === 0 ? [] : wrap(`keep ${layout.kept.join(", ")}`, "  ")),
        ...(layout.added.length === 0
            ? []
            : wrap(`add ${layout.added.map(({ name }) => name).join(", ")}`, "  ")),
        ...notes(answer, best).flatMap((note) => wrap(note, "  ")),
        "",
        `for Pulumi.${environment}.yaml${layout.added.length === 0 ? "" : "; the cells beside those that stay"}:`,
        ...yamlOf(best)
            .split("\n")
            .map((line) => `  ${line}`),
    ];
}

/** The answer for a person. */
export function planText(answer: Answer): string {
    const { settings, question } = answer;
    return [
        `MedEase ${settings.environment} with ${plural(question.users, "user")}`,
        loadLine(answer),
        "",
        ...configuredLines(answer),
        ...costTable(answer),
        ...proposalLines(answer),
    ].join("\n");
}

/** The answer for machines. */
export function planJson(answer: Answer): unknown {
    const { question, settings, configured, candidates } = answer;
    const { plan, ...rest } = configured;
    return {
        environment: settings.environment,
        ...question,
        requestsPerSecond: answer.requestsPerSecond,
        configured: { ...rest, cells: plan.map((cell) => cellView(cell, settings.assumptions)) },
        candidates: candidates.map((candidate) => {
            const { phase, headroom, layout, isInRange, cost, changed } = candidate;
            return {
                phase,
                headroom,
                isInRange,
                cells: layout.cells.map(({ name }) => name),
                kept: layout.kept,
                raised: layout.raised,
                dropped: layout.dropped,
                leftOut: changed.leftOut,
                cost: { ...cost, perThousandUsers: perThousandUsers(cost.total.expected, question.users) },
                write: settingsToWrite(candidate),
            };
        }),
    };
}
