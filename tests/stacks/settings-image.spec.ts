import assert from "node:assert/strict";
import { readSettings } from "../../stacks/settings";
import { cellEntry, configWith } from "../support/config";
import { refuses } from "../support/refusals";

const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.0.0";
const elsewhere = [cellEntry(1), cellEntry(2, { name: "eu-west-1-c1", region: "eu-west-1" })];

refuses("whether the image is replicated", [
    [
        { image, imageReplicated: "yes" },
        'imageReplicated: got "yes"; expected true or false; choose one of them',
    ],
    [
        { image, imageReplicated: "True" },
        'imageReplicated: got "True"; expected true or false; did you mean true?',
    ],
    [{ image, imageReplicated: 1 }, "imageReplicated: got 1; expected true or false; choose one of them"],
    [
        { imageReplicated: true },
        "imageReplicated: got true; expected false for an image that is in no private ECR registry, which alone are " +
            "copied; remove it, or name the image in ECR",
    ],
    [
        { image, cells: elsewhere },
        "imageReplicated: got nothing; expected true or false, for eu-west-1-c1 is in another region than the image; " +
            "replicate the image and set it to true (docs/images.md); with false a lost region stops every cell",
    ],
]);

describe("imageReplicated", () => {
    for (const [told, changes, replicated] of [
        ["false where nobody says", {}, false],
        ["false where the image is in the region of every cell", { image }, false],
        ["what is said", { image, cells: elsewhere, imageReplicated: true }, true],
        [
            "what is said, with cells far from the image too",
            { image, cells: elsewhere, imageReplicated: false },
            false,
        ],
        ["the CLI's word for it", { image, imageReplicated: "true" }, true],
    ] as const) {
        it(`is ${told}`, () => {
            assert.equal(readSettings(configWith(changes)).imageReplicated, replicated);
        });
    }
});
