import type { LayoutName } from "../../../../policies/indexes-as-migrations/layouts/layout";
import type { Files } from "../fixture";

/** A step of a history, in no tool's form. */
export interface Step {
    /** One word or several with underscores. */
    readonly name: string;
    readonly up: string;
    readonly down: string;
    /** Semicolons inside of it end no statement. */
    readonly isBlock?: true;
    /** It cannot run in a transaction. */
    readonly isOutside?: true;
}

/** A schema with keys that are covered in every way that counts, and a history that applies in one order only. */
export const soundSteps: readonly Step[] = [
    {
        name: "customers",
        up: "CREATE TABLE customers (id int PRIMARY KEY, email text);",
        down: "DROP TABLE customers;",
    },
    {
        name: "orders",
        up: [
            "CREATE TABLE orders (",
            "    id int PRIMARY KEY,",
            "    customer_id int NOT NULL REFERENCES customers (id),",
            "    note text",
            ");",
            "CREATE INDEX idx_orders_customer ON orders (customer_id);",
        ].join("\n"),
        down: "DROP TABLE orders;",
    },
    {
        name: "invoices",
        up: [
            "DO $$ BEGIN",
            "    EXECUTE 'CREATE TABLE invoices (id int PRIMARY KEY, order_id int REFERENCES orders, payer_id int)';",
            "    ALTER TABLE invoices ADD FOREIGN KEY (payer_id) REFERENCES customers (id);",
            "    EXECUTE format('CREATE INDEX %I ON invoices (payer_id) WHERE payer_id IS NOT NULL', 'idx_payer');",
            "END $$;",
        ].join("\n"),
        down: "DROP TABLE invoices;",
        isBlock: true,
    },
    {
        name: "index_later",
        up: "CREATE INDEX CONCURRENTLY idx_invoices_order ON invoices (order_id);",
        down: "DROP INDEX CONCURRENTLY idx_invoices_order;",
        isOutside: true,
    },
];

/** Steps after the sound ones that leave a foreign key without an index, and which. */
export const keyFaults: readonly (Step & { readonly leaves: readonly string[] })[] = [
    {
        name: "lose_index",
        up: "DROP INDEX idx_orders_customer;",
        down: "CREATE INDEX idx_orders_customer ON orders (customer_id);",
        leaves: ["orders.orders_customer_id_fkey"],
    },
    {
        name: "narrow_index",
        up: "DROP INDEX idx_payer;\nCREATE INDEX idx_payer ON invoices (payer_id) WHERE payer_id > 7;",
        down: "SELECT 1;",
        leaves: ["invoices.invoices_payer_id_fkey"],
    },
    {
        name: "hidden_key",
        up: "DO $$ BEGIN\n    EXECUTE 'ALTER TABLE orders ADD COLUMN parent int REFERENCES orders';\nEND $$;",
        down: "ALTER TABLE orders DROP COLUMN parent;",
        isBlock: true,
        leaves: ["orders.orders_parent_fkey"],
    },
    {
        name: "swap_tables",
        up: [
            "CREATE TABLE orders_new (LIKE orders INCLUDING DEFAULTS);",
            "ALTER TABLE orders_new ADD PRIMARY KEY (id), ADD FOREIGN KEY (customer_id) REFERENCES customers;",
            "DROP TABLE orders CASCADE;",
            "ALTER TABLE orders_new RENAME TO orders;",
            "CREATE INDEX idx_orders_customer ON orders (lower(note), customer_id);",
        ].join("\n"),
        down: "SELECT 1;",
        leaves: ["orders.orders_new_customer_id_fkey"],
    },
];

/** Steps after the sound ones, each with a fault of its own in how it changes the schema. */
export const changeFaults: readonly Step[] = [
    {
        name: "locked_build",
        up: "CREATE INDEX idx_orders_note ON orders (note);",
        down: "DROP INDEX idx_orders_note;",
    },
    {
        name: "long_lock",
        up: "ALTER TABLE orders ADD CONSTRAINT orders_positive CHECK (id > 0);",
        down: "ALTER TABLE orders DROP CONSTRAINT orders_positive;",
    },
    {
        name: "lost_column",
        up: "ALTER TABLE customers DROP COLUMN email;",
        down: "ALTER TABLE customers ADD COLUMN email text;",
    },
    {
        name: "half_undone",
        up: "CREATE TABLE notes (id int PRIMARY KEY);\nALTER TABLE orders ADD COLUMN memo text;",
        down: "DROP TABLE notes;",
    },
];

