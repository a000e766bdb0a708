import { askPulumi } from "./ask-pulumi";

/** Names of the stacks that the backend holds, without the organization in front of them. */
function stacksOf(listing: string): readonly string[] {
    const stacks = JSON.parse(listing) as readonly { readonly name: string }[];
    return stacks.map(({ name }) => name.slice(name.lastIndexOf("/") + 1));
}

/**
 * Creates a stack. The CLI takes no settings file there, and leaves one of the stack's own behind, which would only
 * confuse: the settings are the environment's.
 */
function initCommand(stack: string, environment: string): string {
    const create = `pulumi stack init ${stack} --no-select`;
    return stack === environment ? create : `${create} && rm -f Pulumi.${stack}.yaml`;
}

/**
 * What keeps the Pulumi CLI from working on these stacks, as the next step to take; undefined where nothing
 * does.
 */
export function nextStep(
    root: string,
    target: { readonly environment: string; readonly stacks: readonly string[] },
): string | undefined {
    const login = askPulumi(root, "whoami");
    if (login === undefined) {
        return "The Pulumi CLI is not on the PATH. Install it: https://www.pulumi.com/docs/install/";
    }
    if (!login.ok) {
        return [
            "The Pulumi CLI is not logged in to a backend. Log in to yours, one of:",
            "  pulumi login                       # Pulumi Cloud",
            "  pulumi login s3://<bucket>         # state in your own account",
            `It says: ${login.stderr.trim()}`,
        ].join("\n");
    }
    const listing = askPulumi(root, "stack", "ls", "--json");
    if (listing?.ok !== true) return `The stacks cannot be listed: ${listing?.stderr.trim() ?? ""}`;
    const known = stacksOf(listing.stdout);
    const missing = target.stacks.filter((stack) => !known.includes(stack));
    if (missing.length === 0) return undefined;
    return [
        `${missing.length === 1 ? "A stack does" : `${String(missing.length)} stacks do`} not exist yet. Create with:`,
        ...missing.map((stack) => `  ${initCommand(stack, target.environment)}`),
    ].join("\n");
}
