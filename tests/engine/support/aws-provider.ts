import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { answerCall } from "../../../preview/stand-in";
import { unknownSentinel } from "../../../preview/wire";
import { shapeOf } from "./aws-catalogue";
import { changed, merged } from "./aws-changes";
import type { AwsCloud, CloudResource } from "./aws-cloud";
import { refusals, type Refusal } from "./aws-constraints";
import { asLastRead } from "./aws-deferrals";
import { autoName, isAutoName, longestName, nameProperty } from "./aws-naming";
import { replaces } from "../../../preview/replacements";
import { typeRefusals } from "./aws-types";

type Properties = Readonly<Record<string, unknown>>;

function fromWire(struct: Struct | undefined): Record<string, unknown> {
    return struct?.toJavaScript() ?? {};
}

function toWire(properties: Properties): Struct {
    return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** A handler of the protocol out of a function that returns the response or throws. */
function unary<Request, Response>(
    handle: (request: Request, peer: string) => Response | Promise<Response>,
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        void (async () => handle(call.request, call.getPeer()))().then(
            (response) => {
                callback(null, response);
            },
            (error: unknown) => {
                const details = error instanceof Error ? error.message : String(error);
                callback({ code: grpc.status.UNKNOWN, details });
            },
        );
    };
}

function failure({ property, reason }: Refusal): messages.CheckFailure {
    const found = new messages.CheckFailure();
    found.setProperty(property);
    found.setReason(reason);
    return found;
}

/** Answers the engine as the AWS provider would, from what an {@link AwsCloud} holds. */
export class AwsProvider {
    /** The engine opens one connection per provider resource; each has one region. */
    private readonly regions = new Map<string, string>();

    constructor(private readonly cloud: AwsCloud) {}

    /** The methods of the protocol; those that are missing are answered as not implemented. */
    handlers(): grpc.UntypedServiceImplementation {
        return {
            attach: unary(() => new Empty()),
            cancel: unary(() => new Empty()),
            checkConfig: unary((request: messages.CheckRequest) =>
                new messages.CheckResponse().setInputs(request.getNews()),
            ),
            configure: unary((request: messages.ConfigureRequest, peer) => this.configure(request, peer)),
            diffConfig: unary((request: messages.DiffRequest) => this.diffConfig(request)),
            getPluginInfo: unary(() => {
                const info = new PluginInfo();
                info.setVersion("7.48.0");
                return info;
            }),
            getSchema: unary(() => {
                const schema = new messages.GetSchemaResponse();
                schema.setSchema("{}");
                return schema;
            }),
            check: unary((request: messages.CheckRequest) => this.check(request)),
            create: unary((request: messages.CreateRequest, peer) => this.create(request, peer)),
            delete: unary((request: messages.DeleteRequest) => this.delete(request)),
            diff: unary((request: messages.DiffRequest) => this.diff(request)),
            invoke: unary((request: messages.InvokeRequest, peer) => this.invoke(request, peer)),
            read: unary((request: messages.ReadRequest) => this.read(request)),
            update: unary((request: messages.UpdateRequest) => this.update(request)),
        };
    }

    private configure(request: messages.ConfigureRequest, peer: string): messages.ConfigureResponse {
        const region = fromWire(request.getArgs()).region;
        if (typeof region !== "string") throw new Error("Invalid AWS Region: the provider has none");
        this.regions.set(peer, region);
        const response = new messages.ConfigureResponse();
        response.setSupportspreview(true);
        return response;
    }

    private diffConfig(request: messages.DiffRequest): messages.DiffResponse {
        const [before, wanted] = [fromWire(request.getOldInputs()), fromWire(request.getNews())];
        return differences(changed("", before, wanted), (property) => property === "region");
    }

    private regionOf(peer: string): string {
        const region = this.regions.get(peer);
        if (region === undefined)
            throw new Error(`a request came before its provider was configured (${peer})`);
        return region;
    }

