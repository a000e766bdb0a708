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

/** Regions that hold copies of backups and no cell: nothing runs there until somebody restores. */
export const copyOnlyRegions = [
    "us-west-1",
    "ca-west-1",
    "eu-west-3",
    "eu-north-1",
    "ap-southeast-4",
    "ap-northeast-3",
] as const;

/** A region that can hold copies of backups. */
export type CopyRegion = Region | (typeof copyOnlyRegions)[number];

/** Where the copies of a region's backups may lie. */
export interface CopyPlaces {
    /** Regions under the same law, at least one; the first is the default, unless `abroad` is set. */
    readonly regions: readonly [CopyRegion, ...CopyRegion[]];
    /**
     * Why every copy leaves the country, where it does. Then there is no default: sending patients' data abroad is
     * a decision that a person takes and writes down.
     */
    readonly abroad?: string;
}

/**
 * Where backups may be copied to, by the region of the cell: data stays under the law that it was collected under
 * (the United States, Canada, the European Union, Australia, Japan). The default is far away rather than near, so
 * that one storm or one power grid does not reach both.
 *
 * An account must enable ca-west-1 and ap-southeast-4 before it can use them ("Enable or disable AWS Regions in your
 * account", Account Management guide). From the United Kingdom data may go to the European Economic Area, which UK
 * law holds adequate (Data Protection Act 2018, schedule 21); from Singapore to where the contracts give it
 * comparable protection (Personal Data Protection Act 2012, section 26).
 */
export const copyPlaces: Readonly<Record<Region, CopyPlaces>> = {
    "us-east-1": { regions: ["us-west-2", "us-east-2", "us-west-1"] },
    "us-east-2": { regions: ["us-west-2", "us-east-1", "us-west-1"] },
    "us-west-2": { regions: ["us-east-2", "us-east-1", "us-west-1"] },
    "ca-central-1": { regions: ["ca-west-1"] },
    "eu-west-1": { regions: ["eu-central-1", "eu-west-3", "eu-north-1"] },
    "eu-west-2": {
        regions: ["eu-west-1", "eu-central-1", "eu-west-3"],
        abroad: "the United Kingdom has one AWS region",
    },
    "eu-central-1": { regions: ["eu-west-1", "eu-west-3", "eu-north-1"] },
    "ap-southeast-1": {
        regions: ["ap-southeast-2", "ap-northeast-1"],
        abroad: "Singapore has one AWS region",
    },
    "ap-southeast-2": { regions: ["ap-southeast-4"] },
    "ap-northeast-1": { regions: ["ap-northeast-3"] },
};

/** Where a region's backups are copied to when nobody chooses; undefined where somebody must. */
export function defaultCopyRegion(region: Region): CopyRegion | undefined {
    const { regions: allowed, abroad } = copyPlaces[region];
    return abroad === undefined ? allowed[0] : undefined;
}

/** Regions that hold no cell and can hold a secondary of its database, each with its three zones ("AZ IDs", EC2 user guide). */
const secondaryOnlyZones = {
    "ca-west-1": ["caw1-az1", "caw1-az2", "caw1-az3"],
    "eu-west-3": ["euw3-az1", "euw3-az2", "euw3-az3"],
    "eu-north-1": ["eun1-az1", "eun1-az2", "eun1-az3"],
    "ap-southeast-4": ["apse4-az1", "apse4-az2", "apse4-az3"],
    "ap-northeast-3": ["apne3-az1", "apne3-az2", "apne3-az3"],
} as const satisfies Readonly<Partial<Record<CopyRegion, readonly [string, string, string]>>>;

/**
 * A region that can hold a secondary of a cell's database: every one that takes copies and has three zones. Aurora
 * PostgreSQL 17 has Global Database in all of them ("Supported Regions and DB engines for Aurora global databases",
 * Aurora user guide).
 */
export type SecondaryRegion = Region | keyof typeof secondaryOnlyZones;

/** Zones of each region that can hold a secondary. */
export const secondaryZones: Readonly<Record<SecondaryRegion, readonly [string, string, string]>> = {
    ...regionZones,
    ...secondaryOnlyZones,
};

/** All regions that can hold a secondary, in the tables' order. */
export const secondaryRegions = Object.keys(secondaryZones) as readonly SecondaryRegion[];

/** Where a secondary of a cell's database may lie: under the law of its data, as copies of its backups do. */
export function secondaryPlaces(region: Region): readonly SecondaryRegion[] {
    return copyPlaces[region].regions.filter((place): place is SecondaryRegion => place in secondaryZones);
}

/**
 * Zones of residency: the law under which a region's data lies. Patients' data of an organization stays in its zone,
 * and so do its home cell, its failover and every copy that {@link copyPlaces} takes without `abroad`.
 */
export const residencyZones = ["us", "ca", "eu", "uk", "sg", "au", "jp"] as const;

/** A zone of residency. */
export type ResidencyZone = (typeof residencyZones)[number];

const zoneOfRegion: Readonly<Record<Region, ResidencyZone>> = {
    "us-east-1": "us",
    "us-east-2": "us",
    "us-west-2": "us",
    "ca-central-1": "ca",
    "eu-west-1": "eu",
    // Backups may go from there to the European Union; an organization pinned to either stays where it is pinned to.
    "eu-west-2": "uk",
    "eu-central-1": "eu",
    "ap-southeast-1": "sg",
    "ap-southeast-2": "au",
    "ap-northeast-1": "jp",
};

/** The zone of residency that a cell in this region belongs to. */
export function residencyZoneOf(region: Region): ResidencyZone {
    return zoneOfRegion[region];
}

/** Every region of the zone that can hold a cell. */
export function regionsOfZone(zone: ResidencyZone): readonly Region[] {
    return regions.filter((region) => zoneOfRegion[region] === zone);
}
