import assert from "node:assert/strict";
import { nearest } from "../../stacks/nearest";

describe("nearest", () => {
    for (const [word, known, expected] of [
        ["us-esat-1", ["us-east-1", "us-east-2", "eu-west-1"], "us-east-1"],
        ["production", ["dev", "prod"], "prod"],
        ["PROD", ["dev", "prod"], "prod"],
        ["usres", ["users", "cells"], "users"],
        ["maxTasks", ["min", "max"], "max"],
        ["test", ["dev", "prod"], undefined],
        ["us", ["us-east-1"], undefined],
        ["", ["dev"], undefined],
        ["dev", [], undefined],
    ] as const) {
        it(`finds ${String(expected)} for ${JSON.stringify(word)} among ${known.join(", ") || "nothing"}`, () => {
            assert.equal(nearest(word, known), expected);
        });
    }
});
