import fc from "fast-check";

/** A table as the writer of a history remembers it; what the server drops by cascade, it asks the server about. */
interface Table {
    name: string;
    columns: string[];
    /** Columns that keys were put on, as they were named then. */
    keyed: string[];
}

/** One step as drawn: what to do, and numbers that choose among what is there. */
export interface Draw {
    readonly kind: keyof typeof weights;
    readonly choices: readonly number[];
}

/** What makes keys and indexes comes up more often than what does away with them. */
const weights = {
    "create table": 3,
    "create partitioned table": 2,
    "add key": 6,
    "add key in a block": 2,
    "add column with key": 3,
    "create index": 10,
    "create index in a block": 3,
    "drop index": 2,
    "rename index": 1,
    "drop key": 1,
    "drop unique constraint": 1,
    "drop column": 1,
    "drop table": 1,
    "rename table": 1,
    "rename column": 2,
    "swap table": 1,
} as const;

const choices = 8;

/** Histories of a few steps. */
export const histories: fc.Arbitrary<readonly Draw[]> = fc.array(
    fc.record({
        kind: fc.oneof(
            ...Object.entries(weights).map(([kind, weight]) => ({
                arbitrary: fc.constant(kind as keyof typeof weights),
                weight,
            })),
        ),
        choices: fc.array(fc.nat(1000), { minLength: choices, maxLength: choices }),
    }),
    { minLength: 8, maxLength: 30 },
);

/** Does something with the nth of a catalogue's names, where there is one. */
const withNth = (query: string, nth: number, action: string): string =>
    [
        "DO $$ DECLARE names text[]; found text; BEGIN",
        `    SELECT array_agg(name ORDER BY name) INTO names FROM (${query}) AS listed (name);`,
        "    IF names IS NOT NULL THEN",
        `        found := names[1 + ${String(nth)} % cardinality(names)];`,
        `        EXECUTE format(${action}, found);`,
        "    END IF;",
        "END $$;",
    ].join("\n");

const constraintsOf = (table: string, type: string): string =>
    `SELECT conname::text FROM pg_constraint WHERE contype = '${type}' AND conrelid = '${table}'::regclass`;

/** Unique constraints but for that of the id, which keys refer to. */
const uniqueOf = (table: string): string => `${constraintsOf(table, "u")} AND conkey <> '{1}'`;

/** Indexes that no constraint owns. */
const looseIndexes = `SELECT indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
            AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype <> 'f')`;

/** Writes a drawn history as SQL that applies to an empty database, a statement or more for each step. */
export class Writer {
    private readonly tables: Table[] = [];
    private serial = 0;

    /** The steps that had something to work on. */
    write(draws: readonly Draw[]): readonly string[] {
        const two = [this.createTable([1, 1, 1]), this.createTable([0, 2, 0])];
        return [...two, ...draws.flatMap((draw) => this.step(draw) ?? [])];
    }

    private fresh(prefix: string): string {
        this.serial += 1;
        return `${prefix}${String(this.serial)}`;
    }

    private step({ kind, choices: [first = 0, ...rest] }: Draw): string | undefined {
        if (kind === "create table") return this.createTable(rest);
        if (kind === "create partitioned table") return this.createPartitioned(rest);
        const table = this.tables[first % Math.max(1, this.tables.length)];
        if (table === undefined) return undefined;
        const [a = 0, b = 0] = rest;
        switch (kind) {
            case "add key":
                return this.key(table, rest);
            case "add key in a block":
                return `DO $$ BEGIN EXECUTE $sql$${this.key(table, rest)}$sql$; END $$;`;
            case "add column with key": {
                const column = this.fresh("c");
                table.columns.push(column);
                table.keyed.push(column);
                return `ALTER TABLE ${table.name} ADD COLUMN ${column} int REFERENCES ${this.target(a)} (id);`;
            }
            case "create index":
                return this.index(table, rest);
            case "create index in a block":
                return `DO $$ BEGIN EXECUTE $sql$${this.index(table, rest)}$sql$; END $$;`;
            case "drop index":
                return withNth(looseIndexes, a, "'DROP INDEX %s'");
            case "rename index":
                return withNth(looseIndexes, a, `'ALTER INDEX %s RENAME TO ${this.fresh("renamed")}'`);
            case "drop key":
                return withNth(
                    constraintsOf(table.name, "f"),
                    a,
                    `'ALTER TABLE ${table.name} DROP CONSTRAINT %I'`,
                );
            case "drop unique constraint":
                return withNth(
                    uniqueOf(table.name),
                    a,
                    `'ALTER TABLE ${table.name} DROP CONSTRAINT %I CASCADE'`,
                );
            case "drop column": {
                const column = table.columns[a % Math.max(1, table.columns.length)];
                if (column === undefined) return undefined;
                table.columns.splice(table.columns.indexOf(column), 1);
                return `ALTER TABLE ${table.name} DROP COLUMN ${column} CASCADE;`;
            }
            case "drop table":
                this.tables.splice(this.tables.indexOf(table), 1);
                return `DROP TABLE ${table.name} CASCADE;`;
            case "rename table": {
                const was = table.name;
                table.name = this.fresh("t");
                return `ALTER TABLE ${was} RENAME TO ${table.name};`;
            }
            case "rename column": {
                const at = b % Math.max(1, table.columns.length);
                const was = table.columns[at];
                if (was === undefined) return undefined;
                const now = this.fresh("Col ");
                table.columns[at] = `"${now}"`;
                return `ALTER TABLE ${table.name} RENAME COLUMN ${was} TO "${now}";`;
            }
            case "swap table":
                return [
                    `CREATE TABLE swapped (LIKE ${table.name} INCLUDING ALL);`,
                    `DROP TABLE ${table.name} CASCADE;`,
                    `ALTER TABLE swapped RENAME TO ${table.name};`,
                ].join("\n");
        }
    }

