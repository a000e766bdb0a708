import assert from "node:assert/strict";
import { compare } from "../../../preview/compare/comparison";
import { comparisonText } from "../../../preview/compare/comparison-lines";
import type { PreviewDocument, ResourceDocument } from "../../../preview/document";
import { documentOf, findingOf, resourceOf, type Wanted } from "../../support/preview-document";

const cells = ["eu-west-1-c1", "eu-west-1-c10", "us-east-1-c1"];

/** A preview in which each of the cells holds what is made for it. */
function platformOf(made: (cell: string) => readonly ResourceDocument[], parts = {}): PreviewDocument {
    return documentOf(
        cells.flatMap((cell) => [resourceOf("platform:cell:RegionalCell", cell), ...made(cell)]),
        parts,
    );
}

const text = (before: PreviewDocument, after: PreviewDocument): string =>
    comparisonText(compare(before, after), "before.json", "deployable: no mandatory rule is broken");

const log = (name: string, inputs: object, wanted: Wanted = {}): ResourceDocument =>
    resourceOf("aws:cloudwatch/metricAlarm:MetricAlarm", name, { ...wanted, inputs: { ...inputs } });

describe("the text of a comparison", () => {
    it("says so where nothing differs", () => {
        const same = platformOf((cell) => [log(`${cell}-alarm`, {})]);
        assert.equal(
            text(same, same),
            "MedEase prod, against before.json\nno difference\n\ndeployable: no mandatory rule is broken",
        );
    });

    it("tells the same change in many cells once, and another one by itself", () => {
        const shown = text(
            platformOf((cell) => [log(`${cell}-alarm`, { threshold: 80, of: `${cell}/x` })]),
            platformOf((cell) => [
                log(`${cell}-alarm`, { threshold: cell === "us-east-1-c1" ? 60 : 70, of: `${cell}/x` }),
            ]),
        );
        assert.match(
            shown,
            /^ {2}in 2 cells: eu-west-1-c1, eu-west-1-c10\n {4}~ <cell>-alarm {2}MetricAlarm\n {8}threshold: 80 → 70$/m,
        );
        assert.match(
            shown,
            /^ {2}cell us-east-1-c1\n {4}~ us-east-1-c1-alarm {2}MetricAlarm\n {8}threshold: 80 → 60$/m,
        );
        assert.match(shown, /^~ 3 resources changed$/m);
    });

    it("says all cells where it is all of them", () => {
        const shown = text(
            platformOf(() => []),
            platformOf((cell) => [log(`${cell}-alarm`, {})]),
        );
        assert.match(shown, /^ {2}in all 3 cells\n {4}\+ <cell>-alarm {2}MetricAlarm$/m);
    });

    it("names what holds data first, and loudly", () => {
        const shown = text(
            platformOf((cell) => [
                log(`${cell}-alarm`, { threshold: 1 }),
                resourceOf("aws:rds/cluster:Cluster", `${cell}-database`, {
                    inputs: { databaseName: "a" },
                    options: { protect: true },
                }),
            ]),
            platformOf((cell) => [
                log(`${cell}-alarm`, { threshold: 2 }),
                resourceOf("aws:rds/cluster:Cluster", `${cell}-database`, {
                    inputs: { databaseName: "b" },
                    options: { protect: true },
                }),
            ]),
        );
        assert.match(
            shown,
            /^~ 3 resources changed, ± 3 resources replaced\n\nDATA AT RISK: .*\n {2}in all 3 cells\n {4}± <cell>-database {2}Cluster\n {8}replaced by databaseName\n {8}protected: the update fails rather than replace it\n {8}databaseName: "a" → "b"\n\nresources\n/m,
        );
    });

    it("tells the replacement of what holds nothing among the others", () => {
        const at = (path: string): ResourceDocument =>
            resourceOf("aws:iam/role:Role", "role", { inputs: { path } });
        const shown = text(documentOf([at("/a/")]), documentOf([at("/b/")]));
        assert.match(shown, /^resources\n {2}stack prod-a\n {4}± role {2}Role\n {8}replaced by path\n/m);
        assert.doesNotMatch(shown, /DATA AT RISK/);
    });

    it("counts what is added with its parent under it", () => {
        const component = resourceOf("platform:data:Store", "store");
        const shown = text(
            documentOf([]),
            documentOf([
                component,
                log("a", {}, { parent: component.urn }),
                log("b", {}, { parent: component.urn }),
            ]),
        );
        assert.match(shown, /^ {4}\+ store {2}Store and 2 resources within$/m);
        assert.doesNotMatch(shown, /MetricAlarm/);
    });

    it("shows nothing of a secret, and unknown values as such", () => {
        const shown = text(
            documentOf([
                log("a", { one: { $secret: true }, two: { $unknown: true }, three: [{ $secret: true }] }),
            ]),
            documentOf([log("a", { one: "plain", two: 2, three: [{ $unknown: true }] })]),
        );
        assert.match(shown, /^ {8}one: \[secret\] → "plain"$/m);
        assert.match(shown, /^ {8}two: \(known after the update\) → 2$/m);
        assert.match(shown, /^ {8}three\[0\]: \[secret\] → \(known after the update\)$/m);
    });

    it("fits into 80 columns, with long values cut in the middle around what differs", () => {
        const long = (end: string): string => `${"arn:aws:".repeat(30)}${end}${"/x".repeat(60)}`;
        const name = "a-name-that-is-as-long-as-names-may-be-".repeat(4);
        const shown = text(
            documentOf([log(name, { [`property${"Long".repeat(30)}`]: long("one") })]),
            documentOf([log(name, { [`property${"Long".repeat(30)}`]: long("two") })], {
                violations: [findingOf({ message: "word ".repeat(60) })],
            }),
        );
        assert.deepEqual(
            shown.split("\n").filter((line) => line.length > 80),
            [],
        );
        assert.match(shown, /one\/x.*\n.*two\/x/);
    });

    it("tells new findings whole, and gone ones", () => {
        const shown = text(
            documentOf([], { violations: [findingOf({ rule: "queue-has-an-age-alarm" })] }),
            documentOf([], { violations: [findingOf()] }),
        );
        assert.match(
            shown,
            /^new {2}mandatory {2}uptime-alarms \/ alarm-notifies\n {2}alarmActions is not set\n {2}fix: Set it\./m,
        );
        assert.match(shown, /^ {2}gone uptime-alarms \/ queue-has-an-age-alarm: alarmActions is not set$/m);
    });
});
