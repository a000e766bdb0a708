import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { compare, type Comparison } from "../../../preview/compare/comparison";
import { comparisonText } from "../../../preview/compare/comparison-lines";
import { toJson } from "../../../preview/summary";
import { previewTarget } from "../../../preview/preview";
import { findTarget } from "../../../preview/target";
import { platform, repository } from "../../support/platform";

type Cell = Record<string, unknown>;

type Config = Record<string, unknown> & { "medease-platform:cells": Cell[] };

describe("a comparison after a change to dev's settings", function () {
    this.timeout(120_000);
    let folder = "";
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "preview-"));
        cpSync(join(repository, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    async function after(edit: (config: Config, cell: Cell) => void): Promise<Comparison> {
        const file = parse(readFileSync(join(repository, "Pulumi.dev.yaml"), "utf8")) as { config: Config };
        const [cell = {}] = file.config["medease-platform:cells"];
        edit(file.config, cell);
        writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify(file));
        const [old, fresh] = [
            await platform("dev", "unknown"),
            await previewTarget(folder, findTarget(folder, "dev")),
        ];
        return compare(toJson(old), toJson(fresh));
    }

    const told = ({ changes }: Comparison, kind: string): readonly string[] =>
        changes.filter((change) => change.kind === kind).map(({ name }) => name);

    const fits = (comparison: Comparison): void => {
        assert.deepEqual(
            comparisonText(comparison, "before.json", "")
                .split("\n")
                .filter((line) => line.length > 80),
            [],
        );
    };

    it("names the network that another cidr replaces, and what may follow", async () => {
        const comparison = await after((_, cell) => {
            cell.cidr = "10.1.0.0/16";
        });
        const replaced = told(comparison, "replace");
        assert.ok(replaced.includes("us-east-1-c1-network-vpc"));
        assert.equal(replaced.filter((name) => /-network-(public|private|data)-/.test(name)).length, 9);
        const following = told(comparison, "follow");
        for (const name of ["us-east-1-c1-network-public", "us-east-1-c1-groups-tasks"]) {
            assert.ok(following.includes(name), name);
        }
        assert.ok(!following.includes("us-east-1-c1-database-cluster"), "its subnet group changes in place");
        assert.match(
            comparisonText(comparison, "before.json", ""),
            /DATA AT RISK[^\n]*\n {2}cell us-east-1-c1\n {4}± us-east-1-c1-network-vpc {2}Vpc\n {8}replaced by cidrBlock\n/,
        );
        fits(comparison);
    });

    it("changes another instance class in place", async () => {
        const comparison = await after((_, cell) => {
            cell.database = { instanceClass: "db.r6g.large" };
        });
        assert.deepEqual([told(comparison, "replace"), told(comparison, "follow")], [[], []]);
        const writer = comparison.changes.find(({ name }) => name === "us-east-1-c1-database-writer");
        assert.ok(
            writer?.properties.some(
                ({ path, after: now }) => path === "instanceClass" && now === "db.r6g.large",
            ),
        );
    });

    it("tells more users as capacity", async () => {
        const { sections } = await after((config) => {
            config["medease-platform:users"] = 20_000;
        });
        const capacity = sections.find(({ title }) => title === "capacity");
        assert.deepEqual(
            capacity?.measured.map(({ key, before: old, after: now }) => [key, old, now]),
            [
                ["users", 1_000, 20_000],
                ["us-east-1-c1.users", 1_000, 20_000],
                ["us-east-1-c1.tasks.expected", 2, 10],
            ],
        );
    });

    it("adds a cell, told as one, and changes nothing in the cell that is there", async () => {
        const comparison = await after((config) => {
            config["medease-platform:cells"].push({
                name: "us-east-1-c2",
                region: "us-east-1",
                cidr: "10.2.0.0/16",
                tasks: { min: 2, max: 50 },
            });
        });
        assert.deepEqual([told(comparison, "remove"), told(comparison, "replace")], [[], []]);
        const inOldCell = comparison.changes.filter(
            ({ name, kind }) => name.startsWith("us-east-1-c1-") && kind !== "add",
        );
        assert.deepEqual(
            inOldCell.map(({ name }) => name),
            [],
        );
        const text = comparisonText(comparison, "before.json", "");
        assert.match(text, /^ {4}\+ us-east-1-c2 {2}RegionalCell and \d+ resources within$/m);
        fits(comparison);
    });
});
