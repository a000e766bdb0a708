import assert from "node:assert/strict";
import { ecrRepositoryArn, imageIn, isEcrImage } from "../../components/ecr-image";

describe("ecrRepositoryArn", () => {
    const api = "arn:aws:ecr:eu-west-1:111122223333:repository/medease/api";
    for (const [name, arn] of [
        ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api:1.2.3", api],
        ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api@sha256:ab", api],
        ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api:1.2.3@sha256:ab", api],
        ["111122223333.dkr-ecr.eu-west-1.on.aws/medease/api:1.2.3", api],
        ["public.ecr.aws/nginx/nginx:1", undefined],
        ["ghcr.io/medease/api:1", undefined],
        ["evil.example/111122223333.dkr.ecr.eu-west-1.amazonaws.com/api", undefined],
    ] as const) {
        it(`reads ${name}`, () => {
            assert.equal(ecrRepositoryArn(name), arn);
        });
    }
});

describe("imageIn", () => {
    for (const [image, there] of [
        [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/api:1.2.3",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api:1.2.3",
        ],
        [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/api:1.2.3@sha256:ab",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api:1.2.3@sha256:ab",
        ],
        [
            "111122223333.dkr-ecr.us-east-1.on.aws/api@sha256:ab",
            "111122223333.dkr-ecr.eu-west-1.on.aws/api@sha256:ab",
        ],
        [
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/my.us-east-1.mirror/api:1.us-east-1.2",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/my.us-east-1.mirror/api:1.us-east-1.2",
        ],
    ] as const) {
        it(`keeps all but the region: ${image}`, () => {
            assert.equal(imageIn("eu-west-1", image), there);
        });
    }

    it("changes nothing where the image is in the region already", () => {
        const image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/medease/api:1.2.3";
        assert.equal(imageIn("eu-west-1", image), image);
    });

    for (const image of ["public.ecr.aws/nginx/nginx:1", "ghcr.io/medease/us-east-1.api:1"]) {
        it(`leaves an image from elsewhere where it is: ${image}`, () => {
            assert.ok(!isEcrImage(image));
            assert.equal(imageIn("eu-west-1", image), image);
        });
    }
});
