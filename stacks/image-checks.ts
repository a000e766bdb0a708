import { imageIn, isEcrImage } from "../components/ecr-image";
import { placedCells } from "./cell-checks";
import { showValue, type Finding } from "./finding";
import type { Draft } from "./settings-schema";

/**
 * Where cells pull their image from must be somebody's decision: a cell that pulls it from another region cannot start
 * a task while that region is down, and one that looks for a copy that nobody makes cannot start any.
 */
export function imageMistakes(draft: Draft): readonly Finding[] {
    const { image, imageReplicated } = draft;
    if (image === undefined) return [];
    if (imageReplicated === true && !isEcrImage(image)) {
        return [
            {
                at: ["imageReplicated"],
                got: showValue(imageReplicated),
                expected: "false for an image that is in no private ECR registry, which alone are copied",
                remedy: "remove it, or name the image in ECR",
            },
        ];
    }
    if (imageReplicated !== undefined || !isEcrImage(image)) return [];
    const far = placedCells(draft).find(
        ({ cell: { region } }) => region !== undefined && imageIn(region, image) !== image,
    );
    if (far === undefined) return [];
    return [
        {
            at: ["imageReplicated"],
            got: showValue(imageReplicated),
            expected: `true or false, for ${far.cell.name ?? "a cell"} is in another region than the image`,
            remedy: "replicate the image and set it to true (docs/images.md); with false a lost region stops every cell",
        },
    ];
}
