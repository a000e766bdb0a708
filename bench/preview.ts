import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";

/**
 * Measures `npm run preview -- prod` (the command under npm, whole processes) for environments of 1 to 30
 * cells: wall time, CPU and peak memory. One run each is thrown away; then the median of the rest. At the end, what cost,
 * capacity and quotas add to the time of prod's own preview, as the median of as many processes.
 */

const root = join(__dirname, "..");
const sizes = [1, 3, 10, 30];
const runs = 5;

interface Usage {
    readonly wall: number;
    readonly cpu: number;
    readonly megabytes: number;
}

interface CellEntry {
    name: string;
    region: string;
    cidr: string;
}

/** A folder with prod's settings over that many cells, each like the first of prod's own in its region. */
function environmentOf(cells: number): string {
    const folder = mkdtempSync(join(tmpdir(), "bench-preview-"));
    cpSync(join(root, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    const file = parse(readFileSync(join(root, "Pulumi.prod.yaml"), "utf8")) as {
        config: Record<string, unknown>;
    };
    const key = (name: string): string => `medease-platform:${name}`;
    const own = file.config[key("cells")] as readonly CellEntry[];
    const [template] = own;
    if (template === undefined) throw new Error("Pulumi.prod.yaml has no cell");
    const inEachRegion = own.filter(
        (cell, index) => own.findIndex(({ region }) => region === cell.region) === index,
    );
    file.config[key("cells")] = Array.from({ length: cells }, (_, index) => {
        const like = inEachRegion[index % inEachRegion.length] ?? template;
        return {
            ...like,
            name: `${like.region}-c${String(index + 1)}`,
            cidr: `10.${String(16 + index)}.0.0/16`,
        };
    });
    // Set for prod's own cells: more of them cost more.
    file.config[key("budget")] = {};
    file.config[key("users")] = Math.max(0.5, cells - 1) * 90_000;
    // Phase 4 wants room to evacuate a cell, which one cell cannot have.
    if (cells === 1) file.config[key("phase")] = 2;
    writeFileSync(join(folder, "Pulumi.prod.yaml"), stringify(file));
    return folder;
}

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly scripts: { readonly preview: string };
};
const [command = "node", ...args] = scripts.preview.split(" ");

/** Runs one preview and reads what the process itself says it used. */
function measure(folder: string): Usage {
    const usage = join(__dirname, "print-usage.cjs");
    const start = process.hrtime.bigint();
    const child = spawnSync(command, ["--require", usage, ...args, "prod", "--cwd", folder], {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe", "pipe"],
        maxBuffer: 1 << 28,
    });
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    if (child.status !== 0)
        throw new Error(`the preview exits ${String(child.status)}: ${String(child.stderr)}`);
    const { cpuSeconds, peakMegabytes } = JSON.parse(String(child.output[3])) as {
        cpuSeconds: number;
        peakMegabytes: number;
    };
    return { wall, cpu: cpuSeconds, megabytes: peakMegabytes };
}

function median(values: readonly number[]): number {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

console.log("cells  wall s  (min)   CPU s  peak MB  wall s per added cell");
let previous: { cells: number; wall: number } | undefined;
for (const cells of sizes) {
    const folder = environmentOf(cells);
    measure(folder);
    const usages = Array.from({ length: runs }, () => measure(folder));
    rmSync(folder, { recursive: true });
    const wall = median(usages.map((usage) => usage.wall));
    const perCell =
        previous === undefined ? "" : ((wall - previous.wall) / (cells - previous.cells)).toFixed(3);
    console.log(
        [
            String(cells).padStart(5),
            wall.toFixed(2).padStart(7),
            `(${Math.min(...usages.map((usage) => usage.wall)).toFixed(2)})`.padStart(7),
            median(usages.map((usage) => usage.cpu))
                .toFixed(2)
                .padStart(7),
            median(usages.map((usage) => usage.megabytes))
                .toFixed(0)
                .padStart(8),
            perCell.padStart(10),
        ].join(" "),
    );
    previous = { cells, wall };
}

const shares = Array.from({ length: runs }, () => {
    // As the preview itself is run, which is the last argument.
    const child = spawnSync(command, [...args.slice(0, -1), join(__dirname, "estimate-share.ts")], {
        cwd: root,
        encoding: "utf8",
    });
    if (child.status !== 0) throw new Error(child.stderr);
    return Number(child.stdout);
});
console.log(`cost, capacity and quotas add ${median(shares).toFixed(1)} % to the preview of prod`);
