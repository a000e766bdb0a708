import assert from "node:assert/strict";
import fc from "fast-check";
import { bearer, tokenOf, type EdgeRun, type FakeStore } from "../support/edge-function";
import { inAnHour, placementStore, route, type Placed, type PlacedCell } from "../support/router";

/** A placement of some organizations over some cells, whatever state they are in. */
interface World {
    readonly cells: Readonly<Record<string, PlacedCell>>;
    readonly organizations: Readonly<Record<string, Placed>>;
    readonly store: () => FakeStore;
}

const name = fc.stringMatching(/^[a-z0-9-]{1,63}$/);
const key = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString("base64url"));

const world: fc.Arbitrary<World> = fc
    .tuple(
        fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
        fc.uniqueArray(name, { minLength: 1, maxLength: 6 }),
        fc.uniqueArray(key, { minLength: 10, maxLength: 10 }),
        fc.infiniteStream(fc.nat()),
    )
    .map(([cellNames, ids, keys, choices]) => {
        const choose = (below: number): number => Number(choices.next().value) % below;
        const cells = Object.fromEntries(
            cellNames.map((cell, index) => {
                // Every cell names its keys alike, so that only the key itself tells cells apart.
                const own = keys.slice(2 * index, 2 * index + 1 + choose(2));
                const byKid = Object.fromEntries(own.map((one, number) => [`k${number}`, one]));
                return [cell, { down: choose(4) === 0, keys: byKid }];
            }),
        );
        const aCell = (): string => cellNames[choose(cellNames.length)] ?? "";
        const organizations = Object.fromEntries(
            ids.map((id) => [
                id,
                { home: aCell(), held: choose(4) === 0, ...(choose(2) === 0 ? { failover: aCell() } : {}) },
            ]),
        );
        return { cells, organizations, store: () => placementStore(organizations, cells) };
    });

const method = fc.constantFrom("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE");

/** The cell that may see an organization's requests now, by the rules and not by the function. */
function servingCell({ cells, organizations }: World, id: string): string | undefined {
    const { home, failover } = organizations[id] ?? assert.fail(id);
    const isUp = (cell: string): boolean => cells[cell]?.down === false;
    return [home, ...(failover === undefined ? [] : [failover])].find(isUp);
}

const waits = ({ organizations }: World, id: string, wanted: string): boolean =>
    organizations[id]?.held === true && !["GET", "HEAD", "OPTIONS"].includes(wanted);

/** Every pair of a cell and a key of it. */
const signers = ({ cells }: World): readonly (readonly [cell: string, kid: string, key: string])[] =>
    Object.entries(cells).flatMap(([cell, { keys }]) =>
        Object.entries(keys).map(([kid, one]) => [cell, kid, one] as const),
    );

/** What holds of every run: three questions to the store at most, and either an origin or an answer of the edge's own. */
function assertSound({ answer, origin, reads }: EdgeRun): void {
    assert.ok(reads.length <= 3, reads.join());
    assert.equal(answer === undefined, origin !== undefined);
    assert.ok(answer === undefined || [401, 404, 503].includes(answer.statusCode));
}

const runs = { numRuns: 150 };

