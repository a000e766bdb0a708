import assert from "node:assert/strict";
import fc from "fast-check";
import {
    addressCount,
    formatCidr,
    isPrivate,
    networkOf,
    overlaps,
    parseCidr,
    planAddresses,
    planSecondaryAddresses,
    privateAddressesNeeded,
    secondaryCidr,
    usableAddresses,
    type Cidr,
} from "../../strategy/address-plan";
import { serviceLaw } from "../../strategy/law";

const zoneIds = ["use1-az1", "use1-az2", "use1-az4"];

function block(text: string): Cidr {
    const parsed = parseCidr(text);
    if (parsed === undefined) throw new Error(`malformed: ${text}`);
    return parsed;
}

/** Subnets of a plan, all zones and tiers. */
function subnets(cidr: string): readonly string[] {
    return planAddresses(cidr, zoneIds).zones.flatMap((zone) => [zone.private, zone.public, zone.data]);
}

/** Any network that a cell may have. */
const cellNetworks = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 24 - 1 }), fc.integer({ min: 16, max: 20 }))
    .map(([offset, prefix]) => formatCidr(networkOf({ base: 10 * 2 ** 24 + offset, prefix })));

describe("parseCidr", () => {
    it("reads a block and keeps its host bits", () => {
        assert.deepEqual(parseCidr("10.16.0.5/16"), { base: 10 * 2 ** 24 + 16 * 2 ** 16 + 5, prefix: 16 });
    });

    for (const malformed of [
        "",
        "10.0.0.0",
        "10.0.0/16",
        "10.0.0.0/33",
        "256.0.0.0/16",
        "10.0.0.0/016",
        "010.0.0.0/16",
        "10.0.0.0/-1",
        " 10.0.0.0/16",
        "10.0.0.0/16\n",
        "::/0",
    ]) {
        it(`refuses ${JSON.stringify(malformed)}`, () => {
            assert.equal(parseCidr(malformed), undefined);
        });
    }

    it("reads back what formatCidr writes", () => {
        fc.assert(
            fc.property(
                fc.integer({ min: 0, max: 2 ** 32 - 1 }),
                fc.integer({ min: 0, max: 32 }),
                (base, prefix) => {
                    assert.deepEqual(parseCidr(formatCidr({ base, prefix })), { base, prefix });
                },
            ),
        );
    });
});

describe("isPrivate", () => {
    for (const [cidr, expected] of [
        ["10.0.0.0/8", true],
        ["172.16.0.0/12", true],
        ["172.31.255.0/24", true],
        ["172.32.0.0/16", false],
        ["192.168.0.0/16", true],
        ["192.169.0.0/16", false],
        ["10.0.0.0/7", false],
        ["0.0.0.0/0", false],
        ["100.64.0.0/16", false],
    ] as const) {
        it(`says ${String(expected)} of ${cidr}`, () => {
            assert.equal(isPrivate(block(cidr)), expected);
        });
    }
});

describe("overlaps", () => {
    it("is true of a block and what it contains, whichever comes first", () => {
        assert.ok(overlaps(block("10.0.0.0/16"), block("10.0.255.0/24")));
        assert.ok(overlaps(block("10.0.255.0/24"), block("10.0.0.0/16")));
    });

    it("is false of neighbours", () => {
        assert.ok(!overlaps(block("10.0.0.0/16"), block("10.1.0.0/16")));
    });
});

