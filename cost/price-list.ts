/** How the AWS Price List names a price of ours. */
export interface Offer {
    /** Keys of ours; the first group of it, where it has one, fills `$1` in the filters. */
    readonly keys: RegExp;
    readonly serviceCode: string;
    /** Fields beside the region that a product must have. */
    readonly filters: Readonly<Record<string, string>>;
    /** The usage type without its prefix for the region, e.g. "NatGateway-Hours" of "EUW1-NatGateway-Hours". */
    readonly usage: string;
    /** Units of the Price List in one of ours, e.g. 10,000 requests. @default 1 */
    readonly units?: number;
}

/** A question that the Price List can answer for a region. */
export interface Question {
    readonly serviceCode: string;
    readonly filters: Readonly<Record<string, string>>;
    readonly usage: string;
    readonly units: number;
}

const aurora = { databaseEngine: "Aurora PostgreSQL" };

/**
 * What the Price List calls the prices that `npm run prices:update` reads. The others (the edge's, which go by where users are; alarms and
 * dashboards, which have steps of their own) are kept as they are, and the command says so.
 */
export const offers: readonly Offer[] = [
    {
        keys: /^fargate\.arm64\.vcpuHour$/,
        serviceCode: "AmazonECS",
        filters: {},
        usage: "Fargate-ARM-vCPU-Hours:perCPU",
    },
    {
        keys: /^fargate\.arm64\.gbHour$/,
        serviceCode: "AmazonECS",
        filters: {},
        usage: "Fargate-ARM-GB-Hours",
    },
    {
        keys: /^fargate\.x86\.vcpuHour$/,
        serviceCode: "AmazonECS",
        filters: {},
        usage: "Fargate-vCPU-Hours:perCPU",
    },
    { keys: /^fargate\.x86\.gbHour$/, serviceCode: "AmazonECS", filters: {}, usage: "Fargate-GB-Hours" },
    {
        keys: /^aurora\.pg\.standard\.(db\..*)\.hour$/,
        serviceCode: "AmazonRDS",
        filters: { ...aurora, instanceType: "$1" },
        usage: "InstanceUsage:$1",
    },
    {
        keys: /^aurora\.pg\.ioOptimized\.(db\..*)\.hour$/,
        serviceCode: "AmazonRDS",
        filters: { ...aurora, instanceType: "$1" },
        usage: "InstanceUsageIOOptimized:$1",
    },
    {
        keys: /^aurora\.serverlessV2\.standard\.acuHour$/,
        serviceCode: "AmazonRDS",
        filters: aurora,
        usage: "Aurora:ServerlessV2Usage",
    },
    {
        keys: /^aurora\.serverlessV2\.ioOptimized\.acuHour$/,
        serviceCode: "AmazonRDS",
        filters: aurora,
        usage: "Aurora:ServerlessV2IOOptimizedUsage",
    },
    {
        keys: /^aurora\.storage\.standard\.gbMonth$/,
        serviceCode: "AmazonRDS",
        filters: {},
        usage: "Aurora:StorageUsage",
    },
    {
        keys: /^aurora\.storage\.ioOptimized\.gbMonth$/,
        serviceCode: "AmazonRDS",
        filters: {},
        usage: "Aurora:IO-OptimizedStorageUsage",
    },
    {
        keys: /^aurora\.io\.perMillion$/,
        serviceCode: "AmazonRDS",
        filters: {},
        usage: "Aurora:StorageIOUsage",
        units: 1e6,
    },
    {
        keys: /^aurora\.backup\.gbMonth$/,
        serviceCode: "AmazonRDS",
        filters: aurora,
        usage: "Aurora:BackupUsage",
    },
    { keys: /^rds\.proxy\.vcpuHour$/, serviceCode: "AmazonRDS", filters: {}, usage: "RDS:ProxyUsage" },
    {
        keys: /^elasticache\.valkey\.(cache\..*)\.hour$/,
        serviceCode: "AmazonElastiCache",
        filters: { cacheEngine: "Valkey", instanceType: "$1" },
        usage: "NodeUsage:$1",
    },
    {
        keys: /^alb\.hour$/,
        serviceCode: "AWSELB",
        filters: { operation: "LoadBalancing:Application" },
        usage: "LoadBalancerUsage",
    },
    {
        keys: /^alb\.lcuHour$/,
        serviceCode: "AWSELB",
        filters: { operation: "LoadBalancing:Application" },
        usage: "LCUUsage",
    },
    {
        keys: /^nat\.hour$/,
        serviceCode: "AmazonEC2",
        filters: { operation: "NatGateway" },
        usage: "NatGateway-Hours",
    },
    {
        keys: /^nat\.gb$/,
        serviceCode: "AmazonEC2",
        filters: { operation: "NatGateway" },
        usage: "NatGateway-Bytes",
    },
    {
        keys: /^vpcEndpoint\.interface\.hour$/,
        serviceCode: "AmazonVPC",
        filters: {},
        usage: "VpcEndpoint-Hours",
    },
    {
        keys: /^vpcEndpoint\.interface\.gb$/,
        serviceCode: "AmazonVPC",
        filters: {},
        usage: "VpcEndpoint-Bytes",
    },
    { keys: /^publicIpv4\.hour$/, serviceCode: "AmazonVPC", filters: {}, usage: "PublicIPv4:InUseAddress" },
    {
        keys: /^s3\.standard\.gbMonth$/,
        serviceCode: "AmazonS3",
        filters: { volumeType: "Standard" },
        usage: "TimedStorage-ByteHrs",
    },
    { keys: /^kms\.key\.month$/, serviceCode: "awskms", filters: {}, usage: "KMS-Keys" },
    {
        keys: /^secretsManager\.secret\.month$/,
        serviceCode: "AWSSecretsManager",
        filters: {},
        usage: "AWSSecretsManager-Secrets",
    },
    {
        keys: /^cloudwatch\.logs\.ingest\.gb$/,
        serviceCode: "AmazonCloudWatch",
        filters: {},
        usage: "DataProcessing-Bytes",
    },
    {
        keys: /^cloudwatch\.logs\.storage\.gbMonth$/,
        serviceCode: "AmazonCloudWatch",
        filters: {},
        usage: "TimedStorage-ByteHrs",
    },
    {
        keys: /^cloudwatch\.synthetics\.canaryRun$/,
        serviceCode: "AmazonCloudWatch",
        filters: {},
        usage: "CW:Canary-runs",
    },
    {
        keys: /^lambda\.arm64\.gbSecond$/,
        serviceCode: "AWSLambda",
        filters: {},
        usage: "Lambda-GB-Second-ARM",
    },
    { keys: /^lambda\.x86\.gbSecond$/, serviceCode: "AWSLambda", filters: {}, usage: "Lambda-GB-Second" },
];

