import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { repository } from "../support/platform";

const documents = [
    "README.md",
    "migrations/README.md",
    ...readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".md"))
        .map((file) => join("docs", file)),
];

/** The text without its code, where brackets are no links. */
const prose = (file: string): string =>
    readFileSync(join(repository, file), "utf8")
        .replace(/^ *```[\s\S]*?^ *```$/gm, "")
        .replace(/`[^`\n]*`/g, "");

/** Anchors as GitHub makes them of headings: lower case, blanks as hyphens, punctuation left out. */
function anchorsOf(file: string): readonly string[] {
    const text = readFileSync(join(repository, file), "utf8").replace(/^ *```[\s\S]*?^ *```$/gm, "");
    return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
        heading
            .toLowerCase()
            .replace(/[^\w\- ]/g, "")
            .replace(/ /g, "-"),
    );
}

/** Why a link leads nowhere; undefined where it leads somewhere. */
function fault(file: string, link: string): string | undefined {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? file : relative(repository, join(repository, dirname(file), path));
    if (target.startsWith("..")) return "leads out of the repository";
    const full = join(repository, target);
    if (!existsSync(full)) return "there is no such file";
    if (anchor === undefined) return undefined;
    if (statSync(full).isDirectory() || !anchorsOf(target).includes(anchor)) return "there is no such heading";
    return undefined;
}

describe("the documents", () => {
    it("are found", () => {
        assert.ok(documents.length > 10);
    });

    for (const file of documents) {
        it(`${file} has no link that leads nowhere`, () => {
            const links = [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
            const broken = links
                .filter((link) => !/^[a-z]+:/.test(link))
                .map((link) => [link, fault(file, link)] as const)
                .filter(([, why]) => why !== undefined);
            assert.deepEqual(broken, []);
        });
    }
});
