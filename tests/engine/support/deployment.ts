import { AwsFixture } from "./aws-fixture";
import type { AwsCloud } from "./aws-cloud";
import { PulumiCli } from "./cli";
import { engineDirectory } from "./engine";
import { Workspace } from "./workspace";

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
