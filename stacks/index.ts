import * as pulumi from "@pulumi/pulumi";
import { planPlatform } from "../strategy/plan";
import { buildCellStack } from "./cell";
import { buildEdgeStack } from "./edge";
import { buildEnvironment } from "./environment";
import { BundleMistake, readMigrations } from "./migrations";
import { readSettings, SettingsError } from "./settings";
import { partOf } from "./stack-name";

/**
 * The program. Pulumi calls it once for the stack at hand, the offline preview once per stack of the
 * environment; the stack's name says which part of the environment it builds.
 */
export = function program(): Promise<Record<string, unknown>> {
    return Promise.resolve().then(async () => {
        try {
            const settings = readSettings(pulumi.runtime.allConfig(), secretKeys());
            const part = partOf(pulumi.getStack(), settings);
            switch (part.part) {
                case "environment":
                    return buildEnvironment(settings, planPlatform(settings), await readMigrations());
                case "edge":
                    return buildEdgeStack(settings);
                case "cell":
                    return buildCellStack(
                        settings,
                        planPlatform(settings),
                        await readMigrations(),
                        part.cell,
                    );
            }
        } catch (error) {
            // A mistake in settings or migrations is the user's to mend: the message says how, a stack trace would hide it.
            if (error instanceof SettingsError || error instanceof BundleMistake)
                throw new pulumi.RunError(error.message);
            throw error;
        }
    });
};

/** Keys of config whose values no message may show; the Node.js language host sets the variable. */
function secretKeys(): readonly string[] {
    return JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as readonly string[];
}
