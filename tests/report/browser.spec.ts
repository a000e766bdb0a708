import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { page } from "../../report/page";
import { platform } from "../support/platform";
import { Browser, browserRemedy, findBrowser } from "./support/browser";

/** What is wider than the window, or, of the pictures, text that leaves its box; run in the page. */
const overflowing = `(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ["the page, " + document.documentElement.scrollWidth] : [];
    const texts = [...document.querySelectorAll("svg.picture g.box")].flatMap((box) => {
        const rect = box.querySelector("rect").getBoundingClientRect();
        return [...box.querySelectorAll("text")].filter((text) => {
            const { width, left, right } = text.getBoundingClientRect();
            return width > 0 && (left < rect.left - 1 || right > rect.right + 1);
        }).map((text) => text.textContent);
    });
    return [...wide, ...new Set(texts)];
})()`;

/** The visible picture's cells, and how small its text is. */
const drawn = `(() => {
    const [picture] = [...document.querySelectorAll("svg.picture")].filter((one) => one.getBoundingClientRect().width > 0);
    const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
    return {
        cells: [...picture.querySelectorAll("g.cell > text.title")].map((text) => text.textContent),
        detail: scale * parseFloat(getComputedStyle(picture.querySelector(".detail")).fontSize),
    };
})()`;

describe("the page in a browser", function () {
    this.timeout(180_000);
    let browser: Browser | undefined;
    let folder: string;

    before(async function () {
        const file = findBrowser();
        if (file === undefined) {
            if (process.env.CI !== undefined) assert.fail(browserRemedy);
            process.stderr.write(`${browserRemedy}\n`);
            this.skip();
        }
        folder = mkdtempSync(join(tmpdir(), "report-page-"));
        for (const environment of ["dev", "prod"] as const)
            writeFileSync(join(folder, `${environment}.html`), page(await platform(environment, "unknown")));
        browser = await Browser.start(file);
        for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    });

    after(async () => {
        await browser?.stop();
        if (browser !== undefined) rmSync(folder, { recursive: true, force: true });
    });

    const open = async (environment: "dev" | "prod"): Promise<Browser> => {
        assert.ok(browser);
        browser.events.length = 0;
        await browser.open(pathToFileURL(join(folder, `${environment}.html`)).href);
        return browser;
    };

    for (const environment of ["dev", "prod"] as const) {
        for (const width of [1280, 390]) {
            for (const theme of ["light", "dark"] as const) {
                it(`shows ${environment} at ${String(width)} px, ${theme}: whole, in silence, asking for nothing`, async () => {
                    assert.ok(browser);
                    await browser.resize(width, theme);
                    const shown = await open(environment);
                    const told = shown.events.filter(({ method }) =>
                        ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].includes(
                            method,
                        ),
                    );
                    assert.deepEqual(told, [], "the console is silent");
                    const asked = shown.events
                        .filter(({ method }) => method === "Network.requestWillBeSent")
                        .map(({ params }) => (params.request as { readonly url: string }).url)
                        .filter((url) => !url.startsWith("data:"));
                    assert.deepEqual(asked, [pathToFileURL(join(folder, `${environment}.html`)).href]);
                    assert.deepEqual(await shown.evaluate(overflowing), [], "nothing leaves its place");
                    const { plan } = await platform(environment, "unknown");
                    const names = plan.cells.map(({ name }) => name);
                    const { cells, detail } = await shown.evaluate<{ cells: string[]; detail: number }>(
                        drawn,
                    );
                    assert.deepEqual(cells, names);
                    assert.ok(detail >= 9.5, `the picture's smallest text is ${detail.toFixed(1)} px`);
                    const dark = await shown.evaluate<string>(
                        "getComputedStyle(document.body).backgroundColor",
                    );
                    assert.equal(dark, theme === "dark" ? "rgb(18, 22, 28)" : "rgb(246, 247, 249)");
                });
            }
        }
    }

    it("is walked through with the keyboard: the skip link first, every fold opened by it", async () => {
        const shown = await open("dev");
        const press = async (key: string, text?: string): Promise<void> => {
            const code = key === "Tab" ? 9 : 13;
            const common = { key, code: key, windowsVirtualKeyCode: code };
            await shown.send("Input.dispatchKeyEvent", {
                type: "keyDown",
                ...common,
                ...(text === undefined ? {} : { text }),
            });
            await shown.send("Input.dispatchKeyEvent", { type: "keyUp", ...common });
        };
        await press("Tab");
        assert.equal(await shown.evaluate("document.activeElement.className"), "skip");
        assert.ok(
            await shown.evaluate<boolean>("document.activeElement.getBoundingClientRect().top >= 0"),
            "it is seen",
        );
        assert.notEqual(
            await shown.evaluate("getComputedStyle(document.activeElement).outlineStyle"),
            "none",
        );
        await press("Enter", "\r");
        assert.equal(await shown.evaluate("document.activeElement.id"), "main");
        await shown.evaluate("document.querySelector('details.tree > summary').focus()");
        await press("Enter", "\r");
        assert.ok(await shown.evaluate<boolean>("document.querySelector('details.tree').open"));
    });

    it("prints in light colours, without the tree, with every table whole", async () => {
        assert.ok(browser);
        // The width of A4 between margins of 12 mm.
        await browser.resize(703, "dark");
        const shown = await open("prod");
        await shown.send("Emulation.setEmulatedMedia", {
            media: "print",
            features: [{ name: "prefers-color-scheme", value: "dark" }],
        });
        const { ground, tree, cut } = await shown.evaluate<Record<"ground" | "tree" | "cut", unknown>>(`({
            ground: getComputedStyle(document.body).backgroundColor,
            tree: getComputedStyle(document.querySelector("#resources")).display,
            cut: [...document.querySelectorAll("table")].filter((table) =>
                table.getBoundingClientRect().height > 0 && table.getBoundingClientRect().right > innerWidth + 1
            ).map(({ id }) => id),
        })`);
        assert.deepEqual({ ground, tree, cut }, { ground: "rgb(255, 255, 255)", tree: "none", cut: [] });
        await shown.send("Emulation.setEmulatedMedia", { media: "" });
    });
});
