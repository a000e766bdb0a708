/** Numbers of cells that are measured where none are given. */
export const benchSizes: readonly number[] = [1, 4, 11, 22];

/** Each with a default region for the copies of its backups. */
const regions = ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1"];

/** Settings for that many cells, spread over the regions, each for 90,000 users. */
export function settingsFor(cells: number): Readonly<Record<string, unknown>> {
    return {
        cells: Array.from({ length: cells }, (_, index) => {
            const region = regions[index % regions.length] ?? "us-east-1";
            return {
                name: `${region}-c${String(Math.floor(index / regions.length) + 1)}`,
                region,
                cidr: `10.${String(16 + index)}.0.0/16`,
                tasks: { min: 3, max: 50 },
            };
        }),
        users: Math.max(0.5, cells - 1) * 90_000,
        // Phase 4 wants room to evacuate a cell, which one cell cannot have.
        phase: cells === 1 ? 2 : 4,
    };
}
