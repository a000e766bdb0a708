import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { perThousandUsers } from "../cost/bill";
import type { Preview } from "../preview/preview";
import { headline, isBroken, totals, verdict } from "../preview/report";
import { summarize, targetName } from "../preview/summary";
import { dollars, number } from "../preview/text";
import { shortages } from "../quotas/consumption";
import { grouped } from "../quotas/report";
import { capacitySection, platformTables } from "./capacity-section";
import { costSection } from "./cost-section";
import { factsOf, type Facts } from "./facts";
import { markup, Html, type Piece } from "./html";
import { picture } from "./picture";
import { migrationsSection, placementSection } from "./placement-section";
import { policySection } from "./policy-section";
import { quotaSection } from "./quota-section";
import { resourceSection } from "./resource-section";
import { cents, data } from "./text";

interface Section {
    readonly id: string;
    readonly title: string;
    readonly content: Html;
}

function sectionsOf(facts: Facts): readonly Section[] {
    return [
        {
            id: "platform",
            title: "The platform",
            content: markup`${picture(facts)}${platformTables(facts)}`,
        },
        { id: "month", title: "Cost", content: costSection(facts) },
        { id: "capacity", title: "Capacity", content: capacitySection(facts) },
        { id: "account", title: "Quotas and addresses", content: quotaSection(facts) },
        { id: "policies", title: "Policies", content: policySection(facts) },
        { id: "placement", title: "Placement", content: placementSection(facts) },
        { id: "migrations", title: "Migrations", content: migrationsSection(facts) },
        { id: "resources", title: "Resources", content: resourceSection(facts) },
    ];
}

/** The numbers that a person looks for first. */
function keyFigures(facts: Facts): Html {
    const { preview, bill, users } = facts;
    const { cells, regions, resources, capacityUsers } = summarize(preview);
    const { floor, expected, ceiling } = bill.total;
    const requests = grouped(shortages(preview.account)).length;
    const incomplete = bill.missing.length + bill.unpriced.length > 0 ? ", incomplete" : "";
    const figure = (term: string, value: Piece, note: Piece = ""): Html =>
        markup`<div><dt>${term}</dt><dd>${value}<small>${note}</small></dd></div>\n`;
    return markup`<dl class="figures">
${figure("Users", data(users), markup`of ${data(capacityUsers)} that fit`)}${figure("Cells", data(cells), markup`in ${data(regions)} ${regions === 1 ? "region" : "regions"}`)}${figure(
        "Expected a month",
        data(expected, dollars(expected)),
        users === 0
            ? "US dollars"
            : markup`${data(perThousandUsers(expected, users), cents(perThousandUsers(expected, users)))} per 1,000 users${incomplete}`,
    )}${figure("Floor", data(floor, dollars(floor)), "everything at its minimum")}${figure(
        "Ceiling",
        data(ceiling, dollars(ceiling)),
        "everything at its maximum",
    )}${figure("Quotas to request", data(requests), markup`for ${data(resources)} resources`)}</dl>
`;
}

/** The page's own style; its hash is all that the page allows. */
function style(): { readonly text: string; readonly hash: string } {
    const text = `\n${readFileSync(join(__dirname, "style.css"), "utf8")}`;
    return { text, hash: createHash("sha256").update(text).digest("base64") };
}

/** The preview as one page that asks nobody for anything: no script, no font, no picture from elsewhere. */
export function page(preview: Preview): string {
    const facts = factsOf(preview);
    const sections = sectionsOf(facts);
    const { text, hash } = style();
    const broken = isBroken(preview);
    const target = targetName(preview);
    return markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>MedEase ${target}: what it costs, holds and hits</title>
<style>${new Html(text)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>MedEase ${target}</h1>
<p>${headline(preview)}</p>
<p class="banner ${broken ? "broken" : "kept"}"><strong>${broken ? "✗" : "✓"} ${verdict(preview)}</strong></p>
${keyFigures(facts)}<p>${totals(preview)}. Shown offline, from the program itself; what really stands in AWS, only <code>pulumi preview</code> knows.</p>
</header>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main" tabindex="-1">
${sections.map(
    ({ id, title, content }) => markup`<section id="${id}" aria-labelledby="${id}-head">
<h2 id="${id}-head">${title}</h2>
${content}</section>
`,
)}</main>
<footer><p>Made by <code>npm run preview -- ${target} --html</code>. ${number(preview.stacks.length)} ${preview.stacks.length === 1 ? "stack" : "stacks"}.</p></footer>
</body>
</html>
`.text;
}
