import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Region } from "../strategy/regions";
import { ecrRepositoryArn } from "./ecr-image";
import { serviceTrust } from "./service-trust";

/** What a caller decides about {@link ServiceRoles}. */
export interface ServiceRolesArgs {
    readonly region: Region;
    /** The image that is pulled; one from ECR is the only one the execution role may read. */
    readonly image: pulumi.Input<string>;
    /** The only log group that is written to. */
    readonly logGroupArn: pulumi.Input<string>;
    /** What the service itself may do: policy documents (JSON) by a word for their purpose. */
    readonly taskPolicies: Readonly<Record<string, pulumi.Input<string>>>;
}

/** AWS attaches at most ten managed policies to a role (IAM quotas). */
const maxPolicies = 10;

/** What is wrong with the names of the task's policies; empty when nothing is. */
export function taskPolicyMistakes(names: readonly string[]): readonly string[] {
    const mistakes = names
        .filter((name) => !/^[a-z][a-z0-9-]*$/.test(name))
        .map((name) => `taskPolicies must be named in lower-case words joined by hyphens, got "${name}"`);
    if (names.length > maxPolicies) {
        mistakes.push(`taskPolicies must be at most ${maxPolicies}, got ${names.length}; join some`);
    }
    return mistakes;
}

/** What Fargate does in the service's name before the container runs: pull the image, open the log. */
export function executionPolicy(image: string, logGroupArn: string): string {
    const repository = ecrRepositoryArn(image);
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            ...(repository === undefined
                ? []
                : [
                      {
                          Sid: "LogInToEcr",
                          Effect: "Allow",
                          Action: "ecr:GetAuthorizationToken",
                          // The action knows no resources (Service Authorization Reference, Amazon ECR).
                          Resource: "*",
                      },
                      {
                          Sid: "PullTheImage",
                          Effect: "Allow",
                          Action: [
                              "ecr:BatchCheckLayerAvailability",
                              "ecr:BatchGetImage",
                              "ecr:GetDownloadUrlForLayer",
                          ],
                          Resource: repository,
                      },
                  ]),
            {
                Sid: "WriteTheLog",
                Effect: "Allow",
                Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: `${logGroupArn}:*`,
            },
        ],
    });
}

/**
 * The two roles of a service: what Fargate needs to start a task, and what the service may do. Apart, so that
 * code that is broken into can neither pull images nor touch other logs. Policies are managed ones: inline
 * policies escape the review of who may do what (HIPAA conformance pack, iam-no-inline-policy-check).
 */
export class ServiceRoles extends pulumi.ComponentResource {
    /** Known once its policy is attached. */
    public readonly executionRoleArn: pulumi.Output<string>;
    /** Known once its policies are attached: a task that starts earlier is refused by database and cache. */
    public readonly taskRoleArn: pulumi.Output<string>;

    constructor(name: string, args: ServiceRolesArgs, opts?: pulumi.ComponentResourceOptions) {
        super("platform:compute:ServiceRoles", name, {}, opts);
        const mistakes = taskPolicyMistakes(Object.keys(args.taskPolicies));
        if (mistakes.length > 0) throw new pulumi.ResourceError(mistakes.join("\n"), this, true);
        const { accountId } = getCallerIdentityOutput({}, { parent: this });
        const assumeRolePolicy = serviceTrust(
            "ecs-tasks.amazonaws.com",
            accountId,
            pulumi.interpolate`arn:aws:ecs:${args.region}:${accountId}:*`,
        );
        const execution = pulumi
            .all([args.image, args.logGroupArn])
            .apply(([image, logGroupArn]) => executionPolicy(image, logGroupArn));

        this.executionRoleArn = this.role(`${name}-execution`, assumeRolePolicy, { start: execution });
        this.taskRoleArn = this.role(`${name}-task`, assumeRolePolicy, args.taskPolicies);
        this.registerOutputs({ executionRoleArn: this.executionRoleArn, taskRoleArn: this.taskRoleArn });
    }

    /** Makes a role with its policies; the ARN is known when the last of them is attached. */
    private role(
        name: string,
        assumeRolePolicy: pulumi.Input<string>,
        policies: Readonly<Record<string, pulumi.Input<string>>>,
    ): pulumi.Output<string> {
        const role = new iam.Role(name, { assumeRolePolicy }, { parent: this });
        const attached = Object.entries(policies).map(([purpose, policy]) => {
            const { arn } = new iam.Policy(`${name}-${purpose}`, { policy }, { parent: this });
            return new iam.RolePolicyAttachment(
                `${name}-${purpose}`,
                { role: role.name, policyArn: arn },
                { parent: this },
            );
        });
        return pulumi.all([role.arn, attached.map(({ id }) => id)]).apply(([arn]) => arn);
    }
}
