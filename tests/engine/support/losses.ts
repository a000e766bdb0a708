import type { EngineRun } from "./event-log";

/** What holds data, or cannot be replaced without all that stands on it. */
const stateful =
    /^aws:(rds\/cluster|elasticache\/(replicationGroup|user)|kms\/key|s3\/bucket:|ec2\/(vpc:|subnet)|backup\/vault:|sqs\/queue:|cloudwatch\/logGroup|secretsmanager\/secret:|cloudfront\/keyValueStore)/;

/** Steps that would lose data or the ground under it. */
export function losses(run: EngineRun): readonly string[] {
    return run.steps
        .filter(({ op, type }) => /replace|delete/.test(op) && stateful.test(type))
        .map(({ op, name, replacedBy }) => `${op} ${name} ${replacedBy.join()}`);
}
