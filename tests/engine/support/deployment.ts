import { AwsFixture } from "./aws-fixture";
import type { AwsCloud } from "./aws-cloud";
import { PulumiCli } from "./cli";
import { engineDirectory } from "./engine";
import { Workspace } from "./workspace";

/** Settings of a prod that grows out of phase 2, in two cells. */
export const phaseTwoProd = {
    cells: [
        { name: "us-east-1-c1", region: "us-east-1", cidr: "10.16.0.0/16", tasks: { min: 3, max: 50 } },
        { name: "eu-west-1-c1", region: "eu-west-1", cidr: "10.48.0.0/16", tasks: { min: 3, max: 50 } },
    ],
    users: 10_000,
    phase: 2,
} as const;

/** An environment of the platform, the engine at work on it and the AWS that it is built in. */
export class Deployment {
    private constructor(
        readonly workspace: Workspace,
        readonly cli: PulumiCli,
        readonly cloud: AwsCloud,
        private readonly aws: AwsFixture,
    ) {}

    /** An environment whose stacks do not exist yet, with changes to its settings. */
    static async of(
        environment: "dev" | "prod",
        settings: Readonly<Record<string, unknown>> = {},
    ): Promise<Deployment> {
        const engine = engineDirectory();
        const workspace = Workspace.create();
        workspace.configure(environment, settings);
        const aws = await AwsFixture.start();
        return new Deployment(workspace, new PulumiCli(environment, workspace, aws, engine), aws.cloud, aws);
    }

    /** Stops the fixture and deletes the files. */
    end(): void {
        this.aws.stop();
        this.workspace.remove();
    }
}
