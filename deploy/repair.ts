import { spawnSync } from "node:child_process";
import { findTarget, UnknownTargetError } from "../preview/target";
import { helped } from "../preview/usage-mistake";
import {
    pendingCreates,
    readAdoptions,
    settle,
    type PendingCreate,
    type StackExport,
} from "./pending-creates";

/** npm runs its scripts in the folder of package.json, where Pulumi.yaml is too. */
const root = process.cwd();

/** The command is wrong, or the Pulumi CLI has failed. */
const mistake = 2;

/** Somebody has yet to say what exists. */
const undecided = 1;

const usage = [
    "Repairs a stack whose update was killed, so that the next one creates nothing twice.",
    "",
    "usage: npm run repair -- <stack>                        shows what was being created",
    "       npm run repair -- <stack> --none                 none of it exists",
    "       npm run repair -- <stack> <name>=<id of AWS> …   this much of it exists",
    "",
    "A killed CLI also leaves its lock: pulumi cancel --stack <stack>",
].join("\n");

function say(text: string): void {
    process.stderr.write(`${text}\n`);
}

/** Runs the CLI; what it prints goes to the caller unless it is asked for. */
function pulumi(args: readonly string[], input?: string): string {
    const { status, stdout, error } = spawnSync("pulumi", args, {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 1 << 28,
        stdio: [input === undefined ? "inherit" : "pipe", "pipe", "inherit"],
        ...(input === undefined ? {} : { input }),
    });
    if (error !== undefined) throw new Error(`the Pulumi CLI cannot be started: ${error.message}`);
    if (status !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed; it says above why`);
    return stdout;
}

function listing(stack: string, pending: readonly PendingCreate[]): string {
    return [
        `${String(pending.length)} being created in ${stack} when its update was killed:`,
        "",
        ...pending.map(({ type, name }) => `  ${name}\n      ${type}`),
        "",
        "Look each up in AWS, then name those that exist, with what `pulumi import` calls",
        "their id; the rest is forgotten, and the next update creates it:",
        "",
        `  npm run repair -- ${stack} <name>=<id> …`,
        `  npm run repair -- ${stack} --none`,
    ].join("\n");
}

function repair(stack: string, args: readonly string[]): number {
    const { environment, stacks } = findTarget(root, stack);
    if (!stacks.includes(stack)) {
        say(`${stack} has more than one stack; name one of:\n  ${stacks.join("\n  ")}`);
        return mistake;
    }
    const exported = JSON.parse(pulumi(["stack", "export", "--stack", stack])) as StackExport;
    const pending = pendingCreates(exported);
    if (pending.length === 0) {
        say(`nothing was being created in ${stack}: the next update needs no repair`);
        return 0;
    }
    const none = args.includes("--none");
    const given = args.filter((arg) => arg !== "--none");
    if (!none && given.length === 0) {
        say(listing(stack, pending));
        return undecided;
    }
    const { adoptions, mistakes } = readAdoptions(given, pending);
    const refused =
        none && given.length > 0 ? [...mistakes, "--none: leave it out, or name nothing"] : mistakes;
    if (refused.length > 0) {
        say(refused.join("\n"));
        return mistake;
    }
    pulumi(["stack", "import", "--stack", stack], JSON.stringify(settle(exported, adoptions)));
    // AWS says the rest of what it knows of the adopted resources, and whether they exist at all.
    process.stdout.write(
        pulumi(["refresh", "--yes", "--stack", stack, "--config-file", `Pulumi.${environment}.yaml`]),
    );
    say(
        `\nadopted ${String(adoptions.length)}, forgot ${String(pending.length - adoptions.length)}: ${stack} is repaired`,
    );
    return 0;
}

function main([stack, ...args]: readonly string[]): number {
    if (helped([stack], () => usage)) return 0;
    if (stack === undefined || stack.startsWith("-")) {
        say(usage);
        return mistake;
    }
    try {
        return repair(stack, args);
    } catch (error) {
        if (error instanceof UnknownTargetError) say(`there is no stack "${stack}"\n\n${usage}`);
        else say(error instanceof Error ? error.message : String(error));
        return mistake;
    }
}

process.exitCode = main(process.argv.slice(2));
