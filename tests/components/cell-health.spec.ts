import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import { cellHealth } from "../../components/cell-health";
import { composite, rule } from "../support/alarm-rules";

describe("cellHealth", () => {
    it("is on while any page is, plain or composite, and asks neither tickets nor parts of others", () => {
        const health = cellHealth([
            rule({ key: "page" }),
            rule({ key: "ticket", severity: "ticket" }),
            rule({ key: "part", notifies: false }),
            composite({ key: "burn" }),
            composite({ key: "burn-ticket", severity: "ticket" }),
        ]);

        assert.deepEqual(
            health.map(({ key, when, notifies }) => ({ key, when, notifies })),
            [{ key: "cell-unhealthy", when: { anyOf: ["page", "burn"] }, notifies: false }],
        );
    });

    it("gathers more pages than one composite may name", () => {
        const pages = Array.from({ length: 205 }, (_, index) => rule({ key: `page-${index}` }));
        const health = cellHealth(pages);

        assert.deepEqual(
            health.map(({ key, when }) => ["anyOf" in when ? when.anyOf.length : 0, key]),
            [
                [100, "cell-unhealthy-part-1"],
                [100, "cell-unhealthy-part-2"],
                [5, "cell-unhealthy-part-3"],
                [3, "cell-unhealthy"],
            ],
        );
        assert.deepEqual(alarmMistakes(pages, undefined, health), []);
    });
});
