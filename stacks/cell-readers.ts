import { formatCidr, isPrivate, networkOf, parseCidr, vpcPrefix } from "../strategy/address-plan";
import {
    copyOnlyRegions,
    refusedRegions,
    regions,
    secondaryRegions,
    type CopyRegion,
    type Region,
    type SecondaryRegion,
} from "../strategy/regions";
import { nearest } from "./nearest";
import { listOf, oneOf, plainText, type Reader } from "./strict-readers";

/**
 * AWS ends a load balancer's name at 32 characters. Ours is the cell's, a role of up to 6 and 8 that keep two of
 * them apart.
 */
export const longestCellName = 18;

const isCellName = (name: string): boolean =>
    name.length <= longestCellName && /^(?!internal-)[a-z](-?[a-z0-9])*$/.test(name);

/** A cell's name becomes part of many names in AWS, each with rules of its own; this meets all of them. */
export const cellName: Reader<string> = (given) => {
    const name = plainText(given);
    if (name !== undefined && isCellName(name)) return { value: name };
    const meant = (name ?? "")
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^internal-|^[^a-z]+|-$/g, "");
    return {
        fault: {
            expected:
                `1 to ${longestCellName} lower-case letters, digits and single hyphens, a letter first, no hyphen ` +
                `last and not internal-…, because a load balancer takes its name from it and AWS ends that at 32`,
            remedy: isCellName(meant) ? `write ${meant}` : "write its region and a number, e.g. us-east-1-c1",
        },
    };
};

/** A region that can hold a cell. */
export const region: Reader<Region> = (given) => {
    const refused = typeof given === "string" ? refusedRegions.get(given) : undefined;
    if (refused === undefined) return oneOf(regions, "choose one of them")(given);
    return {
        fault: {
            expected: `another region, because ${refused.reason}`,
            remedy: `use ${refused.instead}`,
        },
    };
};

/** A region that can hold copies of backups; whether it may hold this cell's depends on the cell's region. */
export const backupRegion: Reader<CopyRegion> = oneOf<CopyRegion>(
    [...regions, ...copyOnlyRegions],
    "choose one under the law of the cell's region, or remove it for the default",
);

/** A region that can hold a secondary; whether it may hold this cell's depends on the cell's region. */
export const globalSecondary: Reader<SecondaryRegion> = oneOf<SecondaryRegion>(
    secondaryRegions,
    "choose one under the law of the cell's region, or remove it for none",
);

/** Private block of a cell's network, e.g. "10.16.0.0/16". */
export const cellCidr: Reader<string> = (given) => {
    const text = plainText(given);
    const block = text === undefined ? undefined : parseCidr(text);
    if (text === undefined || block === undefined) {
        const expected = "an IPv4 block in CIDR notation";
        return { fault: { expected, remedy: "write its first address and prefix, e.g. 10.16.0.0/16" } };
    }
    if (block.prefix < vpcPrefix.largest || block.prefix > vpcPrefix.smallest) {
        const expected = `a prefix from /${vpcPrefix.largest} to /${vpcPrefix.smallest}`;
        const remedy =
            block.prefix < vpcPrefix.largest
                ? `AWS makes no larger network: use /${vpcPrefix.largest}`
                : `three zones of three subnets need more addresses: use /${vpcPrefix.largest}`;
        return { fault: { expected, remedy } };
    }
    const network = networkOf(block);
    if (!isPrivate(network)) {
        const expected = "a private block, so that no public address is cut off";
        return {
            fault: { expected, remedy: "choose one inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16" },
        };
    }
    if (network.base !== block.base) {
        const expected = "the first address of the block, with no bits set behind the prefix";
        return { fault: { expected, remedy: `did you mean ${formatCidr(network)}?` } };
    }
    return { value: text };
};

/** Reads a dotted class such as "db.r6g.large"; `forms` is an example of each form that the pattern takes. */
function className(
    pattern: RegExp,
    prefix: string,
    expected: string,
    forms: readonly string[],
): Reader<string> {
    return (given) => {
        const text = plainText(given);
        if (text !== undefined && pattern.test(text)) return { value: text };
        const prefixed = `${prefix}${(text ?? "").toLowerCase()}`;
        const near = nearest(text ?? "", forms);
        const meant = pattern.test(prefixed) ? prefixed : near;
        return {
            fault: {
                expected,
                remedy:
                    meant === undefined
                        ? `write ${listOf(forms.slice(0, 2))}, for example`
                        : `did you mean ${meant}?`,
            },
        };
    };
}

/** Class of a provisioned Aurora instance: Aurora PostgreSQL runs on burstable, memory and extended-memory ones. */
export const databaseClass: Reader<string> = className(
    /^db\.(t3\.(medium|large)|t4g\.(medium|large)|[rx]\d[a-z]*\.(\d+x|x)?large)$/,
    "db.",
    "an instance class that Aurora PostgreSQL runs on: db.t3 or db.t4g (medium, large), db.r… or db.x…",
    ["db.r6g.large", "db.r6g.2xlarge", "db.r6g.xlarge", "db.r6g.4xlarge", "db.t4g.medium", "db.t4g.large"],
);

/** Node type of the cache. Its own autoscaling takes large, xlarge and 2xlarge only; other sizes keep their shards. */
export const cacheNodeType: Reader<string> = className(
    /^cache\.(t3\.(micro|small|medium)|t4g\.(micro|small|medium)|[cmr]\d[a-z]*\.(\d+x|x)?large)$/,
    "cache.",
    "an ElastiCache node type: cache.t3 or cache.t4g (micro, small, medium), cache.m…, cache.r… or cache.c…",
    ["cache.r6g.large", "cache.r6g.xlarge", "cache.r6g.2xlarge", "cache.t4g.small", "cache.t4g.medium"],
);
