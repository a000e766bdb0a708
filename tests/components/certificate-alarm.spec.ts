import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { certificateAlarm, originCertificateAlarm } from "../../components/certificate-alarm";

const arn = "arn:aws:acm:eu-west-1:111122223333:certificate/1";

describe("certificateAlarm", () => {
    it("tells by day, a month before the end, of a certificate that ACM did not renew", () => {
        assert.deepEqual(certificateAlarm("some-certificate", arn, "It ends."), {
            key: "some-certificate",
            severity: "ticket",
            meaning: "It ends.",
            signal: {
                namespace: "AWS/CertificateManager",
                metricName: "DaysToExpiry",
                dimensions: { CertificateArn: arn },
                statistic: "Minimum",
            },
            threshold: { below: 30 },
            periodSeconds: 86_400,
            periods: 1,
            whenSilent: "notBreaching",
        });
    });

    it("says of a cell's own what its users get on the day", () => {
        const rule = originCertificateAlarm(arn);

        assert.equal(rule.key, "load-balancer-certificate-expiry");
        assert.match(rule.meaning, /users get 502/);
        assert.deepEqual(alarmMistakes([rule]), []);
    });
});
