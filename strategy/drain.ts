/**
 * How a task leaves, and how soon the load balancer knows that one is gone. The load balancer, the container and
 * docs/service-contract.md read it here. On Spot SIGTERM may come before the load balancer has been told, so that
 * the health check must do it (docs/adr/0011-spot-above-the-minimum.md).
 */
export const drainLaw = {
    /** The longest that a request may take: CloudFront waits no longer for an answer. */
    longestRequestSeconds: 30,
    /** What a task that is taken out may still answer; every second more is added to each rollout. */
    deregistrationDelaySeconds: 30,
    /** A check that fails once or twice may be a pause; with three, no busy cell loses tasks that are merely slow. */
    healthCheck: {
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
    },
    /** Between SIGTERM and SIGKILL: time to be taken out, time for the longest request, and some to spare. */
    stopTimeoutSeconds: 90,
} as const;

/** Most seconds between SIGTERM and SIGKILL on Fargate, and all that Spot leaves (ECS developer guide). */
export const longestStopSeconds = 120;

type HealthCheck = Readonly<Record<keyof typeof drainLaw.healthCheck, number>>;

/** Seconds after which no request goes to a task that died, or that says it is leaving; at the most. */
export function secondsUntilOut(check: HealthCheck = drainLaw.healthCheck): number {
    return check.intervalSeconds * check.unhealthyThreshold + check.timeoutSeconds;
}

/** Seconds after which requests go to a task that is ready. */
export function secondsUntilIn(check: HealthCheck = drainLaw.healthCheck): number {
    return check.intervalSeconds * check.healthyThreshold;
}
