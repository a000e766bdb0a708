import assert from "node:assert/strict";
import { platformBox } from "../../report/boxes";
import { factsOf } from "../../report/facts";
import { allBoxes, allLinks, place, type PlacedBox } from "../../report/layout";
import { platform } from "../support/platform";

/** A line of the picture between two boxes is half a unit thick on each side. */
const slack = 0.5;

const overlap = (a: PlacedBox, b: PlacedBox): boolean =>
    a.x + a.width > b.x + slack &&
    b.x + b.width > a.x + slack &&
    a.y + a.height > b.y + slack &&
    b.y + b.height > a.y + slack;

const isWithin = (inner: PlacedBox, outer: PlacedBox): boolean =>
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width + slack &&
    inner.y + inner.height <= outer.y + outer.height + slack;

describe("the picture's layout", function () {
    this.timeout(120_000);

    for (const environment of ["dev", "prod"] as const) {
        for (const columns of [1, 3, 4]) {
            const of = async (): Promise<PlacedBox> => {
                const facts = factsOf(await platform(environment, "unknown"));
                return place(platformBox(facts, columns), { columns });
            };

            it(`keeps boxes of ${environment} apart and within their own, ${String(columns)} beside each other`, async () => {
                for (const outer of allBoxes(await of())) {
                    for (const [index, one] of outer.children.entries()) {
                        assert.ok(isWithin(one, outer), `${one.box.id} is within ${outer.box.id}`);
                        for (const other of outer.children.slice(index + 1))
                            assert.ok(!overlap(one, other), `${one.box.id} and ${other.box.id} overlap`);
                    }
                }
            });

            it(`draws every cell of ${environment} with its parts, ${String(columns)} beside each other`, async () => {
                const { plan } = await platform(environment, "unknown");
                const cells = allBoxes(await of()).filter(({ box }) => box.kind === "cell");
                assert.deepEqual(
                    cells.map(({ box }) => box.title),
                    plan.cells.map(({ name }) => name),
                );
                for (const { box } of cells) {
                    const parts = box.children.map(({ title }) => title);
                    for (const part of ["Load balancer", "Service", "Proxy", "Cache", "Aurora"])
                        assert.ok(parts.includes(part), `${box.title} has ${part}`);
                    assert.equal(parts.includes("Workers"), environment === "prod");
                }
            });
        }
    }

    it("begins and ends each arrow at the boxes that it is about", async () => {
        const placed = place(platformBox(factsOf(await platform("prod", "unknown")), 4), { columns: 4 });
        const boxes = new Map(allBoxes(placed).map((one) => [one.box.id, one]));
        const touches = (id: string, point = { x: Number.NaN, y: Number.NaN }): boolean => {
            const box = boxes.get(id);
            return (
                box !== undefined &&
                point.x >= box.x - slack &&
                point.x <= box.x + box.width + slack &&
                point.y >= box.y - slack &&
                point.y <= box.y + box.height + slack
            );
        };
        for (const { link, points } of allLinks(placed)) {
            const [tail, head] = link.upward === true ? [link.to, link.from] : [link.from, link.to];
            assert.ok(touches(tail, points[0]), `the arrow from ${tail} begins there`);
            assert.ok(touches(head, points.at(-1)), `the arrow to ${head} ends there`);
        }
    });
});
