import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../../policies/autoscaling-bounds/rules";

const folder = join(__dirname, "..", "..", "..", "policies", "autoscaling-bounds");

describe("autoscaling-bounds", () => {
    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "service-has-bounded-target mandatory high",
                "service-scales-on-cpu-and-memory mandatory high",
                "service-scaling-states-cooldowns mandatory medium",
                "request-scaling-counts-own-requests mandatory medium",
                "autoscaled-count-is-ignored mandatory critical",
                "service-keeps-on-demand-floor mandatory high",
                "cluster-has-reader-scaling mandatory high",
                "cluster-scales-on-reader-cpu mandatory high",
                "reader-target-scales-provisioned-primary mandatory medium",
                "serverless-cluster-has-acu-bounds mandatory high",
                "autoscaled-nodes-are-ignored mandatory critical",
                "scaling-policy-follows-a-target mandatory medium",
                "scaling-policy-is-alone-on-its-metric mandatory medium",
                "scaling-policy-scales-in mandatory medium",
                "target-names-what-it-scales mandatory medium",
            ],
        );
    });

    it("says in each rule what to do and what it is about", () => {
        for (const { name, description, remediation, subjects } of rules) {
            assert.match(description, /^[A-Z].*\.$/, name);
            assert.match(remediation, /^[A-Z][^\n]*\.$/, name);
            assert.notEqual(subjects.length, 0, name);
        }
    });

    it("starts a pack in index.ts alone, where its version is", () => {
        const starters = readdirSync(folder)
            .filter((file) => file.endsWith(".ts"))
            .filter((file) => readFileSync(join(folder, file), "utf8").includes("PolicyPack"));
        assert.deepEqual(starters, ["index.ts"]);
        const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as unknown;
        assert.deepEqual(manifest, {
            name: "autoscaling-bounds",
            version: "0.1.0",
            private: true,
            main: "index.ts",
        });
    });

    it("imports nothing that it judges", () => {
        for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
            const text = readFileSync(join(folder, file), "utf8");
            assert.doesNotMatch(text, /from ".*\/(components|stacks|preview)\//, file);
        }
    });
});
