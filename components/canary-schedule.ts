/** How often a canary runs and how long it is remembered. */
export const canarySchedule = {
    /**
     * Minutes between two runs. Each costs $0.0012 in us-east-1, so that a canary costs $10 a month; every minute would cost
     * $52, and what a minute earlier would tell, the load balancer's alarms tell wherever there are users.
     */
    minutes: 5,
    /** Seconds that a run may take; the script itself gives up after five, the rest is start and upload. */
    timeoutSeconds: 60,
    /** MiB, the least that Synthetics takes ("CanaryRunConfigInput", API reference). */
    memoryMiB: 960,
    /** Days that runs and what they left are kept: Synthetics' own default, long enough for any review of an outage. */
    retentionDays: 31,
} as const;
