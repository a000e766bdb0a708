import assert from "node:assert/strict";
import { alarmMistakes } from "../../components/alarm-mistakes";
import type { AlarmRule, CompositeAlarmRule } from "../../components/alarm-rule";
import { composite, rule } from "../support/alarm-rules";

const mistakes = (composites: readonly CompositeAlarmRule[], rules: readonly AlarmRule[] = [rule()]) =>
    alarmMistakes(rules, undefined, composites);

const many = (count: number): readonly AlarmRule[] =>
    Array.from({ length: count }, (_, index) => rule({ key: `alarm-${index}` }));

const keysOf = (rules: readonly AlarmRule[]): readonly string[] => rules.map(({ key }) => key);

describe("alarmMistakes of composite alarms", () => {
    it("takes an alarm on another's state, and one on that", () => {
        assert.deepEqual(
            mistakes([composite(), composite({ key: "outer", when: { allOf: ["health"] } })]),
            [],
        );
    });

    it("takes a hundred alarms, and refuses one more and none", () => {
        for (const count of [100, 101, 0]) {
            const rules = many(count);
            const expected = `alarm "health": must name 1 to 100 alarms, got ${count}`;
            assert.deepEqual(
                mistakes([composite({ when: { anyOf: keysOf(rules) } })], rules),
                count === 100 ? [] : [expected],
            );
        }
    });

    it("refuses the key of no alarm, of itself and of one that comes later", () => {
        const unknown = (key: string): string =>
            `alarm "health": names "${key}", which is the key of no alarm before it`;
        for (const key of ["servcie-cpu", "health", "later"]) {
            assert.deepEqual(mistakes([composite({ when: { anyOf: [key] } }), composite({ key: "later" })]), [
                unknown(key),
            ]);
        }
    });

    it("refuses an alarm that is named twice, and a key that is taken", () => {
        assert.deepEqual(mistakes([composite({ when: { allOf: ["service-cpu", "service-cpu"] } })]), [
            'alarm "health": names an alarm twice',
        ]);
        assert.deepEqual(mistakes([composite(), composite()]), [
            'alarm "health": key is taken by another rule; each alarm needs its own',
        ]);
    });

    it("refuses a meaning that AWS would not store", () => {
        assert.deepEqual(mistakes([composite({ meaning: "x".repeat(1_000) })]), [
            'alarm "health": meaning must leave the description at 1024 characters, got 1040',
        ]);
    });

    describe("over an alarm that tells nobody", () => {
        const silent = [rule({ notifies: false })];
        const unheard =
            'alarm "service-cpu": does not notify, and no composite alarm that does names it: nobody would hear of it';

        it("takes one that speaks for it, directly or through another", () => {
            assert.deepEqual(mistakes([composite()], silent), []);
            const inner = composite({ notifies: false });
            const outer = composite({ key: "outer", when: { anyOf: ["health"] } });
            assert.deepEqual(mistakes([inner, outer], silent), []);
        });

        it("refuses none, and one that tells nobody either", () => {
            assert.deepEqual(mistakes([], silent), [unheard]);
            assert.deepEqual(mistakes([composite({ notifies: false })], silent), [unheard]);
        });
    });
});
