import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCommand } from "../../placement/command-line";
import { alarmsWithRunbooksAt, everyAlarm } from "../support/alarms";
import { platform, repository } from "../support/platform";

const folder = join(repository, "docs", "runbooks");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const files = readdirSync(folder).filter((file) => file.endsWith(".md"));
const pages = files.filter((file) => file !== "README.md");

/** Pages of alarms that exist only with settings which neither dev nor prod has. */
const offByDefault: readonly string[] = [
    "database-acu.md", // a serverless database
    "secondary-lag.md", // a secondary of the database in another region
];

/** The page that an alarm's description names. */
const pageOf = (description: string): string | undefined =>
    /Runbook: docs\/runbooks\/([a-z0-9-]+\.md)\b/.exec(description)?.[1];

/** What the line under a page's title says about how urgent its alarms are. */
const severitiesOf = (page: string): readonly string[] =>
    ["page", "ticket"].filter((severity) => (read(page).split("\n")[2] ?? "").includes(`**${severity}**`));

/** Every text inside a value. */
function texts(value: unknown): readonly string[] {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

const codeOf = (page: string): string =>
    [...read(page).matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, code]) => code ?? "").join("\n");

describe("the runbooks", function () {
    this.timeout(60_000);

    it("have a page for every alarm of every stack, and its description names it", async () => {
        const missing = (await everyAlarm())
            .filter(({ description }) => !pages.includes(pageOf(description) ?? ""))
            .map(({ stack, name, description }) => `${stack} ${name}: ${description}`);
        assert.deepEqual(missing, []);
    });

    it("are linked to by every alarm of a cell and of the edge where they are published", async () => {
        const base = "https://runbooks.example.com/medease";
        for (const { name, description } of await alarmsWithRunbooksAt(base)) {
            const page = pageOf(description) ?? "none";
            assert.ok(description.endsWith(`docs/runbooks/${page} ${base}/${page}`), `${name}: ${description}`);
        }
    });

    it("have no page without an alarm, but for those of settings that are off", async () => {
        const named = new Set((await everyAlarm()).map(({ description }) => pageOf(description)));
        assert.deepEqual(
            pages.filter((page) => !named.has(page)),
            offByDefault,
        );
    });

    it("say of each page how urgent its alarms are", async () => {
        const alarms = await everyAlarm();
        for (const page of pages.filter((one) => !offByDefault.includes(one))) {
            const mine = alarms.filter(({ description }) => pageOf(description) === page);
            const severities = [...new Set(mine.map(({ severity }) => severity))].sort();
            assert.deepEqual(severitiesOf(page), severities, `${page}: the line under the title`);
        }
    });

    it("are listed by severity, in order, each page under all of its own", () => {
        const index = read("README.md");
        for (const [heading, severity] of [
            ["Page", "page"],
            ["Ticket", "ticket"],
        ] as const) {
            const section = new RegExp(`^## ${heading}\n([\\s\\S]*?)^## `, "m").exec(index)?.[1] ?? "";
            const listed = [...section.matchAll(/^- \[([a-z0-9-]+)\]\(([a-z0-9-]+\.md)\): \S/gm)];
            for (const [, label, link] of listed) assert.equal(`${label ?? ""}.md`, link);
            assert.deepEqual(
                listed.map(([, , link]) => link),
                pages.filter((page) => severitiesOf(page).includes(severity)),
                `docs/runbooks/README.md, ## ${heading}`,
            );
        }
    });

    for (const page of pages) {
        it(`${page} has its title and the four sections, each with something in it`, () => {
            const [title = "", blank, urgency = ""] = read(page).split("\n");
            assert.equal(title, `# ${page.replace(/\.md$/, "")}`);
            assert.equal(blank, "");
            assert.match(urgency, /^\*\*(page|ticket)\*\*/);
            const parts = read(page).split(/^## /m).slice(1);
            assert.deepEqual(
                parts.map((part) => part.split("\n")[0]),
                ["What it means", "Look first", "Likely causes", "When it is over"],
            );
            const [meaning = "", look = "", causes = "", over = ""] = parts;
            for (const part of [meaning, over]) assert.ok(part.split("\n").slice(1).join("").length >= 15);
            assert.match(look, /^1\. \S/m);
            assert.match(look, /```sh\n/);
            assert.match(causes, /^\| symptom \| likely cause \| what to do \|$/m);
            const rows = [...causes.matchAll(/^\| .* \|$/gm)].slice(1);
            assert.ok(rows.length >= 2, "at least two likely causes");
        });
    }

    for (const file of files) {
        it(`${file} holds commands that a shell can read`, () => {
            const { status, stderr } = spawnSync("bash", ["-n"], {
                // What a person fills in stands in angle brackets, which a shell takes for files.
                input: codeOf(file).replace(/<[^<>\n]+>/g, "X"),
                encoding: "utf8",
            });
            assert.equal(status, 0, stderr);
        });
    }

    it("write what they mean to write: a placement command without --apply is a dry run", () => {
        const commands = files.flatMap((file) =>
            [...read(file).matchAll(/npm run placement -- ([^`\n|]+)/g)].map(([, words = ""]) => ({ file, words })),
        );
        assert.ok(commands.length > 3);
        for (const { file, words } of commands) {
            const command = parseCommand(words.trim().split(/\s+/));
            if ("mistake" in command) assert.fail(`${file}: ${words}: ${command.mistake}`);
            assert.equal(command.apply, command.job.kind !== "show", `${file}: ${words}`);
        }
    });

    it("use the names that the platform gives", async () => {
        // Prod has parts that dev has not, under the same names of cells.
        const both = await Promise.all([platform("dev", "unknown"), platform("prod", "unknown")]);
        const resources = both.flatMap(({ stacks }) => stacks.flatMap((stack) => stack.resources));
        const given = new Set(
            resources.flatMap(({ name, inputs }) => [
                name, // AWS's name begins with it
                ...texts(inputs),
            ]),
        );
        const known = [...given].flatMap((name) => name.split(/[/:]/));
        const start = { NAME: "dev-us-east-1-c1", CELL: "us-east-1-c1", ENVIRONMENT: "dev" };
        const wrong = files.flatMap((file) =>
            [...read(file).matchAll(/\$(NAME|CELL|ENVIRONMENT)(-[a-z][a-z0-9-]*)/g)]
                .map(([, variable, rest = ""]) => `${start[variable as keyof typeof start]}${rest}`)
                // With a hyphen at its end it is the beginning of names.
                .filter((used) => !known.some((name) => used.endsWith("-") ? `${name}-`.startsWith(used) : name === used))
                .map((name) => `${file}: ${name}`),
        );
        assert.deepEqual(wrong, []);
    });
});
