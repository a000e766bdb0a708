import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { AwsCloud } from "./aws-cloud";
import { AwsProvider } from "./aws-provider";

/**
 * A test fixture that plays AWS to the real Pulumi engine: a provider on the SDK's own protocol, in the
 * process of the tests, so that a test says to {@link AwsCloud} what shall go wrong and sees what exists.
 */
export class AwsFixture {
    private constructor(
        readonly cloud: AwsCloud,
        /** Value of PULUMI_DEBUG_PROVIDERS, by which the engine attaches to this process and starts no plug-in. */
        readonly debugProviders: string,
        private readonly server: grpc.Server,
    ) {}

    /** Starts to listen on a free port of the loopback interface. */
    static async start(packages: readonly string[] = ["aws"]): Promise<AwsFixture> {
        const cloud = new AwsCloud();
        // A policy document may be long, and state with many resources passes in one message.
        const server = new grpc.Server({ "grpc.max_receive_message_length": 64 * 1024 * 1024 });
        server.addService(ResourceProviderService, new AwsProvider(cloud).handlers());
        const port = await new Promise<number>((resolve, reject) => {
            server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
                if (error === null) resolve(bound);
                else reject(error);
            });
        });
        return new AwsFixture(cloud, packages.map((name) => `${name}:${port}`).join(","), server);
    }

    /** Stops at once; engines that still run lose their provider. */
    stop(): void {
        this.server.forceShutdown();
    }
}
