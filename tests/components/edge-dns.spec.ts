import assert from "node:assert/strict";
import { EdgeDns } from "../../components/edge-dns";
import { make, type MadeResources } from "../support/recording";

const recordType = "aws:route53/record:Record";

const makeDns = ({ preview = false, domain = "app.example.com" } = {}): Promise<MadeResources> =>
    make(
        (provider) => {
            new EdgeDns("dns", { domain, zoneId: "Z1" }, { provider }).pointTo({
                domainName: "d111111abcdef8.cloudfront.net",
                hostedZoneId: "Z2FDTNDATAQYW2",
            });
        },
        { region: "us-east-1", preview },
    );

const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();

describe("EdgeDns", () => {
    it("makes a certificate with its proof, three records and a probe", async () => {
        assert.deepEqual(names(await makeDns()), [
            "dns",
            "dns-a",
            "dns-aaaa",
            "dns-authority",
            "dns-certificate",
            "dns-certificate-certificate",
            "dns-certificate-proof",
            "dns-certificate-validation",
            "dns-probe",
        ]);
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeDns()).orphansOf("platform:edge:EdgeDns"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeDns()).onDefaultProvider(), []);
    });

    it("has a certificate for exactly the domain, proven by DNS", async () => {
        const { inputs } = (await makeDns()).only("aws:acm/certificate:Certificate");

        assert.deepEqual([inputs.domainName, inputs.validationMethod], ["app.example.com", "DNS"]);
        assert.equal(inputs.subjectAlternativeNames, undefined);
    });

    for (const [type, name] of [
        ["A", "dns-a"],
        ["AAAA", "dns-aaaa"],
    ] as const) {
        it(`points the ${type} record at the distribution`, async () => {
            assert.deepEqual((await makeDns()).named(recordType, name).inputs, {
                zoneId: "Z1",
                name: "app.example.com",
                type,
                aliases: [
                    {
                        name: "d111111abcdef8.cloudfront.net",
                        zoneId: "Z2FDTNDATAQYW2",
                        evaluateTargetHealth: false,
                    },
                ],
            });
        });
    }

    it("lets no other authority than Amazon issue certificates for the domain", async () => {
        assert.deepEqual((await makeDns()).named(recordType, "dns-authority").inputs, {
            zoneId: "Z1",
            name: "app.example.com",
            type: "CAA",
            records: ['0 issue "amazon.com"'],
            ttl: 300,
        });
    });

    it("probes the first page over HTTPS once the name is there", async () => {
        const made = await makeDns();
        const { inputs, dependencies } = made.only("aws:route53/healthCheck:HealthCheck");

        assert.deepEqual(inputs, {
            type: "HTTPS",
            fqdn: "app.example.com",
            port: 443,
            resourcePath: "/",
            enableSni: true,
            requestInterval: 30,
            failureThreshold: 3,
        });
        for (const record of ["dns-a", "dns-aaaa"]) {
            assert.ok(dependencies.includes(made.named(recordType, record).urn), record);
        }
    });

    it("refuses a domain that no certificate can name", async () => {
        await assert.rejects(makeDns({ domain: "https://app.example.com" }), /bare lower-case host name/);
    });

    it("makes the same resources in a preview, where ACM has not named the proof yet", async () => {
        assert.deepEqual(names(await makeDns({ preview: true })), names(await makeDns()));
    });
});