/** What to ask for a price of ours; undefined where the Price List's name for it is not known here. */
export function questionFor(key: string): Question | undefined {
    for (const { keys, serviceCode, filters, usage, units = 1 } of offers) {
        const [, name = ""] = keys.exec(key) ?? [];
        if (!keys.test(key)) continue;
        const filled = Object.entries(filters).map(([field, value]) => [field, value.replace("$1", name)]);
        return {
            serviceCode,
            filters: Object.fromEntries(filled) as Record<string, string>,
            usage: usage.replace("$1", name),
            units,
        };
    }
    return undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** The objects that an object holds under its keys. */
function inner(value: unknown): readonly Fields[] {
    return isFields(value) ? Object.values(value).filter(isFields) : [];
}

const regionPrefix = /^[A-Z]{2,4}\d?-/;

/** Dollars for one unit of the first step of a product's price on demand; nothing where it is not what was asked for. */
function firstStep(product: unknown, usage: string): readonly number[] {
    if (!isFields(product) || !isFields(product.product) || !isFields(product.terms)) return [];
    const { attributes } = product.product;
    const type = isFields(attributes) ? attributes.usagetype : undefined;
    if (typeof type !== "string" || (type !== usage && type.replace(regionPrefix, "") !== usage)) return [];
    return inner(product.terms.OnDemand)
        .flatMap((term) => inner(term.priceDimensions))
        .filter(({ beginRange }) => beginRange === "0" || beginRange === undefined)
        .flatMap(({ pricePerUnit }) => (isFields(pricePerUnit) ? [Number(pricePerUnit.USD)] : []))
        .filter((price) => price > 0);
}

/** The price that the products of an answer agree on, in our unit; undefined where they do not, or there is none. */
export function priceIn(products: readonly unknown[], { usage, units }: Question): number | undefined {
    const found = new Set(products.flatMap((product) => firstStep(product, usage)));
    const [price] = found;
    return price === undefined || found.size > 1 ? undefined : Number((price * units).toPrecision(8));
}
