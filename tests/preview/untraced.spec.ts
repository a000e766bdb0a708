import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import * as debuggable from "@pulumi/pulumi/runtime/debuggable";
import { Key } from "@pulumi/aws/kms";
import { record } from "../../preview/recorder";
import { untraced } from "../../preview/untraced";

const root = join(__dirname, "..", "..");

const traces = (): unknown => ({
    limit: Error.stackTraceLimit,
    prepare: Object.getOwnPropertyDescriptor(Error, "prepareStackTrace"),
    ...debuggable,
});

describe("untraced", () => {
    it("puts back every trace, also after a failure", async () => {
        const before = traces();
        await untraced(() => Promise.resolve());
        assert.deepEqual(traces(), before);
        await assert.rejects(
            untraced(() => Promise.reject(new Error("of the work"))),
            /of the work/,
        );
        assert.deepEqual(traces(), before);
    });

    it("keeps the SDK from tracing: no stack of a resource, no name of a promise", async () => {
        const stacks: (string | undefined)[] = [];
        const promise = Promise.resolve();
        await record(
            () =>
                Promise.resolve().then(() => {
                    new Key("key", {});
                    Error.stackTraceLimit = 10;
                    stacks.push(new Error("here").stack);
                    const { debuggablePromise } = debuggable as Record<string, (one: unknown) => unknown>;
                    assert.equal(
                        debuggablePromise?.(promise),
                        promise,
                        "the Pulumi SDK no longer lets the recorder spare its debugging promises",
                    );
                    return {};
                }),
            { project: "shop", stack: "dev" },
        );
        assert.deepEqual(stacks, [""]);
    });

    it("fails a program that waits for itself, instead of ending in silence", () => {
        const program = `
            const pulumi = require("@pulumi/pulumi");
            const { Key } = require("@pulumi/aws/kms");
            const { record } = require("./preview/recorder");
            void record(async () => {
                let answer;
                const description = pulumi.output(new Promise((resolve) => { answer = resolve; }));
                new Key("key", { description }).arn.apply(answer);
                return {};
            }, { project: "shop", stack: "dev" });`;
        const { status, stderr } = spawnSync(
            process.execPath,
            ["--require", "./policies/compile.cjs", "-e", program],
            { cwd: root, encoding: "utf8" },
        );
        assert.equal(status, 1, stderr);
        assert.match(stderr, /promises were still active/);
    });
});
