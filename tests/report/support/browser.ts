import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Readable, Writable } from "node:stream";

/** Names under which distributions install a Chromium; the first is Debian's smallest. */
const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/** A Chromium of this machine; undefined where there is none. */
export function findBrowser(): string | undefined {
    const folders = (process.env.PATH ?? "").split(delimiter);
    return names
        .flatMap((name) => folders.map((folder) => join(folder, name)))
        .find((file) => existsSync(file));
}

/** What to do where there is no Chromium. */
export const browserRemedy =
    "no Chromium found; install Debian's chromium-headless-shell or chromium, or put a chromium or google-chrome into PATH";

/** Something that the browser tells. */
export interface BrowserEvent {
    readonly method: string;
    readonly params: Readonly<Record<string, unknown>>;
}

type Answer = Readonly<Record<string, unknown>>;

interface Message {
    readonly id?: number;
    readonly method?: string;
    readonly params?: Answer;
    readonly result?: Answer;
    readonly error?: { readonly message: string };
}

/** A headless Chromium of this test's own, spoken to over a pipe: it opens no port. */
export class Browser {
    private nextId = 0;
    private session: string | undefined;
    private readonly waiting = new Map<
        number,
        { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void }
    >();
    /** Everything that the page's session told, in order. */
    readonly events: BrowserEvent[] = [];

    private constructor(
        private readonly child: ChildProcess,
        private readonly profile: string,
    ) {
        let rest = "";
        (child.stdio[4] as Readable).setEncoding("utf8").on("data", (chunk: string) => {
            const messages = (rest + chunk).split("\0");
            rest = messages.pop() ?? "";
            for (const message of messages) this.hear(JSON.parse(message) as Message);
        });
        child.once("exit", (code, signal) => {
            for (const { reject } of this.waiting.values())
                reject(new Error(`the browser ended (${String(code ?? signal)})`));
        });
    }

    /** Starts it with a profile of its own, and opens an empty page. */
    static async start(file: string): Promise<Browser> {
        const profile = mkdtempSync(join(tmpdir(), "report-browser-"));
        // Chromium's sandbox does not work for root, which CI is; the only page that it opens is ours.
        const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
        const child = spawn(
            file,
            [
                "--headless",
                "--remote-debugging-pipe",
                `--user-data-dir=${profile}`,
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                ...asRoot,
                "about:blank",
            ],
            // A group of its own: what is in PATH may be a shell script that waits for the browser.
            { detached: true, stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
        );
        const browser = new Browser(child, profile);
        await Promise.race([
            once(child, "spawn"),
            once(child, "error").then(([error]) => Promise.reject(error as Error)),
        ]);
        const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
        const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
        browser.session = String(sessionId);
        return browser;
    }

    /** Asks the browser for something, and gives its answer. */
    send(method: string, params: Answer = {}): Promise<Answer> {
        const id = ++this.nextId;
        const message = {
            id,
            method,
            params,
            ...(this.session === undefined ? {} : { sessionId: this.session }),
        };
        return new Promise((resolve, reject) => {
            this.waiting.set(id, { resolve, reject });
            (this.child.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
        });
    }

    /** The value of an expression in the page. */
    async evaluate<T>(expression: string): Promise<T> {
        const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
            expression,
            returnByValue: true,
            awaitPromise: true,
        });
        if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
        return (result as { readonly value: T }).value;
    }

    /** Opens a page and waits until it has loaded. */
    async open(url: string): Promise<void> {
        const before = this.loads();
        await this.send("Page.navigate", { url });
        while (this.loads() === before) await new Promise((resolve) => setTimeout(resolve, 20));
    }

    /** A window of that width in a theme. */
    async resize(width: number, theme: "light" | "dark", height = 900): Promise<void> {
        await this.send("Emulation.setDeviceMetricsOverride", {
            width,
            height,
            deviceScaleFactor: 1,
            mobile: false,
        });
        await this.send("Emulation.setEmulatedMedia", {
            features: [{ name: "prefers-color-scheme", value: theme }],
        });
    }

    /** Ends it, and removes its profile. */
    async stop(): Promise<void> {
        if (this.child.exitCode === null && this.child.signalCode === null) {
            const gone = once(this.child, "exit");
            if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
            await gone;
        }
        rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }

    private loads(): number {
        return this.events.filter(({ method }) => method === "Page.loadEventFired").length;
    }

    private hear({ id, method, params = {}, result = {}, error }: Message): void {
        if (method !== undefined) this.events.push({ method, params });
        const asked = id === undefined ? undefined : this.waiting.get(id);
        if (id === undefined || asked === undefined) return;
        this.waiting.delete(id);
        if (error === undefined) asked.resolve(result);
        else asked.reject(new Error(error.message));
    }
}
