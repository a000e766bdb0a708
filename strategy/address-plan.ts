/** Where a cell's networks lie. Pure arithmetic on IPv4 blocks; no Pulumi in it. */

/** An IPv4 block such as 10.16.0.0/16. */
export interface Cidr {
    /** First address as an unsigned 32-bit number. */
    readonly base: number;
    /** Prefix length, 0 to 32. */
    readonly prefix: number;
}

/** One zone's three subnets. */
export interface ZoneAddresses {
    /** Availability zone id, the same in every account. */
    readonly zoneId: string;
    /** NAT gateways only. */
    readonly public: string;
    /** Tasks, the load balancer and interface endpoints: the tier that grows. */
    readonly private: string;
    /** Database and cache, with no route out of the network. */
    readonly data: string;
}

/** A cell's network. */
export interface AddressPlan {
    readonly cidr: string;
    readonly zones: readonly ZoneAddresses[];
}

/** AWS keeps five addresses of every subnet (Amazon VPC user guide, "Subnet sizing"). */
const reservedPerSubnet = 5;

/** Smallest and largest VPC this plan can cut: below /20 the public subnets fall under AWS's /28 with no room to grow. */
export const vpcPrefix = { largest: 16, smallest: 20 } as const;

/** A number without leading zeros: some readers take "010" for eight. */
const decimal = "(0|[1-9]\\d{0,2})";
const cidrPattern = new RegExp(`^${[decimal, decimal, decimal, decimal].join("\\.")}/${decimal}$`);

/** Parses "10.16.0.0/16"; undefined unless it is a well-formed IPv4 block. Host bits are kept as given. */
export function parseCidr(text: string): Cidr | undefined {
    const match = cidrPattern.exec(text);
    if (match === null) return undefined;
    const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
    if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
    return { base: ((a * 256 + b) * 256 + c) * 256 + d, prefix };
}

/** The block's text, e.g. "10.16.0.0/16". */
export function formatCidr({ base, prefix }: Cidr): string {
    const octets = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256);
    return `${octets.join(".")}/${prefix}`;
}

/** Number of addresses in the block. */
export function addressCount(cidr: Cidr): number {
    return 2 ** (32 - cidr.prefix);
}

/** The block that contains this address at this prefix: clears host bits. */
export function networkOf(cidr: Cidr): Cidr {
    const size = addressCount(cidr);
    return { base: Math.floor(cidr.base / size) * size, prefix: cidr.prefix };
}

/** Whether two blocks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
    return a.base < b.base + addressCount(b) && b.base < a.base + addressCount(a);
}

/** Whether the block lies inside one of RFC 1918's private ranges. */
export function isPrivate(cidr: Cidr): boolean {
    return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"].some((range) => {
        const outer = parseCidr(range);
        return outer !== undefined && cidr.prefix >= outer.prefix && overlaps(outer, cidr);
    });
}

/** First free block of that size behind a taken one, within 10.0.0.0/8: the region's next, where they are in a row. */
export function freeBlockAfter(block: Cidr, taken: readonly Cidr[]): string | undefined {
    const all: Cidr = { base: 10 * 2 ** 24, prefix: 8 };
    const start = overlaps(all, block) ? block.base : all.base;
    for (let base = start; base < all.base + addressCount(all); base += addressCount(block)) {
        const candidate = { base, prefix: block.prefix };
        if (!taken.some((other) => overlaps(other, candidate))) return formatCidr(candidate);
    }
    return undefined;
}

/** Addresses a subnet can hand out. */
export function usableAddresses(cidr: string): number {
    const parsed = parseCidr(cidr);
    return parsed === undefined ? 0 : addressCount(parsed) - reservedPerSubnet;
}

/**
 * Addresses that a zone's private subnet must be able to hand out. Each task has its own, a rolling
 * deployment runs twice the tasks for a while, and 20 are left for the load balancer's nodes (AWS asks for
 * 8 free ones), RDS Proxy and the interface endpoints.
 */
export function privateAddressesNeeded(maxTasks: number): number {
    return Math.ceil((2 * maxTasks) / 3) + 20;
}

/** The nth block of that prefix inside a block. */
function child(parent: Cidr, prefix: number, index: number): Cidr {
    return { base: parent.base + index * 2 ** (32 - prefix), prefix };
}

/**
 * Cuts a cell's block into three zones of three tiers. Three of its four quarters are the zones' private
 * tiers, because only tasks multiply; the last quarter holds the public and data subnets.
 *
 * @throws Error when the block is malformed or its size is outside {@link vpcPrefix}.
 */
export function planAddresses(cidr: string, zoneIds: readonly string[]): AddressPlan {
    const block = parseCidr(cidr);
    if (block === undefined || block.prefix < vpcPrefix.largest || block.prefix > vpcPrefix.smallest) {
        throw new Error(
            `cidr must be an IPv4 block from /${vpcPrefix.largest} to /${vpcPrefix.smallest}, got ${cidr}`,
        );
    }
    if (zoneIds.length !== 3) throw new Error(`a cell spans three zones, got ${zoneIds.length}`);
    const small = child(block, block.prefix + 2, 3);
    return {
        cidr,
        zones: zoneIds.map((zoneId, zone) => ({
            zoneId,
            private: formatCidr(child(block, block.prefix + 2, zone)),
            public: formatCidr(child(small, block.prefix + 5, 2 * zone)),
            data: formatCidr(child(small, block.prefix + 5, 2 * zone + 1)),
        })),
    };
}

/** Blocks of cells that have a secondary lie in `cells`; those of their secondaries then lie in `secondaries`. */
export const secondaryAddresses = { cells: "10.0.0.0/8", secondaries: "172.16.0.0/12" } as const;

/** A secondary's subnets and its VPC: 59 addresses to a zone, where a cluster has at most 16 instances in all. */
const secondaryPrefix = { network: 24, subnet: 26 } as const;

/** The network of a secondary: data subnets alone. */
export interface SecondaryAddressPlan {
    readonly cidr: string;
    readonly zones: readonly Pick<ZoneAddresses, "zoneId" | "data">[];
}

/**
 * The block of a cell's secondary, derived from the cell's, so that it changes with no other cell: the nth /20 of
 * 10.0.0.0/8 has the nth /24 of 172.16.0.0/12, which has exactly as many. Cells that do not overlap have secondaries
 * that do not; undefined where the cell lies elsewhere.
 */
export function secondaryCidr(cidr: string): string | undefined {
    const block = parseCidr(cidr);
    const [cells, secondaries] = [
        parseCidr(secondaryAddresses.cells),
        parseCidr(secondaryAddresses.secondaries),
    ];
    if (block === undefined || cells === undefined || secondaries === undefined) return undefined;
    if (block.prefix < cells.prefix || !overlaps(block, cells)) return undefined;
    const nth = Math.floor((block.base - cells.base) / 2 ** (32 - vpcPrefix.smallest));
    return formatCidr(child(secondaries, secondaryPrefix.network, nth));
}

/**
 * Cuts the network of a cell's secondary.
 *
 * @throws Error where the cell's block has none.
 */
export function planSecondaryAddresses(cellCidr: string, zoneIds: readonly string[]): SecondaryAddressPlan {
    const cidr = secondaryCidr(cellCidr);
    const block = parseCidr(cidr ?? "");
    if (cidr === undefined || block === undefined) {
        throw new Error(`the block of a cell with a secondary must lie in 10.0.0.0/8, got ${cellCidr}`);
    }
    return {
        cidr,
        zones: zoneIds.map((zoneId, zone) => ({
            zoneId,
            data: formatCidr(child(block, secondaryPrefix.subnet, zone)),
        })),
    };
}
