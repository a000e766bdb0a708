import assert from "node:assert/strict";
import { packSources } from "../../../preview/packs";
import { autoscalingFaults } from "./faults/autoscaling-bounds";
import { cellFaults } from "./faults/cell-isolation";
import type { PlantedFault } from "./faults/fault";
import { safeguardFaults } from "./faults/hipaa-safeguards";
import { migrationFaults } from "./faults/indexes-as-migrations";
import { alarmFaults } from "./faults/uptime-alarms";
import { judged, lines, type ForeignProgram } from "./planting";
import { programs } from "./programs";

/** Faults by the pack whose rules they are for; rules of others may find them as well. */
const faultsOf: Readonly<Record<string, readonly PlantedFault[]>> = {
    "autoscaling-bounds": autoscalingFaults,
    "cell-isolation": cellFaults,
    "hipaa-safeguards": safeguardFaults,
    "indexes-as-migrations": migrationFaults,
    "uptime-alarms": alarmFaults,
};

const namesOf = (found: Awaited<ReturnType<typeof judged>>): readonly string[] =>
    [...new Set(found.map(({ rule }) => rule))].sort();

describe("every pack over programs that are not ours, with a planted fault", function () {
    this.timeout(60_000);

    for (const { name, rules } of packSources) {
        it(`has a fault for every rule of ${name}`, () => {
            const planted = (faultsOf[name] ?? []).flatMap((fault) => fault.rules);
            assert.deepEqual(
                rules.map((rule) => rule.name).filter((rule) => !planted.includes(rule)),
                [],
            );
        });
    }

    for (const [pack, faults] of Object.entries(faultsOf)) {
        describe(pack, () => {
            for (const fault of faults) {
                it(`finds ${fault.what} in ${fault.in} by ${fault.rules.join(" and ")} alone`, async () => {
                    const program: ForeignProgram = programs[fault.in];
                    const found = (await judged(program, fault)).filter(
                        (one) => !lines([one]).some((line) => program.doubts.includes(line)),
                    );
                    const all = lines(found).join("\n");
                    const expect = (
                        names: readonly string[],
                        wanted: readonly string[],
                        what: string,
                    ): void => {
                        const missed = wanted.filter((rule) => !names.includes(rule)).join(", ");
                        const others = names.filter((rule) => !wanted.includes(rule)).join(", ");
                        assert.equal(missed, "", `not ${what} by ${missed}; all that was said:\n${all}`);
                        assert.equal(others, "", `${what} by ${others} as well; all that was said:\n${all}`);
                    };
                    expect(namesOf(found.filter(({ undecided }) => !undecided)), fault.rules, "found");
                    expect(
                        namesOf(found.filter(({ undecided }) => undecided)),
                        fault.undecided ?? [],
                        "doubted",
                    );
                    if (fault.says !== undefined) {
                        assert.deepEqual(found.map(({ message }) => message).sort(), [...fault.says].sort());
                    }
                });
            }
        });
    }
});
