import { readdirSync, readFileSync } from "node:fs";

/** A process of this machine. */
export interface ProcessUsage {
    readonly id: number;
    /** Resident memory. */
    readonly megabytes: number;
}

const pageBytes = 4096;

/** Every process below one, as Linux's /proc has them now. */
export function descendantsOf(ancestor: number): readonly ProcessUsage[] {
    const parents = new Map<number, { readonly parent: number; readonly megabytes: number }>();
    for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
            // The command's name may hold spaces and stands in parentheses; behind it are state, parent, …
            const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
            parents.set(Number(entry), {
                parent: Number(fields[1]),
                megabytes: (Number(fields[21]) * pageBytes) / 1e6,
            });
        } catch {
            // The process has ended meanwhile.
        }
    }
    const isBelow = (id: number): boolean => {
        const parent = parents.get(id)?.parent;
        return parent !== undefined && (parent === ancestor || isBelow(parent));
    };
    return [...parents].flatMap(([id, { megabytes }]) => (isBelow(id) ? [{ id, megabytes }] : []));
}
