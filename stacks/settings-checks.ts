import { formatCidr, freeBlockAfter, overlaps, parseCidr } from "../strategy/address-plan";
import { budgetLaw } from "../strategy/budget";
import { headroomOf, missingCells, usersHeld } from "../strategy/headroom";
import { serviceLaw, usersPerCell } from "../strategy/law";
import { cellMistakes, placedCells } from "./cell-checks";
import { imageMistakes } from "./image-checks";
import { isInZone, longestCertificateName } from "./domain-names";
import { showValue, type Finding } from "./finding";
import { originHostname } from "./origin-hostname";
import { tasksOf } from "./settings-defaults";
import type { Draft } from "./settings-schema";

/** Lists that are too short or too long. */
function listLengths({ cells, alarmEmails }: Draft): readonly Finding[] {
    const findings: Finding[] = [];
    const got = (list: readonly unknown[] | undefined): string => (list ? showValue(list) : "nothing");
    if ((alarmEmails ?? []).length === 0) {
        findings.push({
            at: ["alarmEmails"],
            got: got(alarmEmails),
            expected: "at least one e-mail address, or no alarm reaches anybody",
            remedy: "list the address of whoever is on call",
        });
    }
    if ((alarmEmails ?? []).length > budgetLaw.mostEmails) {
        findings.push({
            at: ["alarmEmails"],
            got: got(alarmEmails),
            expected: `at most ${budgetLaw.mostEmails} addresses, which is what AWS Budgets takes`,
            remedy: "name a mailing list that the others are on",
        });
    }
    if ((cells ?? []).length === 0) {
        findings.push({
            at: ["cells"],
            got: got(cells),
            expected: "at least one cell",
            remedy: `list one for every ${usersPerCell} users, each with name, region and cidr`,
        });
    }
    return findings;
}

function layoutOfProd({ environment, layout }: Draft): readonly Finding[] {
    if (environment !== "prod" || layout !== "one-stack") return [];
    return [
        {
            at: ["layout"],
            got: showValue(layout),
            expected: "stack-per-cell in prod, so that a bad change or a broken state stays inside one cell",
            remedy: "set layout: stack-per-cell",
        },
    ];
}

function domainMistakes({ domain, dnsZone, cells }: Draft): readonly Finding[] {
    const findings: Finding[] = [];
    if (domain === undefined) return findings;
    if (dnsZone !== undefined && !isInZone(domain, dnsZone)) {
        findings.push({
            at: ["domain"],
            got: showValue(domain),
            expected: `${dnsZone}, which is dnsZone, or a name that ends in .${dnsZone}`,
            remedy: "correct the one that is wrong",
        });
    }
    const origins = (cells ?? []).map((cell) => originHostname(cell?.name ?? "", domain));
    const longest = origins.reduce((a, b) => (b.length > a.length ? b : a), "");
    if (longest.length > longestCertificateName) {
        findings.push({
            at: ["domain"],
            got: `${showValue(domain)}, which makes ${longest.length} characters of a cell's origin, ${longest}`,
            expected: `origins of at most ${longestCertificateName} characters, where a certificate's name ends`,
            remedy: "shorten the domain or the cell's name",
        });
    }
    return findings;
}

/** For each later one of two equal values, the place of the earlier. */
function repeated(
    values: readonly (string | undefined)[],
): readonly { readonly index: number; readonly first: number }[] {
    return values.flatMap((value, index) => {
        const first = values.indexOf(value);
        return value === undefined || first === index ? [] : [{ index, first }];
    });
}

function repeatedNames({ cells, alarmEmails, alarmWebhooks }: Draft): readonly Finding[] {
    const names = (cells ?? []).map((cell) => cell?.name);
    return [
        ...repeated(alarmEmails ?? []).map(({ index, first }) => ({
            at: ["alarmEmails", index],
            got: showValue(alarmEmails?.[index]),
            expected: `each address once, and alarmEmails[${first}] is the same`,
            remedy: "remove one of them",
        })),
        ...repeated(alarmWebhooks ?? []).map(({ index, first }) => ({
            at: ["alarmWebhooks", index],
            got: "[not shown]",
            expected: `each address once, and alarmWebhooks[${first}] is the same`,
            remedy: "remove one of them",
        })),
        ...repeated(names).map(({ index, first }) => ({
            at: ["cells", index, "name"],
            got: showValue(names[index]),
            expected: `a name that no other cell has, and cells[${first}] has it`,
            remedy: "rename the newer one, for renaming the older builds another in its place",
        })),
    ];
}

function overlappingNetworks(draft: Draft): readonly Finding[] {
    const networks = placedCells(draft).flatMap(({ at, cell }) => {
        const block = parseCidr(cell.cidr ?? "");
        return block === undefined ? [] : [{ at, block, label: cell.name ?? `cells[${String(at[1])}]` }];
    });
    return networks.flatMap(({ at, block, label }, index) => {
        const other = networks.slice(0, index).find((earlier) => overlaps(earlier.block, block));
        if (other === undefined) return [];
        const free = freeBlockAfter(
            block,
            networks.map((network) => network.block),
        );
        return [
            {
                at: [...at, "cidr"],
                got: `${showValue(formatCidr(block))} for ${label}`,
                expected: `a block of its own, and ${other.label} has ${formatCidr(other.block)}`,
                remedy: `choose a free one${free === undefined ? "" : `, e.g. ${free}`}`,
            },
        ];
    });
}

function tooManyUsers({ users, phase, cells }: Draft): readonly Finding[] {
    if (users === undefined || phase === undefined || cells === undefined || cells.length === 0) return [];
    const headroom = headroomOf(phase);
    const evacuates = headroom > 0;
    const sizes = cells.map((cell) => ({ tasks: tasksOf(cell ?? {}) }));
    const held = usersHeld(sizes, headroom);
    if (users <= held) return [];
    const missing = missingCells(users, sizes, headroom);
    const full = usersPerCell * (evacuates ? cells.length - 1 : cells.length);
    const count = (number: number): string => (number === 1 ? "1 cell" : `${number} cells`);
    return [
        {
            at: ["users"],
            got: String(users),
            expected:
                `at most ${held}, which ${count(cells.length)} of up to ${usersPerCell} users ` +
                `${cells.length === 1 ? "holds" : "hold"}${evacuates ? " in phase 4 while one is evacuated" : ""}`,
            remedy:
                `${missing === 1 ? "1 cell is" : `${missing} cells are`} missing: add ${missing === 1 ? "it" : "them"}` +
                (full >= users ? `, or raise tasks.max where it is below ${serviceLaw.maxTasks}` : ""),
        },
    ];
}

/** Whatever is wrong between values that are right by themselves. Works on whatever could be read. */
export function crossMistakes(draft: Draft): readonly Finding[] {
    return [
        ...listLengths(draft),
        ...layoutOfProd(draft),
        ...domainMistakes(draft),
        ...repeatedNames(draft),
        ...overlappingNetworks(draft),
        ...tooManyUsers(draft),
        ...imageMistakes(draft),
        ...cellMistakes(draft),
    ];
}
