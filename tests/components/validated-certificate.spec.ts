import assert from "node:assert/strict";
import * as lb from "@pulumi/aws/lb";
import {
    ValidatedCertificate,
    hostnameMistakes,
    type ValidatedCertificateArgs,
} from "../../components/validated-certificate";
import { make, type MadeResources } from "../support/recording";

const hostname = "eu-west-1-c1.origin.app.example.com";

const makeCertificate = (
    over: Partial<ValidatedCertificateArgs> = {},
    options = {},
): Promise<MadeResources> =>
    make(
        (provider) => new ValidatedCertificate("origin", { hostname, zoneId: "Z1", ...over }, { provider }),
        options,
    );

describe("ValidatedCertificate", () => {
    it("makes a certificate, its proof and the wait for it", async () => {
        assert.deepEqual(
            (await makeCertificate()).all.map(({ type, name }) => `${type} ${name}`),
            [
                "platform:network:ValidatedCertificate origin",
                "aws:acm/certificate:Certificate origin-certificate",
                "aws:route53/record:Record origin-proof",
                "aws:acm/certificateValidation:CertificateValidation origin-validation",
            ],
        );
    });

    it("owns every child it makes", async () => {
        assert.deepEqual((await makeCertificate()).orphansOf("platform:network:ValidatedCertificate"), []);
    });

    it("makes every child with the given provider", async () => {
        assert.deepEqual((await makeCertificate()).onDefaultProvider(), []);
    });

    it("asks for one name, proven by DNS", async () => {
        assert.deepEqual((await makeCertificate()).only("aws:acm/certificate:Certificate").inputs, {
            domainName: hostname,
            validationMethod: "DNS",
            keyAlgorithm: "RSA_2048",
        });
    });

    it("writes the record that ACM names into the zone", async () => {
        const made = await makeCertificate();
        const record = made.only("aws:route53/record:Record");

        assert.deepEqual(record.inputs, {
            zoneId: "Z1",
            name: `_a79865eb4cd1a6ab990a45779b4e0b96.${hostname}.`,
            type: "CNAME",
            records: ["_424c7224e9b0146f9a8808af955727d0.acm-validations.aws."],
            ttl: 60,
        });
        assert.deepEqual(record.propertyDependencies.records, [
            made.only("aws:acm/certificate:Certificate").urn,
        ]);
    });

    it("waits for the proof of its own certificate", async () => {
        const made = await makeCertificate();
        const validation = made.only("aws:acm/certificateValidation:CertificateValidation");

        assert.deepEqual(validation.propertyDependencies.certificateArn, [
            made.only("aws:acm/certificate:Certificate").urn,
        ]);
        assert.ok(
            validation.propertyDependencies.validationRecordFqdns?.includes(
                made.only("aws:route53/record:Record").urn,
            ),
        );
    });

    it("hands its certificate out once it is issued", async () => {
        const made = await make((provider) => {
            const { certificateArn } = new ValidatedCertificate(
                "origin",
                { hostname, zoneId: "Z1" },
                { provider },
            );
            new lb.Listener(
                "https",
                { loadBalancerArn: "alb", defaultActions: [], certificateArn },
                { provider },
            );
        });

        assert.deepEqual(made.only("aws:lb/listener:Listener").propertyDependencies.certificateArn, [
            made.only("aws:acm/certificateValidation:CertificateValidation").urn,
        ]);
    });

    it("makes the same resources before ACM has named the record", async () => {
        const known = await makeCertificate();
        const unknown = await makeCertificate({}, { preview: true });

        assert.deepEqual(
            unknown.all.map(({ urn }) => urn),
            known.all.map(({ urn }) => urn),
        );
    });

    it("refuses a name that is none", async () => {
        await assert.rejects(
            makeCertificate({ hostname: "https://app.example.com" }),
            /hostname must be a bare lower-case host name .*, got "https:\/\/app\.example\.com"/,
        );
    });
});

describe("hostnameMistakes", () => {
    for (const good of [hostname, "a.b", `${"x".repeat(52)}.example.com`]) {
        it(`takes ${good}`, () => {
            assert.deepEqual(hostnameMistakes(good), []);
        });
    }

    for (const bad of [
        "",
        "app",
        "APP.example.com",
        "app.example.com.",
        "*.example.com",
        "-a.example.com",
        "a..b",
    ]) {
        it(`refuses "${bad}"`, () => {
            assert.deepEqual(hostnameMistakes(bad), [
                `hostname must be a bare lower-case host name such as eu-west-1-c1.origin.example.com, got "${bad}"`,
            ]);
        });
    }

    it("refuses 65 characters, which do not fit a certificate's common name", () => {
        const long = `${"x".repeat(53)}.example.com`;

        assert.deepEqual(hostnameMistakes(long), [
            "hostname must have at most 64 characters to be the name on a certificate, " +
                `got 65 in "${long}"; shorten the cell's name or the domain`,
        ]);
    });
});
