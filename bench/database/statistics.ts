/** The value that a share of the sorted values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Milliseconds that something took, with what it gave. */
export async function timed<Result>(
    work: () => Promise<Result>,
): Promise<{ readonly ms: number; readonly result: Result }> {
    const start = process.hrtime.bigint();
    const result = await work();
    return { ms: Number(process.hrtime.bigint() - start) / 1e6, result };
}

/** Rows of text in columns, the first to the left and the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
    const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((row) => (row[column] ?? "").length)),
    );
    return rows
        .map((row) =>
            row
                .map((text, column) =>
                    column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
                )
                .join("  ")
                .trimEnd(),
        )
        .join("\n");
}

/** Milliseconds as a person reads them. */
export function milliseconds(ms: number): string {
    return ms < 10 ? ms.toFixed(2) : ms.toFixed(0);
}
