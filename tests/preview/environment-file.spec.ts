import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvironmentFileError, environmentConfig, environments } from "../../preview/environment-file";

describe("the settings files", () => {
    let folder = "";
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "environment-"));
        write(
            "Pulumi.yaml",
            "name: shop\nconfig:\n  size: { type: integer, default: 3 }\n  color: { type: string }\n",
        );
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function write(file: string, text: string): void {
        writeFileSync(join(folder, file), text);
    }

    it("are the environments, the project's own file excepted", () => {
        write("Pulumi.prod.yaml", "");
        write("Pulumi.dev.yaml", "");
        assert.deepEqual(environments(folder), ["dev", "prod"]);
    });

    it("become the text that the engine hands to a program, above the project's defaults", () => {
        write(
            "Pulumi.dev.yaml",
            "encryptionsalt: v1:x\nconfig:\n  color: red\n  shop:flags: [a, true, 1]\n  aws:region: eu-west-1\n",
        );
        assert.deepEqual(environmentConfig(folder, "dev"), {
            "shop:size": "3",
            "shop:color": "red",
            "shop:flags": `["a",true,1]`,
            "aws:region": "eu-west-1",
        });
    });

    it("have an address in place of an encrypted value, which no preview can open", () => {
        write(
            "Pulumi.dev.yaml",
            "config:\n  shop:hooks: [{secure: v1:abc}, {secure: v1:xyz}, a]\n  shop:hook: {secure: v1:abc}\n",
        );
        const { "shop:hooks": hooks, "shop:hook": hook } = environmentConfig(folder, "dev");
        const [first, second, plain] = JSON.parse(hooks ?? "") as readonly string[];
        assert.match(first ?? "", /^https:\/\/encrypted\.invalid\/[0-9a-f]{8}$/);
        assert.equal(hook, first);
        assert.notEqual(second, first);
        assert.equal(plain, "a");
    });

    it("override a default", () => {
        write("Pulumi.dev.yaml", "config:\n  shop:size: 5\n");
        assert.equal(environmentConfig(folder, "dev")["shop:size"], "5");
    });

    it("are named where they are no YAML", () => {
        write("Pulumi.dev.yaml", "config:\n  a: [1\n b: }");
        assert.throws(
            () => environmentConfig(folder, "dev"),
            (error: Error) => {
                assert.ok(error instanceof EnvironmentFileError);
                assert.match(error.message, /^Pulumi\.dev\.yaml: /);
                return true;
            },
        );
    });
});
