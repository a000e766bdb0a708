import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { EnvironmentFileError } from "../preview/environment-file";
import { previewTarget } from "../preview/preview";
import { choices, findTarget, UnknownTargetError } from "../preview/target";
import { helped, isUsageMistake } from "../preview/usage-mistake";
import { projectNamespace } from "../stacks/finding";
import { SettingsError, wrap } from "../stacks/settings-error";
import { AccountError, readFromAccount } from "./account";
import { grantedBy } from "./compare";
import { accountUse, fullSubnets, shortages } from "./consumption";
import { quotaLines, quotasJson } from "./report";

/** All suffice; some do not; the command or the settings are wrong; the account could not be read (EX_NOPERM). */
const exit = { enough: 0, short: 1, mistake: 2, account: 77 } as const;

const usage = [
    "Compares what a stack takes of the account's quotas with what the account has.",
    "",
    "usage: npm run quotas -- <environment or stack> [--offline] [--json] [--cwd <directory>]",
    "",
    "Asks Service Quotas with the credentials that the AWS SDK finds, and prints what",
    "belongs into the settings. With --offline the settings and AWS's defaults count.",
].join("\n");

async function run(name: string, root: string, offline: boolean, json: boolean): Promise<number> {
    const preview = await previewTarget(root, findTarget(root, name));
    const granted = offline ? preview.settings.quotas : await grantedBy(readFromAccount, preview.account);
    const use = offline
        ? preview.account
        : accountUse({ ...preview, settings: { ...preview.settings, quotas: granted } });
    const text = json
        ? JSON.stringify({ ...(quotasJson(use) as object), granted })
        : [
              ...quotaLines(use),
              ...(offline || Object.keys(granted).length === 0
                  ? []
                  : [
                        "what the account was granted, for the settings:",
                        stringify({ [`${projectNamespace}:quotas`]: granted }),
                    ]),
          ].join("\n");
    process.stdout.write(`${text}\n`);
    return shortages(use).length + fullSubnets(use).length === 0 ? exit.enough : exit.short;
}

async function main(args: readonly string[]): Promise<number> {
    const say = (text: string): void => {
        process.stderr.write(`${text}\n`);
    };
    if (helped(args, () => usage)) return exit.enough;
    try {
        const { values, positionals } = parseArgs({
            args: [...args],
            allowPositionals: true,
            options: {
                offline: { type: "boolean", default: false },
                json: { type: "boolean", default: false },
                cwd: { type: "string", default: join(__dirname, "..") },
            },
        });
        const [name] = positionals;
        if (name === undefined || positionals.length > 1) {
            say(usage);
            return exit.mistake;
        }
        return await run(name, resolve(values.cwd), values.offline, values.json);
    } catch (error) {
        if (error instanceof UnknownTargetError) {
            const known = choices(join(__dirname, "..")).flatMap(({ stacks }) => stacks);
            say(wrap(`there is no environment or stack "${error.message}"; there are: ${known.join(", ")}`));
        } else if (error instanceof SettingsError || error instanceof EnvironmentFileError) {
            say(error.message);
        } else if (isUsageMistake(error)) {
            say(`${error.message}\n\n${usage}`);
        } else if (error instanceof AccountError) {
            say(
                `the account's quotas could not be read: ${error.message}\n` +
                    "log in to AWS (the role needs servicequotas:ListServiceQuotas), or compare with --offline",
            );
            return exit.account;
        } else throw error;
        return exit.mistake;
    }
}

void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
