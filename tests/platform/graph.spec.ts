import assert from "node:assert/strict";
import type { DashboardBody } from "../../components/dashboard-body";
import { dashboardMistakes } from "../../components/dashboard-limits";
import type { Registration } from "../../preview/registration";
import { unwrapSecrets } from "../../preview/wire";
import { platform, variants } from "../support/platform";

/** Every text inside a value. */
function texts(value: unknown): readonly string[] {
    if (typeof value === "string") return [value];
    if (typeof value !== "object" || value === null) return [];
    return Object.values(value).flatMap(texts);
}

const isCloud = ({ type }: Registration): boolean => type.startsWith("aws:");

/** The region a resource lands in: its provider is named by it. */
function regionOf({ provider }: Registration): string | undefined {
    return provider?.split("::").at(-2);
}

describe("the recorded graph of the platform", function () {
    this.timeout(60_000);

    for (const { environment, outputs } of variants) {
        describe(`${environment}, ${outputs} outputs`, () => {
            async function everyResource(): Promise<readonly Registration[]> {
                const { stacks } = await platform(environment, outputs);
                return stacks.flatMap(({ resources }) => resources);
            }

            it("holds no output that was turned into text (CONTROLS A3)", async () => {
                const broken = (await everyResource()).filter(({ inputs }) =>
                    // The code of a function says undefined of its own.
                    texts({ ...unwrapSecrets(inputs), code: "" }).some((text) =>
                        /Calling \[to|\[object (Object|Promise)\]|\bundefined\b|\bNaN\b/.test(text),
                    ),
                );
                assert.deepEqual(
                    broken.map(({ urn }) => urn),
                    [],
                );
            });

            it("puts every cloud resource on an explicit provider (A11)", async () => {
                const loose = (await everyResource()).filter(
                    (resource) => isCloud(resource) && resource.provider === undefined,
                );
                assert.deepEqual(
                    loose.map(({ urn }) => urn),
                    [],
                );
            });

            it("keeps every resource of a cell in the cell's region, but for the copies of its backups (A8)", async () => {
                const { stacks, plan } = await platform(environment, outputs);
                const astray = stacks.flatMap(({ resources }) =>
                    resources.filter((resource) => {
                        const inCell = resource.urn.includes("platform:cell:RegionalCell$");
                        if (!inCell || !isCloud(resource)) return false;
                        const cell = plan.cells.find(({ name }) => resource.name.startsWith(`${name}-`));
                        const isCopy = resource.name.startsWith(`${String(cell?.name)}-backup-copy-`);
                        return regionOf(resource) !== (isCopy ? cell?.backupRegion : cell?.region);
                    }),
                );
                assert.deepEqual(
                    astray.map(({ urn }) => urn),
                    [],
                );
            });

            it("lets nothing refer to another region but the plan and the role of the backups (A9)", async () => {
                const { stacks } = await platform(environment, outputs);
                const across = stacks.flatMap(({ resources }) => {
                    const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
                    return resources
                        .filter(({ urn }) => urn.includes("platform:cell:RegionalCell$"))
                        .flatMap((resource) =>
                            Object.values(resource.propertyDependencies)
                                .flat()
                                .flatMap((urn) => byUrn.get(urn) ?? [])
                                .filter((other) => isCloud(resource) && isCloud(other))
                                .filter((other) => regionOf(other) !== regionOf(resource))
                                .map((other) => `${resource.type} -> ${other.type}`),
                        );
                });
                const lock = "aws:backup/vaultLockConfiguration:VaultLockConfiguration";
                assert.deepEqual(
                    [...new Set(across)].sort(),
                    environment === "dev"
                        ? []
                        : [
                              "aws:backup/plan:Plan -> aws:backup/vault:Vault",
                              `aws:backup/plan:Plan -> ${lock}`,
                              "aws:iam/policy:Policy -> aws:backup/vault:Vault",
                              `aws:iam/policy:Policy -> ${lock}`,
                              "aws:iam/policy:Policy -> aws:kms/key:Key",
                          ],
                );
            });

            it("names no two dashboards alike: they share one account, whatever their region (B7)", async () => {
                const names = (await everyResource())
                    .filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")
                    .map(({ inputs }) => String(inputs.dashboardName));
                const { plan } = await platform(environment, outputs);
                assert.deepEqual(
                    names.sort(),
                    [environment, ...plan.cells.map(({ name }) => `${environment}-${name}`)].sort(),
                );
            });

            it("keeps load balancer and target group names within AWS's 32 characters (B1)", async () => {
                const tooLong = (await everyResource())
                    .filter(
                        ({ type }) =>
                            type === "aws:lb/loadBalancer:LoadBalancer" ||
                            type === "aws:lb/targetGroup:TargetGroup",
                    )
                    .filter(({ name }) => name.length > 24);
                assert.deepEqual(
                    tooLong.map(({ name }) => name),
                    [],
                );
            });
        });
    }

    it("fills in every name that a dashboard asks for (A3, J11)", async () => {
        for (const environment of ["dev", "prod"] as const) {
            const { stacks } = await platform(environment, "known");
            const bodies = stacks
                .flatMap(({ resources }) => resources)
                .filter(({ type }) => type === "aws:cloudwatch/dashboard:Dashboard")
                .map(({ inputs }) => JSON.parse(String(inputs.dashboardBody)) as DashboardBody);
            assert.ok(bodies.length > 1);
            for (const body of bodies) {
                assert.deepEqual(dashboardMistakes(body), []);
                assert.doesNotMatch(JSON.stringify(body), /null|04da6b54|not-told/);
            }
        }
    });

    it("registers the same resources whether outputs are known or not (A5)", async () => {
        for (const environment of ["dev", "prod"] as const) {
            const [unknown, known] = await Promise.all([
                platform(environment, "unknown"),
                platform(environment, "known"),
            ]);
            const urns = ({ stacks }: typeof known): readonly string[] =>
                stacks.flatMap(({ resources }) => resources.map(({ urn }) => urn)).sort();
            assert.deepEqual(urns(unknown), urns(known));
        }
    });

    it("protects what holds data in prod, and nothing in dev (A12, E35, F8, K1, K6)", async () => {
        const stateful =
            /^aws:(rds\/cluster:|elasticache\/replicationGroup:|backup\/vault|kms\/key:|sqs\/queue:|s3\/bucket:Bucket$|secretsmanager\/secret:|cloudfront\/keyValueStore:)/;
        const unprotected = async (environment: "dev" | "prod"): Promise<readonly Registration[]> => {
            const { stacks } = await platform(environment, "unknown");
            return stacks
                .flatMap(({ resources }) => resources)
                .filter(({ type, options }) => stateful.test(type) && !options.protect);
        };
        assert.deepEqual(
            (await unprotected("prod")).map(({ urn }) => urn),
            [],
        );
        assert.ok((await unprotected("dev")).length > 0);
    });

    it("backs up every cell's database in prod, copied to another region under a key of its own (CT008)", async () => {
        const { stacks, plan } = await platform("prod", "known");
        const resources = stacks.flatMap((stack) => stack.resources);
        const of = (type: string, cell: string): readonly Registration[] =>
            resources.filter((one) => one.type === type && one.name.startsWith(`${cell}-`));
        for (const { name, region, backupRegion } of plan.cells) {
            const [selection] = of("aws:backup/selection:Selection", name);
            const [cluster] = of("aws:rds/cluster:Cluster", name);
            assert.deepEqual(selection?.inputs.resources, [cluster?.state.arn], name);
            const vaults = of("aws:backup/vault:Vault", name);
            assert.deepEqual(vaults.map(regionOf).sort(), [region, backupRegion].sort(), name);
            assert.equal(new Set(vaults.map(({ inputs }) => inputs.kmsKeyArn)).size, 2, name);
        }
        const vaults = resources.filter(({ type }) => type === "aws:backup/vault:Vault");
        assert.equal(new Set(vaults.map(({ inputs }) => inputs.kmsKeyArn)).size, 2 * plan.cells.length);
    });

    it("shows at least eleven cells in four regions for prod", async () => {
        const { stacks, plan } = await platform("prod", "unknown");
        const cells = stacks.flatMap(({ resources }) =>
            resources.filter(({ type }) => type === "platform:cell:RegionalCell"),
        );
        assert.ok(cells.length >= 11, `${String(cells.length)} cells`);
        assert.equal(new Set(plan.cells.map(({ region }) => region)).size, 4);
        assert.ok(plan.capacityUsers >= 1_100_000);
    });
});
