import assert from "node:assert/strict";
import { covers, differences, touches } from "../../../preview/compare/values";

const unknown = { $unknown: true };
const secret = { $secret: true };

describe("differences", () => {
    for (const { what, before, after, told } of [
        {
            what: "a number deep inside",
            before: { scaling: [{ maxCapacity: 50 }] },
            after: { scaling: [{ maxCapacity: 60 }] },
            told: ["p.scaling[0].maxCapacity 50 60"],
        },
        {
            what: "what was not set, and what is no longer",
            before: { a: 1 },
            after: { b: 2 },
            told: ["p.a 1 -", "p.b - 2"],
        },
        { what: "no order of keys", before: { a: 1, b: 2 }, after: { b: 2, a: 1 }, told: [] },
        { what: "another type", before: "1", after: 1, told: ['p "1" 1'] },
        {
            what: "a key that is no name",
            before: { "a.b": 1 },
            after: { "a.b": 2 },
            told: ['p["a.b"] 1 2'],
        },
        {
            what: "one item more in front, and not all that follow",
            before: ["x", "y"],
            after: ["w", "x", "y"],
            told: ['p[0] - "w"'],
        },
        {
            what: "items by their name, wherever they stand",
            before: [
                { name: "A", value: "1" },
                { name: "B", value: "2" },
            ],
            after: [
                { name: "C", value: "3" },
                { name: "B", value: "4" },
            ],
            told: [
                'p[0] {"name":"A","value":"1"} -',
                'p[1].value "2" "4"',
                'p[0] - {"name":"C","value":"3"}',
            ],
        },
        {
            what: "an order, which may matter",
            before: ["x", "y"],
            after: ["y", "x"],
            told: ['p ["x","y"] ["y","x"]'],
        },
        { what: "an item twice", before: ["x"], after: ["x", "x"], told: ['p[1] - "x"'] },
        {
            what: "what is inside texts that hold JSON",
            before: '{"Statement":[{"Action":"s3:GetObject"}]}',
            after: '{"Statement":[ {"Action":"s3:*"} ]}',
            told: ['p.Statement[0].Action "s3:GetObject" "s3:*"'],
        },
        { what: "nothing of how JSON is laid out", before: '{"a":1}', after: '{ "a": 1 }', told: [] },
        {
            what: "texts of which one is no JSON, whole",
            before: '{"a":1}',
            after: "{a",
            told: ['p "{\\"a\\":1}" "{a"'],
        },
        {
            what: "nothing of what is unknown or secret twice",
            before: [unknown, secret],
            after: [unknown, secret],
            told: [],
        },
        {
            what: "what became unknown, as a whole",
            before: { a: { b: 1 } },
            after: { a: unknown },
            told: ['p.a {"b":1} {"$unknown":true}'],
        },
    ]) {
        it(`tells ${what}`, () => {
            const text = (value: unknown): string => (value === undefined ? "-" : JSON.stringify(value));
            assert.deepEqual(
                differences("p", before, after).map(
                    (one) => `${one.path} ${text(one.before)} ${text(one.after)}`,
                ),
                told,
            );
        });
    }
});

describe("a path of ignoreChanges", () => {
    for (const [option, path, covered] of [
        ["desiredCount", "desiredCount", true],
        ["tags", "tags.owner", true],
        ["tags.owner", "tags", false],
        ["a[*].b", "a[3].b.c", true],
        ["a[0].b", "a[1].b", false],
        ['tags["x.y"]', 'tags["x.y"]', true],
        ["*", "anything", true],
        ["desired", "desiredCount", false],
    ] as const) {
        it(`${option} ${covered ? "covers" : "leaves"} ${path}`, () => {
            assert.equal(covers(option, path), covered);
        });
    }

    it("of replaceOnChanges also meets what it lies in", () => {
        assert.ok(touches("tags.owner", "tags"));
        assert.ok(!touches("tags.owner", "tags.team"));
    });
});
