import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packSources, type RuleFacts } from "./packs";

const policies = join(__dirname, "..", "policies");

/** Names of frameworks as a page shows them. */
const frameworkNames: Readonly<Record<string, string>> = {
    fsbp: "AWS Foundational Security Best Practices",
    securityHub: "Security Hub, other standards",
    hipaa: "HIPAA Security Rule (45 CFR 164)",
    wellArchitected: "AWS Well-Architected Framework",
};

/** The comment right before a rule, and the rule's name. */
const commented = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport const \w+: Rule\b[^=]*=[^"]*?name: "([^"]+)"/g;

/** The harm that each rule of a pack averts, by its name: the comment before the rule says it. */
function reasonsOf(pack: string): ReadonlyMap<string, string> {
    const files = readdirSync(join(policies, pack)).filter((file) => file.endsWith(".ts"));
    const texts = files.map((file) => readFileSync(join(policies, pack, file), "utf8"));
    return new Map(
        texts.flatMap((text) =>
            [...text.matchAll(commented)].map(([, comment = "", name = ""]) => [
                name,
                comment
                    .replace(/^\s*\* ?/gm, " ")
                    .replace(/\s+/g, " ")
                    .trim(),
            ]),
        ),
    );
}

/** What a rule takes, a line for each. */
function configLines({ configSchema }: RuleFacts): readonly string[] {
    return Object.entries(configSchema?.properties ?? {}).map(
        ([name, { default: preset, description = "" }]) =>
            `- **Config** \`${name}\`: ${description === "" ? "" : `${description} `}Default ` +
            `${preset === undefined ? "none" : `\`${JSON.stringify(preset)}\``}.`,
    );
}

/** What every rule of a pack takes, which is told once. */
function sharedLines(rules: readonly RuleFacts[]): readonly string[] {
    const [first, ...others] = rules.map(configLines);
    return others.length === 0
        ? []
        : (first ?? []).filter((line) => others.every((lines) => lines.includes(line)));
}

function section(rule: RuleFacts, why: string, shared: readonly string[]): readonly string[] {
    const frameworks = Object.entries(rule.frameworks)
        .filter(([, references]: [string, readonly string[]]) => references.length > 0)
        .map(
            ([name, references]: [string, readonly string[]]) =>
                `${frameworkNames[name] ?? name}: ${references.join(", ")}`,
        );
    return [
        `### ${rule.name}`,
        "",
        rule.description,
        "",
        `- **Why**: ${why}`,
        `- **Level**: ${rule.enforcementLevel}, severity ${rule.severity}`,
        `- **Remedy**: ${rule.remediation}`,
        ...configLines(rule).filter((line) => !shared.includes(line)),
        ...(frameworks.length === 0 ? [] : [`- **Asked for by**: ${frameworks.join("; ")}`]),
        "",
    ];
}

/**
 * The catalogue of every rule as a page.
 *
 * @throws Error where no comment says why a rule is there.
 */
export function catalogue(introduction: string): string {
    const packs = packSources.flatMap(({ name: pack, rules }) => {
        const reasons = reasonsOf(pack);
        const shared = sharedLines(rules);
        return [
            `## ${pack}`,
            "",
            ...(shared.length === 0 ? [] : ["Every rule of this pack takes", "", ...shared, ""]),
            ...rules.flatMap((rule) => {
                const why = reasons.get(rule.name);
                if (why === undefined) throw new Error(`no comment says why ${pack}/${rule.name} is there`);
                return section(rule, why, shared);
            }),
        ];
    });
    return `${[introduction.trimEnd(), "", ...packs].join("\n").trimEnd()}\n`;
}

const mark = "<!-- The rest is written by `npm run policies:docs`. -->";

/** The page as it must be: what people wrote down to the mark, then every rule from the code. */
export function refreshed(page: string): string {
    const end = page.indexOf(mark);
    if (end < 0) throw new Error(`docs/policies.md has lost its mark: ${mark}`);
    return catalogue(page.slice(0, end + mark.length));
}
