import assert from "node:assert/strict";
import { codeOf, edgeFunctions, mostFunctionBytes } from "../../components/edge-functions/artefact";
import { buildCommand, compile } from "../../components/edge-functions/compiler";
import { refusedByRuntime } from "../support/edge-syntax";

describe("the functions that CloudFront runs", () => {
    for (const name of edgeFunctions) {
        const code = codeOf(name);

        it(`${name}: is what its source compiles to`, () => {
            assert.ok(
                code === compile(name),
                `${name}.js is not what ${name}.ts compiles to: ${buildCommand}`,
            );
        });

        it(`${name}: is within the 10 KB that CloudFront takes (G17)`, () => {
            assert.equal(mostFunctionBytes, 10 * 1024);
            assert.ok(Buffer.byteLength(code) <= mostFunctionBytes, `${Buffer.byteLength(code)} bytes`);
        });

        it(`${name}: is written in what runtime 2.0 has`, () => {
            assert.deepEqual(refusedByRuntime(code), []);
        });

        it(`${name}: declares its handler at the top, which is what CloudFront calls`, () => {
            assert.match(code, /^(async )?function handler\(event\) \{$/m);
        });
    }
});

describe("what runtime 2.0 does not have", () => {
    for (const [code, fault] of [
        ["const { a } = JSON;", "line 1: ObjectPattern"],
        ["const a = [...JSON];", "line 1: ArrayExpression"],
        ["for (const a of JSON) { a.test(); }", "line 1: ForOfStatement"],
        ["class A {}", "line 1: ClassDeclaration"],
        ["JSON?.parse;", "line 1: ChainExpression"],
        ["JSON ?? Date;", "line 1: operator ??"],
        ["const a = {}; const b = { a };", "line 1: property"],
        ["const a = async () => 1;", "line 1: async closure"],
        ["function a() { async function b() { return 1; } }", "line 1: async closure"],
        ["async function a(b) { return JSON.parse(await b); }", "line 1: await within arguments"],
        ["async function a(b) { return JSON.parse((await b).test()); }", "line 1: await within arguments"],
        ['import fs from "fs";', "line 1: import of a module"],
        ["JSON.flatMap(1);", "line 1: method JSON.flatMap"],
        ["export function handler() {}", "line 1: ExportNamedDeclaration"],
        ["const a = new Map();", "line 1: NewExpression"],
        ["eval('1');", "unknown name eval"],
        ["setTimeout(1);", "unknown name setTimeout"],
    ] as const) {
        it(`is found: ${code}`, () => {
            assert.ok(refusedByRuntime(code).includes(fault), refusedByRuntime(code).join("\n"));
        });
    }

    it("is nothing that it has: await for the object of a call, closures, modules of its own", () => {
        const code =
            'import cf from "cloudfront";\nconst store = cf.kvs();\n' +
            'async function handler(a) { const b = await store.get("c"); return a.some((one) => one === b); }';
        assert.deepEqual(refusedByRuntime(code), []);
    });
});
