import assert from "node:assert/strict";
import { rules } from "../../../policies/cell-isolation/rules";
import { itIsAPack } from "../../support/pack";

describe("cell-isolation", () => {
    it("holds exactly these rules, all of them mandatory", () => {
        assert.deepEqual(
            rules.map(({ name, enforcementLevel, severity }) => `${name} ${enforcementLevel} ${severity}`),
            [
                "cell-refers-to-no-other mandatory high",
                "cells-share-nothing mandatory high",
                "edge-is-in-us-east-1 mandatory high",
            ],
        );
    });

    itIsAPack("cell-isolation", rules);
});
