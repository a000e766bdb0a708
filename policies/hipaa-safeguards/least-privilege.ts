import { field, input, itemsOf, ofTypes, textOf } from "../graph";
import { read, unknown, type GraphResource, type Report, type Rule } from "../rule";
import { statementsOf, type Statement } from "./policy-document";

const roleType = "aws:iam/role:Role";

/** Policies of whoever acts. */
const identityTypes = [
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
];

/** Policies of what is acted on. */
const resourceTypes = [
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
    "aws:kms/key:Key",
    "aws:kms/keyPolicy:KeyPolicy",
];

const attachmentTypes = [
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
];

/** Policies of AWS's own that let do everything, or give oneself the right to. */
const almighty = /:aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/** Actions that open what a key closes; on every key of the account they undo all of them (Security Hub KMS.1, KMS.2). */
const opensKeys = /^kms:(Decrypt|ReEncrypt\*|ReEncryptFrom)$/i;

/** What a statement of whoever acts grants too widely. */
function excess({ effect, actions, isOpenEnded, resources, hasCondition }: Statement): string | undefined {
    if (effect !== "Allow" || !resources.includes("*")) return undefined;
    if (isOpenEnded) return "everything but some actions";
    return (
        actions.find((action) => action === "*" || action.endsWith(":*")) ??
        (hasCondition ? undefined : actions.find((action) => opensKeys.test(action)))
    );
}

function checkIdentity(resource: GraphResource, document: unknown, property: string, report: Report): void {
    const statements = statementsOf(document);
    if (statements === unknown) {
        report.undecided(resource, `${property} is not known before the update`);
        return;
    }
    for (const action of statements.map(excess).filter((found) => found !== undefined)) {
        report.violation(
            resource,
            `${property} allows ${action} on every resource; it must name actions or resources`,
        );
    }
}

function checkResourcePolicy(resource: GraphResource, report: Report): void {
    const document = resource.type.endsWith(":Key") ? input(resource, "policy") : required(resource);
    const statements = statementsOf(document);
    if (statements === unknown) report.undecided(resource, "policy is not known before the update");
    else if (
        statements.some(
            ({ effect, principals, hasCondition }) =>
                effect === "Allow" && principals.includes("*") && !hasCondition,
        )
    ) {
        report.violation(resource, "policy admits everybody without a condition; it must name who may");
    }
}

/** A policy that the provider demands: where it is unknown, it was asked for. */
const required = (resource: GraphResource): unknown => read(() => resource.props.policy);

/** Whoever breaks into one task may do whatever its role may. */
export const policyGrantsNoWildcard: Rule = {
    name: "policy-grants-no-wildcard",
    description:
        "No policy may allow every action of a service on every resource, decrypt with every key, or admit everybody without a condition.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediation: "Name the actions and the ARNs that are needed, and in a resource's policy who may use it.",
    subjects: [roleType, ...identityTypes, ...resourceTypes, ...attachmentTypes],
    frameworks: {
        fsbp: ["IAM.1", "IAM.21", "KMS.1", "KMS.2"],
        hipaa: ["164.308(a)(3)(i)", "164.308(a)(4)(ii)(B)", "164.312(a)(1)"],
    },
    check: (stack, report) => {
        for (const policy of ofTypes(stack, identityTypes)) {
            checkIdentity(policy, required(policy), "policy", report);
        }
        for (const role of stack.ofType(roleType)) {
            const inline = itemsOf(input(role, "inlinePolicies"));
            for (const policy of inline === unknown ? [unknown] : inline) {
                const document = field(policy, "policy");
                if (document !== undefined) checkIdentity(role, document, "inlinePolicies", report);
            }
        }
        for (const policy of ofTypes(stack, resourceTypes)) checkResourcePolicy(policy, report);
        for (const attachment of ofTypes(stack, attachmentTypes)) {
            // An unknown ARN is of a policy that the program makes, which is judged by itself.
            const arn = textOf(input(attachment, "policyArn"));
            if (typeof arn === "string" && almighty.test(arn)) {
                report.violation(
                    attachment,
                    `policyArn is ${arn}; it must be a policy that names actions and resources`,
                );
            }
        }
    },
};
