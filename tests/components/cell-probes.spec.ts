import assert from "node:assert/strict";
import { CellProbes } from "../../components/cell-probes";
import { probePath } from "../../components/edge-paths";
import { make, type MadeResources } from "../support/recording";

const checkType = "aws:route53/healthCheck:HealthCheck";

const makeProbes = ({
    cells = ["eu-west-1-c1", "us-east-1-c1"],
    preview = false,
} = {}): Promise<MadeResources> =>
    make((provider) => new CellProbes("probes", { domain: "app.example.com", cells }, { provider }), {
        region: "us-east-1",
        preview,
    });

describe("CellProbes", () => {
    for (const cells of [[], ["eu-west-1-c1"], ["eu-west-1-c1", "us-east-1-c1", "us-east-1-c2"]]) {
        it(`makes a probe for each of ${cells.length} cells`, async () => {
            const made = await makeProbes({ cells });
            assert.deepEqual(
                made.ofType(checkType).map(({ name }) => name),
                cells.map((cell) => `probes-${cell}`),
            );
            assert.deepEqual(made.orphansOf("platform:edge:CellProbes"), []);
            assert.deepEqual(made.onDefaultProvider(), []);
        });
    }

    it("asks each cell for its deep health, by the users' name and over TLS", async () => {
        const { inputs } = (await makeProbes()).named(checkType, "probes-us-east-1-c1");
        assert.deepEqual(inputs, {
            type: "HTTPS",
            fqdn: "app.example.com",
            port: 443,
            resourcePath: "/api/cells/us-east-1-c1/health",
            enableSni: true,
            requestInterval: 30,
            failureThreshold: 3,
        });
        assert.equal(probePath("us-east-1-c1"), inputs.resourcePath);
    });

    it("asks from all of Route 53's regions, for it names none (G31)", async () => {
        for (const { inputs } of (await makeProbes()).ofType(checkType))
            assert.equal(inputs.regions, undefined);
    });

    it("makes the same resources in a preview", async () => {
        const names = ({ all }: MadeResources): readonly string[] => all.map(({ name }) => name).sort();
        assert.deepEqual(names(await makeProbes({ preview: true })), names(await makeProbes()));
    });
});