/** Numbers that only a tool which compares numbers puts in this order. */
const numbers = ["1", "2", "10", "11", "12", "13", "14", "15", "16"];
const versions = ["1", "1.1", "2", "10", "10.0.1", "11", "12", "13", "14"];
const stamps = numbers.map((_, nth) => `2026010100000${String(nth + 1)}`);

const both = (step: Step, nth: number, options = ""): Files => ({
    [`${stamps[nth] ?? ""}_${step.name}.sql`]: `-- migrate:up${options}\n${step.up}\n\n-- migrate:down${options}\n${step.down}\n`,
});

function gooseFile({ up, down, isBlock, isOutside }: Step): string {
    const statement = isBlock === true ? `-- +goose StatementBegin\n${up}\n-- +goose StatementEnd` : up;
    const mode = isOutside === true ? "-- +goose NO TRANSACTION\n" : "";
    return `${mode}-- +goose Up\n${statement}\n\n-- +goose Down\n${down}\n`;
}

const pair = (prefix: string, { up, down }: Step, head = ""): Files => ({
    [`${prefix}.up.sql`]: `${head}${up}\n`,
    [`${prefix}.down.sql`]: `${head}${down}\n`,
});

/** How each tool's users write a step down. */
const writers: Readonly<Record<LayoutName, (step: Step, nth: number) => Files>> = {
    dbmate: (step, nth) => both(step, nth, step.isOutside === true ? " transaction:false" : ""),
    diesel: (step, nth) => {
        const directory = `2026-01-01-00000${String(nth + 1)}_${step.name}`;
        return {
            [`${directory}/up.sql`]: `${step.up}\n`,
            [`${directory}/down.sql`]: `${step.down}\n`,
            ...(step.isOutside === true
                ? { [`${directory}/metadata.toml`]: "run_in_transaction = false\n" }
                : {}),
        };
    },
    flyway: (step, nth) => ({ [`V${versions[nth] ?? ""}__${step.name}.sql`]: `${step.up}\n` }),
    "golang-migrate": (step, nth) => pair(`${numbers[nth] ?? ""}_${step.name}`, step),
    goose: (step, nth) => ({
        [`${(numbers[nth] ?? "").padStart(5, "0")}_${step.name}.sql`]: gooseFile(step),
    }),
    plain: (step, nth) => ({ [`${numbers[nth] ?? ""}-${step.name}.sql`]: `${step.up}\n` }),
    prisma: (step, nth) => ({ [`${stamps[nth] ?? ""}_${step.name}/migration.sql`]: `${step.up}\n` }),
    sqlx: (step, nth) =>
        pair(
            `${numbers[nth] ?? ""}_${step.name}`,
            step,
            step.isOutside === true ? "-- no-transaction\n" : "",
        ),
    supabase: (step, nth) => ({ [`${stamps[nth] ?? ""}_${step.name}.sql`]: `${step.up}\n` }),
};

/** Files that the tool itself keeps beside the migrations. */
const companions: Partial<Record<LayoutName, Files>> = {
    flyway: { "R__views.sql": "CREATE OR REPLACE VIEW open_orders AS SELECT id FROM orders;\n" },
    prisma: { "migration_lock.toml": 'provider = "postgresql"\n' },
};

/** A history as the users of a tool write it. */
export function written(layout: LayoutName, steps: readonly Step[] = soundSteps): Files {
    const files = steps.map((step, nth) => writers[layout](step, nth));
    return Object.assign({}, companions[layout], ...files) as Files;
}

/** A query that an index of the sound history serves. */
export const servedQuery = "SELECT id FROM orders WHERE customer_id = $1;\n";

/** A query that none serves. */
export const unservedQuery = "SELECT id FROM orders WHERE note = $1;\n";
