import assert from "node:assert/strict";
import fc from "fast-check";
import { projectNamespace } from "../../stacks/finding";
import { readSettings, SettingsError } from "../../stacks/settings";
import { settingsKeys } from "../../stacks/settings-schema";
import { cellEntry, configWith, mistakesWith, settingsErrorOf } from "../support/config";

describe("SettingsError", () => {
    it("is the only thing that readSettings throws, whatever it is given", () => {
        const keys = fc.oneof(
            fc.constantFrom(...settingsKeys.map((key) => `${projectNamespace}:${key}`)),
            fc.string().map((key) => `${projectNamespace}:${key}`),
            fc.string(),
        );
        const texts = fc.oneof(
            fc.string(),
            fc.json(),
            fc.constantFrom(
                "__proto__",
                "constructor",
                "null",
                "[null]",
                '[{"__proto__": {"min": 1}}]',
                "[[]]",
            ),
        );
        const right = fc.constantFrom({}, configWith());
        fc.assert(
            fc.property(right, fc.dictionary(keys, texts), (base, garbage) => {
                try {
                    readSettings({ ...base, ...garbage });
                } catch (error) {
                    assert.ok(error instanceof SettingsError, String(error));
                    assert.ok(error.mistakes.length > 0);
                }
            }),
            { numRuns: 1_000 },
        );
    });

    it("is the only thing that readSettings throws, whatever stands in a cell", () => {
        const parts = [
            "name",
            "region",
            "cidr",
            "tasks",
            "readers",
            "workers",
            "database",
            "cache",
            "toString",
        ] as const;
        const bounds = fc.dictionary(
            fc.constantFrom("min", "max", "kind", "instanceClass", "minAcu", "maxAcu", "nodeType", "shards"),
            fc.oneof(
                fc.jsonValue(),
                fc.integer({ min: -1, max: 60 }),
                fc.constantFrom("serverless", "provisioned"),
            ),
        );
        const cell = fc.dictionary(fc.constantFrom(...parts), fc.oneof(bounds, fc.jsonValue()));
        const garbage = fc.record({
            environment: fc.constantFrom("dev", "prod", "x"),
            phase: fc.integer({ min: 0, max: 5 }),
            users: fc.integer({ min: 0, max: 2_000_000 }),
            cells: fc.array(
                fc.oneof(
                    cell.map((changes) => cellEntry(1, changes)),
                    fc.jsonValue(),
                ),
            ),
        });
        fc.assert(
            fc.property(garbage, (changes) => {
                try {
                    readSettings(configWith(changes));
                } catch (error) {
                    assert.ok(error instanceof SettingsError, String(error));
                    assert.ok(error.mistakes.length > 0);
                }
            }),
            { numRuns: 1_000 },
        );
    });

    it("lists one mistake a block, wrapped at 80 columns", () => {
        const cells = [cellEntry(1, { tasks: { max: 60 } })];
        assert.equal(
            settingsErrorOf(configWith({ users: "1,000,000", cells })).message,
            [
                "2 mistakes in the settings",
                "",
                'config medease-platform:users: got "1,000,000"; expected a whole number of at',
                "    least 1; write 1000000",
                "",
                "config medease-platform:cells[0].tasks.max: got 60; expected a whole number from",
                "    2 to 50; lower it to 50, or add a cell",
            ].join("\n"),
        );
    });

    it("counts a single mistake as one", () => {
        assert.match(
            settingsErrorOf(configWith({ phase: 5 })).message,
            /^1 mistake in the settings\n\nconfig /,
        );
    });

    it("breaks no line beyond 80 columns where a word does not force it", () => {
        const { message } = settingsErrorOf({ "medease-platform:cells": "[{}]", "medease-platform:x": "1" });
        for (const line of message.split("\n")) {
            assert.ok(line.length <= 80 || !line.trim().includes(" "), line);
        }
    });

    it("shows no secret value, neither its own mistake's nor where another quotes it", () => {
        const { message } = settingsErrorOf(configWith({ domain: "hunter22.com", dnsZone: "Hunter22.com" }), [
            "medease-platform:domain",
            "medease-platform:dnsZone",
        ]);
        assert.equal(
            message,
            [
                "1 mistake in the settings",
                "",
                "config medease-platform:dnsZone: got [secret]; expected another value; set it",
                "    without --secret to see what is wrong: only alarmWebhooks may be one",
            ].join("\n"),
        );
        const quoted = settingsErrorOf(configWith({ domain: "app.example.com", dnsZone: "hunter22.com" }), [
            "medease-platform:dnsZone",
        ]);
        assert.doesNotMatch(quoted.message, /hunter22/);
    });

    it("shows no secret that is part of a list, nor an unknown key's value, nor a password in a URL", () => {
        const cells = [cellEntry(1, { name: "hunter2_" })];
        assert.doesNotMatch(
            settingsErrorOf(configWith({ cells }), ["medease-platform:cells"]).message,
            /hunter2/,
        );
        assert.doesNotMatch(settingsErrorOf(configWith({ password: "hunter2" })).message, /hunter2/);
        const domain = "https://admin:hunter2@app.example.com";
        assert.doesNotMatch(settingsErrorOf(configWith({ domain })).message, /hunter2/);
        const nested = [cellEntry(1, { tasks: "hunter2", region: { secure: "hunter2" } })];
        assert.doesNotMatch(settingsErrorOf(configWith({ cells: nested })).message, /secure/);
    });

    it("says what is wrong with an encrypted webhook, and never what it is", () => {
        const key = "medease-platform:alarmWebhooks";
        for (const secretKeys of [[], [key]]) {
            const { message, mistakes } = settingsErrorOf(
                configWith({ alarmWebhooks: ["https://a.example.com/ok", "http://a.example.com/hunter2"] }),
                secretKeys,
            );
            assert.deepEqual(
                mistakes.map(({ path, remedy }) => [path, remedy.slice(0, 36)]),
                [[`${key}[1]`, "write https:// in place of http://, "]],
            );
            assert.doesNotMatch(message, /hunter2/);
        }
        for (const broken of ["[https://a.example.com/hunter2", "{hunter2}", '{"a":"hunter2"}']) {
            assert.doesNotMatch(settingsErrorOf({ ...configWith(), [key]: broken }).message, /hunter2/);
        }
    });

    it("cuts a long value in the middle", () => {
        const image = `https://${"x".repeat(200)}:tag`;
        assert.ok(
            mistakesWith({ image })[0]?.includes(`got "https://${"x".repeat(28)}…${"x".repeat(31)}:tag"`),
        );
    });
});
