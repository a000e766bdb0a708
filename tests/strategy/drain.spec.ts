import assert from "node:assert/strict";
import { originTimeouts } from "../../components/private-origins";
import { serviceContract } from "../../components/task-definition";
import { drainLaw, longestStopSeconds, secondsUntilIn, secondsUntilOut } from "../../strategy/drain";

/** As numbers, not as the very constants that they are: what is compared below may be changed. */
const {
    longestRequestSeconds,
    deregistrationDelaySeconds,
    stopTimeoutSeconds,
}: Readonly<Record<"longestRequestSeconds" | "deregistrationDelaySeconds" | "stopTimeoutSeconds", number>> =
    drainLaw;
const healthCheck: Readonly<Record<"intervalSeconds" | "timeoutSeconds", number>> = drainLaw.healthCheck;

describe("drainLaw", () => {
    it("is exactly this", () => {
        assert.deepEqual(drainLaw, {
            longestRequestSeconds: 30,
            deregistrationDelaySeconds: 30,
            healthCheck: {
                intervalSeconds: 10,
                timeoutSeconds: 5,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
            },
            stopTimeoutSeconds: 90,
        });
    });

    it("ends a request where CloudFront stops to wait for it", () => {
        assert.equal(longestRequestSeconds, originTimeouts.readSeconds);
    });

    it("lets the longest request end before the load balancer cuts it off", () => {
        assert.ok(longestRequestSeconds <= deregistrationDelaySeconds);
    });

    it("kills no task that the load balancer drains, however late its last request came", () => {
        assert.ok(deregistrationDelaySeconds + longestRequestSeconds <= stopTimeoutSeconds);
    });

    it("kills no Spot task of which only the health check tells the load balancer", () => {
        assert.ok(secondsUntilOut() + longestRequestSeconds <= stopTimeoutSeconds);
    });

    it("stops within what Fargate allows and Spot leaves", () => {
        assert.equal(longestStopSeconds, 120);
        assert.ok(stopTimeoutSeconds <= longestStopSeconds);
    });

    it("takes a dead task out within 35 seconds, and a new one in within 20", () => {
        assert.equal(secondsUntilOut(), 35);
        assert.equal(secondsUntilIn(), 20);
    });

    it("checks again only when the last check has ended, as the load balancer asks", () => {
        assert.ok(healthCheck.timeoutSeconds < healthCheck.intervalSeconds);
    });

    it("finds a task ready within the grace that ECS gives it", () => {
        assert.ok(secondsUntilIn() < serviceContract.startSeconds);
    });
});
