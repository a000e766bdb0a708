/**
 * The regions a cell may live in, each with the three availability zones it spans.
 *
 * Zones are named by id: names (us-east-1a) point to different zones in different accounts. Left out are
 * zones that lack a service the cell needs: use1-az3 (RDS Proxy, CloudFront VPC origins) and apne1-az3
 * (Fargate, VPC origins), cac1-az3 (VPC origins). {@link refusedRegions} says which region is missing and why.
 *
 * Sources: "AZ IDs" in the EC2 user guide; "RDS Proxy limitations" in the Aurora user guide; "Restrict
 * access with VPC origins: supported Regions" in the CloudFront developer guide.
 */
export const regionZones = {
    "us-east-1": ["use1-az1", "use1-az2", "use1-az4"],
    "us-east-2": ["use2-az1", "use2-az2", "use2-az3"],
    "us-west-2": ["usw2-az1", "usw2-az2", "usw2-az3"],
    "ca-central-1": ["cac1-az1", "cac1-az2", "cac1-az4"],
    "eu-west-1": ["euw1-az1", "euw1-az2", "euw1-az3"],
    "eu-west-2": ["euw2-az1", "euw2-az2", "euw2-az3"],
    "eu-central-1": ["euc1-az1", "euc1-az2", "euc1-az3"],
    "ap-southeast-1": ["apse1-az1", "apse1-az2", "apse1-az3"],
    "ap-southeast-2": ["apse2-az1", "apse2-az2", "apse2-az3"],
    "ap-northeast-1": ["apne1-az1", "apne1-az2", "apne1-az4"],
} as const satisfies Readonly<Record<string, readonly [string, string, string]>>;

/** A region that can hold a cell. */
export type Region = keyof typeof regionZones;

/** All of them, in the table's order. */
export const regions = Object.keys(regionZones) as readonly Region[];

/** Regions that people ask for and cannot have, each with the reason and the nearest one that will do. */
export const refusedRegions: ReadonlyMap<string, { readonly reason: string; readonly instead: Region }> =
    new Map([
        [
            "us-west-1",
            { reason: "an account sees two zones there and a cell spans three", instead: "us-west-2" },
        ],
    ]);

/** CloudFront, its certificate, its web ACL and their metrics exist in this region only. */
export const edgeRegion: Region = "us-east-1";
