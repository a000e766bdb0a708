import assert from "node:assert/strict";
import { costSection } from "../../../cost/difference";
import { parseDocument, type PreviewDocument } from "../../../preview/document";
import { differenceSections } from "../../../preview/compare/difference-sections";
import { sectionDifference } from "../../../preview/compare/sections";
import { toJson } from "../../../preview/summary";
import { quotaSection } from "../../../quotas/difference";
import { platform } from "../../support/platform";

describe("cost and quotas in a comparison", function () {
    this.timeout(60_000);

    const document = async (): Promise<PreviewDocument> =>
        parseDocument(JSON.stringify(toJson(await platform("dev", "unknown"))), "before.json", "dev");

    it("are read from what a preview prints", async () => {
        const now = await document();
        const cost = costSection.measure(now.cost);
        assert.deepEqual(
            cost.map(({ key }) => key),
            [
                ...["total.floor", "total.expected", "total.ceiling", "perThousandUsers"],
                ...["edge.floor", "edge.expected", "edge.ceiling"],
                ...["floor", "expected", "ceiling"].map((scenario) => `cells.us-east-1-c1.${scenario}`),
            ],
        );
        assert.ok(cost.every(({ value }) => Number.isFinite(value)));
        const vpcs = quotaSection.measure(now.account).find(({ key }) => key === "us-east-1.L-F678F1CE");
        assert.deepEqual(vpcs, {
            key: "us-east-1.L-F678F1CE",
            label: "us-east-1: VPCs per Region (L-F678F1CE)",
            unit: "of 5",
            value: 1,
        });
    });

    it("show what differs and nothing else", async () => {
        const now = await document();
        const [before] = [structuredClone(now)] as [
            { cost: { total: { expected: number } } } & PreviewDocument,
        ];
        before.cost.total.expected = 1;
        const [cost, ...others] = differenceSections.map((section) =>
            sectionDifference(section, before, now),
        );
        assert.deepEqual(
            cost?.measured.map(({ key, before: was }) => [key, was]),
            [["total.expected", 1]],
        );
        assert.deepEqual(
            others.flatMap(({ measured }) => measured),
            [],
        );
    });
});
