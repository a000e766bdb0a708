import { join } from "node:path";
import { record } from "../preview/recorder";
import { projectName } from "../preview/environment-file";
import platformProgram from "../stacks";
import { readSettings } from "../stacks/settings";
import { planPlatform } from "../strategy/plan";
import { billOf, type Bill } from "./bill";
import type { StrategySize } from "./strategy";

/** The config of an environment of one cell in one stack, as cheap as the phase allows. */
function configOf({ users, phase, cell }: StrategySize): Readonly<Record<string, string>> {
    const settings: Readonly<Record<string, unknown>> = {
        environment: "dev",
        layout: "one-stack",
        phase,
        users,
        domain: "app.example.com",
        dnsZone: "example.com",
        image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.0.0",
        alarmEmails: ["oncall@example.com"],
        cells: [{ name: "us-east-1-c1", region: "us-east-1", cidr: "10.0.0.0/16", ...cell }],
    };
    return Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [
            `medease-platform:${key}`,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}

/** The bill of what the program makes of a config, all of it in one stack. */
export async function billOfConfig(config: Readonly<Record<string, string>>): Promise<Bill> {
    const settings = readSettings(config);
    const stack = settings.environment;
    const { resources } = await record(platformProgram, {
        project: projectName(join(__dirname, "..")),
        stack,
        config,
    });
    return billOf({ stacks: [{ name: stack, resources }], plan: planPlatform(settings), settings });
}

/** The bill of an environment of that size, from the program's own resources; us-east-1. */
export function strategyBill(size: StrategySize): Promise<Bill> {
    return billOfConfig(configOf(size));
}
