import type { PlantedFault } from "./fault";

const regions = "several-regions";

/** One fault or more for each rule of the pack. */
export const cellFaults: readonly PlantedFault[] = [
    {
        what: "a cell's topic under the other cell's key",
        in: regions,
        rules: ["cell-refers-to-no-other"],
        set: {
            "pager-us-west-2": (_, made) => ({ kmsMasterKeyId: made("key-eu-west-1", "id") }),
        },
    },
    {
        what: "a key of neither that both cells use",
        in: regions,
        rules: ["cells-share-nothing"],
        set: {
            "cache-eu-west-1": (_, made) => ({ kmsKeyId: made("edge-key", "arn") }),
            "cache-us-west-2": (_, made) => ({ kmsKeyId: made("edge-key", "arn") }),
        },
    },
    {
        what: "a distribution's certificate in another region",
        in: regions,
        rules: ["edge-is-in-us-east-1"],
        set: { certificate: { region: "eu-west-1" } },
    },
    {
        what: "a distribution's certificate in another region by its ARN",
        in: "raw-resources",
        rules: ["edge-is-in-us-east-1"],
        set: {
            cdn: {
                viewerCertificate: {
                    acmCertificateArn: "arn:aws:acm:eu-west-1:111122223333:certificate/c",
                    minimumProtocolVersion: "TLSv1.2_2021",
                    sslSupportMethod: "sni-only",
                },
            },
        },
    },
];