    private createTable([keyed = 0, unique = 0, reference = 0]: readonly number[]): string {
        const name = this.fresh("t");
        const inline = reference % 2 === 0 ? ` REFERENCES ${this.target(reference) ?? name} (id)` : "";
        const constraint = ["", ", UNIQUE (a)", ", UNIQUE (b, a)"][unique % 3] ?? "";
        const primary = keyed % 3 === 0 ? "UNIQUE (id), PRIMARY KEY (b, id)" : "PRIMARY KEY (id)";
        this.tables.push({ name, columns: ["a", "b", "c"], keyed: [] });
        return `CREATE TABLE ${name} (id int, a int${inline}, b int, c int, ${primary}${constraint});`;
    }

    /** Partitions get indexes of their own under names that nobody writes. */
    private createPartitioned([where = 0, reference = 0]: readonly number[]): string {
        const name = this.fresh("p");
        const target = this.target(reference);
        const key = target === undefined ? "" : `, FOREIGN KEY (a) REFERENCES ${target} (id)`;
        return [
            `CREATE TABLE ${name} (a int, b int${key}) PARTITION BY HASH (b);`,
            `CREATE TABLE ${name}_0 PARTITION OF ${name} FOR VALUES WITH (MODULUS 1, REMAINDER 0);`,
            ["", `CREATE INDEX ON ${name} (a);`, `CREATE INDEX ON ONLY ${name} (a);`][where % 3] ?? "",
        ].join("\n");
    }

    /** A table whose id is unique: no step drops that. */
    private target(choice: number): string | undefined {
        return this.tables[choice % Math.max(1, this.tables.length)]?.name;
    }

    private key(table: Table, [a = 0, b = 0, to = 0, named = 0, valid = 0]: readonly number[]): string {
        const available = [...table.columns, "id"];
        const column = available[a % available.length] ?? "id";
        const name = named % 2 === 0 ? "" : `CONSTRAINT ${this.fresh("named")} `;
        const notValid = valid % 4 === 0 ? " NOT VALID" : "";
        const second = available[b % available.length] ?? "id";
        table.keyed.push(column);
        if (b % 2 === 0 || second === column) {
            return `ALTER TABLE ${table.name} ADD ${name}FOREIGN KEY (${column}) REFERENCES ${this.target(to) ?? table.name} (id)${notValid};`;
        }
        // A key of two columns wants a pair that is unique.
        const pair = this.fresh("pair");
        return [
            `CREATE TABLE ${pair} (x int, y int, PRIMARY KEY (x, y));`,
            `ALTER TABLE ${table.name} ADD ${name}FOREIGN KEY (${column}, ${second}) REFERENCES ${pair}${notValid};`,
        ].join("\n");
    }

    private index(
        table: Table,
        [a = 0, b = 0, form = 0, condition = 0, taken = 0, order = 0]: readonly number[],
    ): string {
        const available = [...table.columns, "id"];
        // An index on a key's own column says more than one on any other.
        const keyed = table.keyed.filter((column) => table.columns.includes(column));
        const preferred = keyed.length > 0 && a % 3 !== 0 ? keyed : available;
        const first = preferred[a % preferred.length] ?? "id";
        const second = available[b % available.length] ?? "id";
        const parts =
            [
                `(${first})`,
                `(${first}${order % 2 === 0 ? " DESC" : ""}, ${second})`,
                `(${second}, ${first})`,
                `(${first}) INCLUDE (${second})`,
                `((${first} + 0), ${second})`,
                `(abs(${first}))`,
            ][form % 6] ?? "";
        const where =
            [
                "",
                "",
                "",
                ` WHERE ${first} IS NOT NULL`,
                ` WHERE ${first} > 0`,
                ` WHERE ${first} IS NOT NULL AND ${second} IS NOT NULL`,
                ` WHERE ${first} IS NULL`,
                ` WHERE ${first} IS NOT NULL OR ${second} IS NOT NULL`,
                ` WHERE NOT (${first} IS NULL)`,
            ][condition % 9] ?? "";
        const simple = form % 6 === 0;
        const method =
            simple && order % 5 === 0 ? " USING hash" : simple && order % 5 === 1 ? " USING brin" : "";
        const unique = method === "" && order % 3 === 0 ? "UNIQUE " : "";
        // Names of a small pool: IF NOT EXISTS makes nothing where the name is taken.
        const name = taken % 3 === 0 ? "" : `IF NOT EXISTS idx_${String(taken % 7)} `;
        return `CREATE ${unique}INDEX ${name}ON ${table.name}${method} ${parts}${where};`;
    }
}