describe("planAddresses", () => {
    it("gives the zones three quarters of the block for tasks, and the rest for the other tiers", () => {
        assert.deepEqual(planAddresses("10.16.0.0/16", zoneIds), {
            cidr: "10.16.0.0/16",
            zones: [
                {
                    zoneId: "use1-az1",
                    private: "10.16.0.0/18",
                    public: "10.16.192.0/21",
                    data: "10.16.200.0/21",
                },
                {
                    zoneId: "use1-az2",
                    private: "10.16.64.0/18",
                    public: "10.16.208.0/21",
                    data: "10.16.216.0/21",
                },
                {
                    zoneId: "use1-az4",
                    private: "10.16.128.0/18",
                    public: "10.16.224.0/21",
                    data: "10.16.232.0/21",
                },
            ],
        });
    });

    it("cuts subnets that lie inside the block and never overlap, for any block a cell may have", () => {
        fc.assert(
            fc.property(cellNetworks, (cidr) => {
                const outer = block(cidr);
                const parts = subnets(cidr).map(block);
                for (const [index, part] of parts.entries()) {
                    assert.equal(networkOf(part).base, part.base);
                    assert.ok(part.base >= outer.base);
                    assert.ok(part.base + addressCount(part) <= outer.base + addressCount(outer));
                    assert.ok(parts.slice(index + 1).every((other) => !overlaps(part, other)));
                }
            }),
        );
    });

    it("keeps the subnets of different cells apart wherever their blocks are", () => {
        fc.assert(
            fc.property(fc.uniqueArray(cellNetworks, { minLength: 2, maxLength: 5 }), (cidrs) => {
                const apart = cidrs.filter((cidr, index) =>
                    cidrs.slice(0, index).every((other) => !overlaps(block(cidr), block(other))),
                );
                const all = apart.flatMap((cidr) => subnets(cidr).map(block));
                all.forEach((part, index) => {
                    assert.ok(all.slice(index + 1).every((other) => !overlaps(part, other)));
                });
            }),
        );
    });

    it("holds the law's maximum of tasks, doubled while a deployment rolls, in any block a cell may have", () => {
        fc.assert(
            fc.property(cellNetworks, (cidr) => {
                const needed = privateAddressesNeeded(serviceLaw.maxTasks);
                for (const zone of planAddresses(cidr, zoneIds).zones) {
                    assert.ok(usableAddresses(zone.private) >= needed);
                }
            }),
        );
    });

    for (const cidr of ["10.0.0.0/15", "10.0.0.0/21", "10.0.0/16"]) {
        it(`refuses ${cidr}`, () => {
            assert.throws(() => planAddresses(cidr, zoneIds), {
                message: `cidr must be an IPv4 block from /16 to /20, got ${cidr}`,
            });
        });
    }

    it("refuses another number of zones than three", () => {
        assert.throws(() => planAddresses("10.0.0.0/16", zoneIds.slice(1)), {
            message: "a cell spans three zones, got 2",
        });
    });
});

describe("usableAddresses", () => {
    it("leaves AWS its five", () => {
        assert.equal(usableAddresses("10.0.0.0/28"), 11);
    });

    it("finds none in a malformed block", () => {
        assert.equal(usableAddresses("10.0.0.0"), 0);
    });
});

describe("privateAddressesNeeded", () => {
    it("is a third of the tasks twice over, and twenty", () => {
        assert.equal(privateAddressesNeeded(50), 54);
    });
});

describe("the network of a secondary", () => {
    it("is the /24 of 172.16.0.0/12 that the cell's first /20 points to", () => {
        assert.equal(secondaryCidr("10.0.0.0/16"), "172.16.0.0/24");
        assert.equal(secondaryCidr("10.0.16.0/20"), "172.16.1.0/24");
        assert.equal(secondaryCidr("10.255.240.0/20"), "172.31.255.0/24");
    });

    it("is nobody else's: of cells that do not overlap, no secondaries do", () => {
        const inTen = fc.record({ prefix: fc.integer({ min: 16, max: 20 }), base: fc.nat(2 ** 24 - 1) });
        const cell = inTen.map(({ prefix, base }) => networkOf({ base: 10 * 2 ** 24 + base, prefix }));
        const secondaryOf = (one: Cidr): Cidr => block(secondaryCidr(formatCidr(one)) ?? "");
        fc.assert(
            fc.property(cell, cell, (one, other) => {
                fc.pre(!overlaps(one, other));
                const [a, b] = [secondaryOf(one), secondaryOf(other)];
                assert.ok(!overlaps(a, b), `${formatCidr(a)} ${formatCidr(b)}`);
                assert.ok(isPrivate(a) && !overlaps(a, other) && !overlaps(a, one));
            }),
        );
    });

    it("has a subnet of 59 addresses in each zone", () => {
        const { cidr, zones } = planSecondaryAddresses("10.1.0.0/16", zoneIds);
        assert.equal(cidr, "172.16.16.0/24");
        assert.deepEqual(
            zones.map(({ data }) => data),
            ["172.16.16.0/26", "172.16.16.64/26", "172.16.16.128/26"],
        );
        for (const { data } of zones) assert.equal(usableAddresses(data), 59);
    });

    it("is none for a cell outside 10.0.0.0/8", () => {
        for (const cidr of ["172.16.0.0/16", "192.168.0.0/16", "10.0.0.0"]) {
            assert.equal(secondaryCidr(cidr), undefined, cidr);
        }
        assert.throws(() => planSecondaryAddresses("192.168.0.0/16", zoneIds), {
            message: "the block of a cell with a secondary must lie in 10.0.0.0/8, got 192.168.0.0/16",
        });
    });
});