describe("router.js, over random placements", () => {
    it("sends a good token to the serving cell, home or declared failover, and nowhere else", () =>
        fc.assert(
            fc.asyncProperty(world, method, async (places, wanted) => {
                for (const id of Object.keys(places.organizations)) {
                    const serving = servingCell(places, id);
                    for (const [cell, kid, one] of signers(places)) {
                        const token = tokenOf({ org: id, exp: inAnHour }, { kid, key: one });
                        const run = await route(
                            { method: wanted, uri: "/api/x", ...bearer(token) },
                            places.store(),
                        );
                        assertSound(run);
                        const isServed = cell === serving && !waits(places, id, wanted);
                        assert.equal(run.origin, isServed ? `cell-${cell}` : undefined);
                        if (isServed) assert.equal(run.request?.headers["x-medease-organization"]?.value, id);
                    }
                }
            }),
            runs,
        ));

    it("sends a token with any one character changed nowhere", () =>
        fc.assert(
            fc.asyncProperty(
                world,
                fc.nat(),
                fc.constantFrom("A", "Q", "g", "w", "0", "-", "_", ".", "a"),
                async (places, position, sign) => {
                    for (const id of Object.keys(places.organizations)) {
                        for (const [, kid, one] of signers(places)) {
                            const token = tokenOf({ org: id, exp: inAnHour }, { kid, key: one });
                            const at = position % token.length;
                            if (token[at] === sign) continue;
                            const changed = token.slice(0, at) + sign + token.slice(at + 1);
                            const run = await route({ uri: "/api/x", ...bearer(changed) }, places.store());
                            assertSound(run);
                            assert.equal(run.origin, undefined);
                        }
                    }
                },
            ),
            runs,
        ));

    it("sends a token that some cell signed for an organization of another's nowhere", () =>
        fc.assert(
            fc.asyncProperty(world, method, async (places, wanted) => {
                for (const [id, { home, failover }] of Object.entries(places.organizations)) {
                    for (const [cell, kid, one] of signers(places)) {
                        if (cell === home || cell === failover) continue;
                        const token = tokenOf({ org: id, exp: inAnHour }, { kid, key: one });
                        const request = { method: wanted, uri: "/api/x", ...bearer(token) };
                        const run = await route(request, places.store());
                        assertSound(run);
                        assert.equal(run.origin, undefined);
                    }
                }
            }),
            runs,
        ));

    it("opens the sign-in door to the serving cell alone", () =>
        fc.assert(
            fc.asyncProperty(world, method, name, async (places, wanted, anyone) => {
                for (const id of [...Object.keys(places.organizations), anyone]) {
                    const run = await route({ method: wanted, uri: `/api/auth/${id}/login` }, places.store());
                    assertSound(run);
                    const isKnown = Object.hasOwn(places.organizations, id);
                    const serving =
                        isKnown && !waits(places, id, wanted) ? servingCell(places, id) : undefined;
                    assert.equal(run.origin, serving === undefined ? undefined : `cell-${serving}`);
                    assert.equal(
                        run.answer?.statusCode,
                        serving !== undefined ? undefined : isKnown ? 503 : 404,
                    );
                }
            }),
            runs,
        ));

    it("sends nobody anywhere without a token, whatever path is asked for, but through the door and to a cell's health", () =>
        fc.assert(
            fc.asyncProperty(
                world,
                method,
                fc.array(
                    fc.constantFrom(
                        "auth",
                        "cells",
                        "health",
                        "..",
                        ".",
                        "",
                        "%2e%2e",
                        "%2f",
                        "x",
                        "a\\b",
                        "healthz",
                    ),
                    {
                        maxLength: 6,
                    },
                ),
                async (places, wanted, parts) => {
                    const uri = ["/api", ...parts, ...Object.keys(places.organizations).slice(0, 1)].join(
                        "/",
                    );
                    const run = await route({ method: wanted, uri }, places.store());
                    assertSound(run);
                    if (run.origin !== undefined)
                        assert.match(uri, /^\/api\/auth\/[a-z0-9-]+(\/[a-z0-9-]+)+$/);
                },
            ),
            runs,
        ));

    it("answers whatever a viewer may send, and lets nothing of the edge's own through", () =>
        fc.assert(
            fc.asyncProperty(
                world,
                method,
                fc.string({ unit: "binary" }),
                fc.dictionary(
                    fc.constantFrom(
                        "authorization",
                        "x-medease-organization",
                        "x-medease-verified",
                        "__proto__",
                        "cookie",
                    ),
                    fc.record({ value: fc.string() }),
                ),
                fc.dictionary(fc.string(), fc.record({ value: fc.string() })),
                async (places, wanted, path, headers, cookies) => {
                    const run = await route(
                        { method: wanted, uri: `/api/${path}`, headers, cookies },
                        places.store(),
                    );
                    assertSound(run);
                    assert.notEqual(run.request?.headers["x-medease-verified"]?.value, "yes");
                },
            ),
            runs,
        ));
});
