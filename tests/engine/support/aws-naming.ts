import { createHash } from "node:crypto";
import { physicalName } from "../../../preview/replacements";
import { shapeOf } from "./aws-catalogue";

/** The provider adds a hyphen and seven hexadecimal digits. */
const suffixLength = 7;

/** Longest names where the provider knows one; its own bound elsewhere is 255. */
const longest: Readonly<Record<string, number>> = {
    "aws:backup/plan:Plan": 50,
    "aws:backup/selection:Selection": 50,
    "aws:backup/vault:Vault": 50,
    "aws:budgets/budget:Budget": 100,
    "aws:elasticache/replicationGroup:ReplicationGroup": 40,
    "aws:iam/role:Role": 64,
    "aws:kms/alias:Alias": 238,
    "aws:lambda/function:Function": 64,
    "aws:lb/loadBalancer:LoadBalancer": 32,
    "aws:lb/targetGroup:TargetGroup": 32,
    "aws:s3/bucket:Bucket": 63,
    "aws:sqs/queue:Queue": 80,
};

/** The property that holds the physical name, where the type has one. */
export function nameProperty(type: string): string | undefined {
    const property = physicalName(type);
    return shapeOf(type).inputs.has(property) ? property : undefined;
}

/** Longest physical name that the provider accepts. */
export function longestName(type: string): number {
    return longest[type] ?? 255;
}

/** The part of the name before the provider's suffix; an alias must say that it is one. */
function stem(type: string, resourceName: string): string {
    return `${type === "aws:kms/alias:Alias" ? "alias/" : ""}${resourceName}-`;
}

/** Whether the provider, and not the program, gave a resource this physical name. */
export function isAutoName(type: string, resourceName: string, name: unknown): boolean {
    const start = stem(type, resourceName);
    return (
        typeof name === "string" && name.startsWith(start) && /^[0-9a-f]{7}$/.test(name.slice(start.length))
    );
}

/** The name that the provider gives; the seed makes it differ between one resource and its replacement. */
export function autoName(type: string, resourceName: string, seed: Uint8Array): string {
    return `${stem(type, resourceName)}${createHash("sha256").update(seed).digest("hex").slice(0, suffixLength)}`;
}
