import type { Input } from "@pulumi/pulumi";
import type { AlarmRule } from "./alarm-rule";

/** Days. ACM renews well before (60 days, "Managed certificate renewal", ACM user guide); at 30 it has failed for weeks. */
export const certificateDays = 30;

/**
 * A certificate that ends soon, in the region where it is. The day after its end ACM publishes nothing more, and the alarm
 * is over; whoever it cuts off is told of by then by what asks the name on it.
 */
export function certificateAlarm(key: string, certificateArn: Input<string>, meaning: string): AlarmRule {
    return {
        key,
        severity: "ticket",
        meaning,
        signal: {
            namespace: "AWS/CertificateManager",
            metricName: "DaysToExpiry",
            dimensions: { CertificateArn: certificateArn },
            statistic: "Minimum",
        },
        threshold: { below: certificateDays },
        periodSeconds: 86_400, // ACM publishes twice a day
        periods: 1,
        whenSilent: "notBreaching", // a new certificate has no data for half a day
    };
}

/** The certificate of a cell's load balancer, which CloudFront checks in every connection. */
export function originCertificateAlarm(certificateArn: Input<string>): AlarmRule {
    return certificateAlarm(
        "load-balancer-certificate-expiry",
        certificateArn,
        "The certificate of the cell's load balancer ends within 30 days and ACM has not renewed it. On that day CloudFront " +
            "refuses the cell and its users get 502. Its validation record must be in the zone, and no CAA record may exclude amazon.com.",
    );
}