    private check(request: messages.CheckRequest): messages.CheckResponse {
        const [type, name] = [request.getType(), request.getName()];
        const [before, inputs] = [fromWire(request.getOlds()), fromWire(request.getNews())];
        const property = nameProperty(type);
        if (property !== undefined && inputs[property] === undefined && inputs.namePrefix === undefined) {
            inputs[property] = isAutoName(type, name, before[property])
                ? before[property]
                : autoName(type, name, request.getRandomseed_asU8());
        }
        const physical = property === undefined ? undefined : inputs[property];
        const found = [
            ...typeRefusals(type, inputs),
            ...(property !== undefined && typeof physical === "string" && physical.length > longestName(type)
                ? [{ property, reason: `${physical} is longer than ${longestName(type)} characters` }]
                : []),
            ...refusals(type, inputs),
        ];
        const response = new messages.CheckResponse();
        response.setInputs(toWire(inputs));
        response.setFailuresList(found.map(failure));
        return response;
    }

    private diff(request: messages.DiffRequest): messages.DiffResponse {
        const type = request.getType();
        const [before, wanted] = [lastKnown(request), fromWire(request.getNews())];
        const response = differences(changed(type, before, wanted), (property) => replaces(type, property));
        const property = nameProperty(type);
        // A name that the program gave cannot be had twice, so that the old one must go first.
        response.setDeletebeforereplace(
            response.getReplacesList().length > 0 &&
                property !== undefined &&
                before[property] !== undefined &&
                before[property] === wanted[property] &&
                !isAutoName(type, request.getName(), before[property]),
        );
        return response;
    }

    private async create(request: messages.CreateRequest, peer: string): Promise<messages.CreateResponse> {
        const [urn, type, name] = [request.getUrn(), request.getType(), request.getName()];
        const inputs = fromWire(request.getProperties());
        const region = this.regionOf(peer);
        const response = new messages.CreateResponse();
        if (request.getPreview()) {
            const { inputs: allowed, computed } = shapeOf(type);
            const unknowns = Object.fromEntries(computed.map((output) => [output, unknownSentinel]));
            response.setProperties(
                toWire({ ...unknowns, ...inputs, ...(allowed.has("region") ? { region } : {}) }),
            );
            return response;
        }
        await this.cloud.meet("create", type, name);
        const { id, outputs } = this.cloud.create(urn, type, name, inputs, region);
        await this.cloud.answer(type);
        response.setId(id);
        response.setProperties(toWire(outputs));
        return response;
    }

    private async update(request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
        const [before, wanted] = [lastKnown(request), fromWire(request.getNews())];
        const response = new messages.UpdateResponse();
        if (request.getPreview()) {
            response.setProperties(
                toWire(merged(request.getType(), fromWire(request.getOlds()), before, wanted)),
            );
            return response;
        }
        await this.cloud.meet("update", request.getType(), request.getName());
        const { outputs } = this.cloud.update(request.getUrn(), request.getId(), before, wanted);
        response.setProperties(toWire(outputs));
        return response;
    }

    private async read(request: messages.ReadRequest): Promise<messages.ReadResponse> {
        await this.cloud.meet("read", request.getType(), request.getName());
        const found: CloudResource | undefined = this.cloud.find(request.getUrn(), request.getId());
        const response = new messages.ReadResponse();
        // No id says that the resource is gone.
        if (found === undefined) return response;
        response.setId(found.id);
        response.setInputs(toWire(found.inputs));
        response.setProperties(toWire(found.outputs));
        return response;
    }

    private async delete(request: messages.DeleteRequest): Promise<Empty> {
        await this.cloud.meet("delete", request.getType(), request.getName());
        this.cloud.delete(request.getUrn(), request.getId());
        return new Empty();
    }

    private invoke(request: messages.InvokeRequest, peer: string): messages.InvokeResponse {
        const answer = answerCall(request.getTok(), fromWire(request.getArgs()), this.regionOf(peer));
        const response = new messages.InvokeResponse();
        response.setReturn(toWire(answer));
        return response;
    }
}

/** What the provider holds for a resource's state: the program's last wish, and what AWS has put off of it. */
function lastKnown(request: messages.DiffRequest | messages.UpdateRequest): Properties {
    return asLastRead(request.getType(), fromWire(request.getOldInputs()), fromWire(request.getOlds()));
}

/** The engine's answer to what differs. */
function differences(
    properties: readonly string[],
    isReplacing: (property: string) => boolean,
): messages.DiffResponse {
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const response = new messages.DiffResponse();
    response.setChanges(properties.length === 0 ? DIFF_NONE : DIFF_SOME);
    response.setDiffsList([...properties]);
    response.setReplacesList(properties.filter(isReplacing));
    return response;
}
