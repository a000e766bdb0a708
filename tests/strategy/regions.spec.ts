import assert from "node:assert/strict";
import { edgeRegion, refusedRegions, regions, regionZones } from "../../strategy/regions";

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
