import { dbmate } from "./dbmate";
import { diesel, prisma } from "./directories";
import { flyway } from "./flyway";
import { goose } from "./goose";
import { layoutNames, type Layout, type LayoutName } from "./layout";
import { plain, supabase } from "./numbered";
import { golangMigrate, isPair, sqlx } from "./up-and-down";

/** Every layout that is understood, by name. */
export const layouts: Readonly<Record<LayoutName, Layout>> = {
    dbmate,
    diesel,
    flyway,
    "golang-migrate": golangMigrate,
    goose,
    plain,
    prisma,
    sqlx,
    supabase,
};

/** A directory as detection sees it. */
export interface Surroundings {
    /** Its absolute path. */
    readonly directory: string;
    /** Of every file in it, from it. */
    readonly paths: readonly string[];
    readonly textOf: (path: string) => string;
    /** Whether a Rust project lies around it. */
    readonly isRust: boolean;
}

/** The layout, or what stands in the way; neither where there is no SQL. */
export type Detection = { readonly layout: Layout } | { readonly mistake: string } | undefined;

const remedy = `name the layout (one of ${layoutNames.join(", ")})`;

/** What a single file says of its layout; undefined where several would take it. */
function sign(path: string, { textOf }: Surroundings): LayoutName | undefined {
    if (/^[^/]+\/migration\.sql$/.test(path)) return "prisma";
    if (/^[^/]+\/up\.sql$/.test(path)) return "diesel";
    if (/(?:^|\/)(?:V\d+(?:[._]\d+)*|R)__[^/]*\.sql$/.test(path)) return "flyway";
    if (path.includes("/") || !path.endsWith(".sql")) return undefined;
    const text = textOf(path);
    if (/^--\s*migrate:(?:up|down)\b/m.test(text)) return "dbmate";
    if (/^--\s*\+goose\s/im.test(text)) return "goose";
    return isPair(path) ? "golang-migrate" : undefined;
}

/** Numbered files without any mark: where they lie tells. */
function unmarked({ directory, paths, textOf, isRust }: Surroundings): LayoutName | undefined {
    const flat = paths.filter((path) => !path.includes("/") && /^\d+\D?.*\.sql$/.test(path));
    if (flat.length === 0) return undefined;
    if (/[\\/]supabase[\\/]migrations[\\/]?$/.test(directory)) return "supabase";
    return isRust || flat.some((path) => textOf(path).startsWith("-- no-transaction")) ? "sqlx" : "plain";
}

/** Finds the layout of a directory by its files' names and marks. */
export function detectLayout(surroundings: Surroundings): Detection {
    const firstOf = new Map<LayoutName, string>();
    for (const path of surroundings.paths) {
        const name = sign(path, surroundings);
        if (name !== undefined && !firstOf.has(name)) firstOf.set(name, path);
    }
    const [found, other] = [...firstOf];
    if (found !== undefined && other !== undefined) {
        return {
            mistake:
                `${surroundings.directory} mixes layouts: ${found[1]} is ${found[0]}'s, ${other[1]} is ${other[0]}'s; ` +
                `keep one tool's files in it, or ${remedy}`,
        };
    }
    // Both write pairs, in one order; only sqlx has transactions of its own.
    const isSqlx = found?.[0] === "golang-migrate" && unmarkedPairs(surroundings);
    const name = isSqlx ? "sqlx" : (found?.[0] ?? unmarked(surroundings));
    if (name !== undefined) return { layout: layouts[name] };
    const stranger = surroundings.paths.find((path) => path.endsWith(".sql"));
    return stranger === undefined
        ? undefined
        : {
              mistake:
                  `${surroundings.directory} has no layout that is known: ${stranger} is named like no tool's migration; ` +
                  `give the directory that holds the migrations themselves, or ${remedy}`,
          };
}

function unmarkedPairs({ paths, textOf, isRust }: Surroundings): boolean {
    return isRust || paths.filter(isPair).some((path) => textOf(path).startsWith("-- no-transaction"));
}
