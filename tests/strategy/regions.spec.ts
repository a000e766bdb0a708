import assert from "node:assert/strict";
import {
    regionsOfZone,
    residencyZoneOf,
    residencyZones,
    copyOnlyRegions,
    copyPlaces,
    secondaryPlaces,
    secondaryZones,
    defaultCopyRegion,
    edgeRegion,
    refusedRegions,
    regions,
    regionZones,
} from "../../strategy/regions";

describe("the regions", () => {
    it("have three different zones each, named by id", () => {
        for (const region of regions) {
            const zones = regionZones[region];
            assert.equal(new Set(zones).size, 3, region);
            for (const zone of zones) assert.match(zone, /^[a-z]+[0-9]-az[0-9]$/);
        }
    });

    it("share no zone", () => {
        const all = regions.flatMap((region) => [...regionZones[region]]);
        assert.equal(new Set(all).size, all.length);
    });

    it("leave out the zones that lack a service of the cell", () => {
        const all: readonly string[] = regions.flatMap((region) => [...regionZones[region]]);
        for (const lacking of ["use1-az3", "apne1-az3", "cac1-az3"])
            assert.ok(!all.includes(lacking), lacking);
    });

    it("refuse us-west-1 with a reason and another region that will do", () => {
        assert.deepEqual([...refusedRegions.keys()], ["us-west-1"]);
        for (const [region, refused] of refusedRegions) {
            assert.ok(!(regions as readonly string[]).includes(region));
            assert.ok(regions.includes(refused.instead));
        }
    });

    it("hold the edge in us-east-1, where CloudFront's certificates and metrics are", () => {
        assert.equal(edgeRegion, "us-east-1");
    });
});

describe("where backups may be copied to", () => {
    it("is never the cell's own region, and no place twice", () => {
        for (const region of regions) {
            const places: readonly string[] = copyPlaces[region].regions;
            assert.ok(places.length > 0 && !places.includes(region), region);
            assert.equal(new Set(places).size, places.length, region);
        }
    });

    it("is under the same law, except where a country has one region", () => {
        const law = { us: "US", ca: "Canada", eu: "EU", ap: "" } as const;
        const lawOf = (region: string): string => {
            const own: Record<string, string> = {
                "eu-west-2": "UK",
                "ap-southeast-1": "Singapore",
                "ap-southeast-2": "Australia",
                "ap-southeast-4": "Australia",
                "ap-northeast-1": "Japan",
                "ap-northeast-3": "Japan",
            };
            return own[region] ?? law[region.slice(0, 2) as keyof typeof law];
        };
        for (const region of regions) {
            const { regions: places, abroad } = copyPlaces[region];
            const foreign = places.filter((place) => lawOf(place) !== lawOf(region));
            assert.deepEqual(foreign, abroad === undefined ? [] : places, region);
        }
    });

    it("has a default, except where every copy leaves the country", () => {
        assert.deepEqual(Object.fromEntries(regions.map((region) => [region, defaultCopyRegion(region)])), {
            "us-east-1": "us-west-2",
            "us-east-2": "us-west-2",
            "us-west-2": "us-east-2",
            "ca-central-1": "ca-west-1",
            "eu-west-1": "eu-central-1",
            "eu-west-2": undefined,
            "eu-central-1": "eu-west-1",
            "ap-southeast-1": undefined,
            "ap-southeast-2": "ap-southeast-4",
            "ap-northeast-1": "ap-northeast-3",
        });
    });

    it("includes every region that holds copies only, and none of those can hold a cell", () => {
        const places: readonly string[] = regions.flatMap((region) => [...copyPlaces[region].regions]);
        for (const region of copyOnlyRegions) {
            assert.ok(places.includes(region), region);
            assert.ok(!(regions as readonly string[]).includes(region), region);
        }
    });
});

describe("where a secondary may lie", () => {
    it("is where backups may be copied to, as far as there are three zones", () => {
        for (const region of regions) {
            assert.deepEqual(
                secondaryPlaces(region),
                copyPlaces[region].regions.filter((place) => place !== "us-west-1"),
                region,
            );
            assert.ok(secondaryPlaces(region).length > 0, region);
        }
    });

    it("has three different zones, each named by id after its region", () => {
        const zones = Object.values(secondaryZones).flat();
        assert.equal(new Set(zones).size, zones.length);
        for (const [region, [first, ...others]] of Object.entries(secondaryZones)) {
            const code = first.split("-")[0] ?? "";
            assert.ok(code.startsWith(region.slice(0, 2)) && code.endsWith(region.slice(-1)), region);
            for (const zone of others) assert.ok(zone.startsWith(`${code}-az`), zone);
        }
    });
});

describe("zones of residency", () => {
    it("are these, and every region lies in one", () => {
        assert.deepEqual(Object.fromEntries(residencyZones.map((zone) => [zone, regionsOfZone(zone)])), {
            us: ["us-east-1", "us-east-2", "us-west-2"],
            ca: ["ca-central-1"],
            eu: ["eu-west-1", "eu-central-1"],
            uk: ["eu-west-2"],
            sg: ["ap-southeast-1"],
            au: ["ap-southeast-2"],
            jp: ["ap-northeast-1"],
        });
    });

    it("are left by no copy of a backup, unless somebody wrote down why", () => {
        for (const region of regions) {
            if (copyPlaces[region].abroad !== undefined) continue;
            for (const place of copyPlaces[region].regions) {
                const cellRegion = regions.find((one) => one === place);
                if (cellRegion !== undefined)
                    assert.equal(residencyZoneOf(cellRegion), residencyZoneOf(region), place);
            }
        }
    });
});
