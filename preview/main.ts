import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { ExemptionsError } from "../policies/exemptions";
import { judgeBeside } from "../policies/indexes-as-migrations/replay-thread";
import { BundleMistake } from "../stacks/migrations";
import { SettingsError } from "../stacks/settings";
import { DocumentError, readDocument } from "./document";
import { EnvironmentFileError } from "./environment-file";
import { helped } from "./usage-mistake";
import { ReportFileError, reportPath } from "../report/report-file";
import { choices, findTarget, UnknownTargetError } from "./target";

/**
 * Exit codes: nothing forbids the update; a mandatory rule is broken; the settings or the command are wrong;
 * a fault of the preview itself (EX_SOFTWARE of sysexits.h).
 */
const exit = { clean: 0, violation: 1, mistake: 2, fault: 70 } as const;

/** The repository that this is part of. */
const ownRoot = join(__dirname, "..");

function usage(root: string): string {
    const known = choices(root).map(({ environment, stacks }) =>
        stacks.length > 1
            ? [`  ${environment}  the environment whole, or one stack of it:`]
                  .concat(stacks.filter((stack) => stack !== environment).map((stack) => `    ${stack}`))
                  .join("\n")
            : `  ${environment}`,
    );
    return [
        "Shows what `pulumi up` would create and what every policy pack says, offline.",
        "",
        "usage: npm run preview -- <environment or stack> [--against <before.json>]",
        "           [--json | --markdown] [--html <page.html>] [--cwd <directory>]",
        "",
        "  --against   what differs from a former preview, which --json wrote",
        "  --markdown  for a comment on a pull request",
        "  --html      writes one page with pictures, which needs nothing else",
        "",
        ...known,
    ].join("\n");
}

interface Command {
    readonly name: string | undefined;
    readonly format: "text" | "json" | "markdown";
    /** File with a former preview's JSON. */
    readonly against?: string;
    /** File that the page is written to. */
    readonly htmlFile?: string;
    /** Folder that holds Pulumi.yaml and the settings files; the program is always this one. */
    readonly root: string;
    /** What is wrong with the command line. */
    readonly mistake?: string;
}

function parseCommand(args: readonly string[]): Command {
    try {
        const { values, positionals } = parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                against: { type: "string" },
                html: { type: "string" },
                json: { type: "boolean", default: false },
                markdown: { type: "boolean", default: false },
                cwd: { type: "string", default: ownRoot },
            },
        });
        const { against, html, json, markdown, cwd } = values;
        const mistake =
            positionals.length > 1
                ? "one environment or stack at a time"
                : json && markdown
                  ? "--json or --markdown, not both"
                  : against === ""
                    ? "--against wants the file that a former preview's --json was written to"
                    : undefined;
        return {
            name: positionals[0],
            format: json ? "json" : markdown ? "markdown" : "text",
            root: resolve(cwd),
            ...(against === undefined ? {} : { against }),
            ...(html === undefined ? {} : { htmlFile: html }),
            ...(mistake === undefined ? {} : { mistake }),
        };
    } catch (error) {
        const mistake = error instanceof Error ? error.message : String(error);
        return { name: undefined, format: "text", root: ownRoot, mistake };
    }
}

async function main(args: readonly string[]): Promise<number> {
    if (helped(args, () => usage(ownRoot))) return exit.clean;
    const { name, format, against, htmlFile, root, mistake } = parseCommand(args);
    if (name === undefined || mistake !== undefined) {
        process.stderr.write(`${mistake === undefined ? "" : `${mistake}\n\n`}${usage(root)}\n`);
        return exit.mistake;
    }
    try {
        const target = findTarget(root, name);
        // Before the program runs: a mistake in the file is told at once.
        const before =
            against === undefined ? undefined : { document: readDocument(against, name), file: against };
        const page = htmlFile === undefined ? undefined : reportPath(htmlFile);
        // Where the lock is stale, the migrations are replayed while Pulumi's SDK is loaded.
        judgeBeside();
        const { show } = await import("./show");
        const { text, broken } = await show(root, target, { format, before, page });
        process.stdout.write(`${text}\n`);
        return broken ? exit.violation : exit.clean;
    } catch (error) {
        if (error instanceof UnknownTargetError) {
            process.stderr.write(`there is no environment or stack "${name}"\n\n${usage(root)}\n`);
            return exit.mistake;
        }
        if (
            error instanceof DocumentError ||
            error instanceof ReportFileError ||
            error instanceof SettingsError ||
            error instanceof EnvironmentFileError ||
            error instanceof ExemptionsError ||
            error instanceof BundleMistake
        ) {
            process.stderr.write(`${error.message}\n`);
            return exit.mistake;
        }
        throw error;
    }
}

void main(process.argv.slice(2)).then(
    (code) => {
        process.exitCode = code;
    },
    (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        process.exitCode = exit.fault;
    },
);
