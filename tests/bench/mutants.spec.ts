import assert from "node:assert/strict";
import { applied, mutantsOf, shownPath } from "../../bench/policies/mutants";
import { observed } from "../../bench/policies/reads";
import { policyResources } from "../../preview/judge";
import { noOptions } from "../../preview/registration";

const changes = (value: unknown): readonly string[] =>
    mutantsOf("p", value).map(({ path, change }) => `${shownPath(path)} ${change}`);

describe("the mutants of a value", () => {
    it("take it away, turn it round, and go into what is inside it", () => {
        assert.deepEqual(changes(true), ["p removed", "p negated"]);
        assert.deepEqual(changes(7), ["p removed", "p zero", "p a tenth", "p ten times and one more"]);
        assert.deepEqual(changes({ a: [true] }), [
            "p removed",
            "p.a removed",
            "p.a emptied",
            "p.a[] removed",
            "p.a[] negated",
        ]);
        assert.ok(changes('{"Statement":[{"Action":"s3:Get"}]}').includes("p.Statement[].Action a wildcard"));
    });

    it("are applied to a copy, in lists and in texts of JSON too", () => {
        const state = { p: { a: [1, 2] }, text: '{"b":{"c":1}}' };
        assert.deepEqual(applied(state, ["p", "a", 0], undefined), { ...state, p: { a: [2] } });
        assert.deepEqual(applied(state, ["p", "a"], []), { ...state, p: { a: [] } });
        assert.deepEqual(applied(state, ["text", "b", "c"], 9), { ...state, text: '{"b":{"c":9}}' });
        assert.deepEqual(applied(state, ["p"], undefined), { text: state.text });
    });
});

describe("observed resources", () => {
    it("write down what is read of them, and nothing else", () => {
        const state = { alarm: { period: 60, name: "x" }, tags: {} };
        const urn = "urn:pulumi:s::p::aws:sqs/queue:Queue::q";
        const made = policyResources([
            {
                urn,
                type: "aws:sqs/queue:Queue",
                name: "q",
                custom: true,
                inputs: state,
                state,
                dependencies: [],
                propertyDependencies: {},
                options: noOptions,
            },
        ]);
        const { resources, reads } = observed(made);
        const props = resources[0]?.props as typeof state;
        assert.equal(props.alarm.period, 60);
        assert.deepEqual([...reads.values], [`${urn} alarm`, `${urn} alarm.period`]);
        assert.deepEqual([...reads.properties], [`${urn} alarm`]);
    });
});
