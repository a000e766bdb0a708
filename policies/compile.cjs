/**
 * Has the TypeScript of the program and of the policy packs compiled by sucrase, their types being checked by
 * `npm run types`. Pulumi's runners register ts-node with its type check: for dev on two cores 8 s of CPU for the program
 * and 2 s and 200 MB for each pack, at each preview and each update; sucrase takes 1 s for all, the first time.
 */
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { keepFile } = require("./keep-file.cjs");

// The runners resolve source maps for the stack of every promise, 2 s of CPU for dev. Sucrase keeps the lines as they are.
Error.prepareStackTrace = undefined;

const root = path.join(__dirname, "..");

/** Node.js knows the language of the sources; only their types and their modules are rewritten. */
const options = { transforms: ["imports", "typescript"], disableESTransforms: true };

const manifest = path.join(path.dirname(require.resolve("sucrase")), "..", "package.json");
const compiler = JSON.stringify([JSON.parse(readFileSync(manifest, "utf8")).version, options]);

/** What was compiled once, a file for each source. */
const folder = path.join(root, ".cache", "compiled");

/** Ends what is kept: tells of which text by which compiler it is, and that nothing is missing. */
const markOf = (source) => `\n// ${createHash("sha256").update(compiler).update(source).digest("hex")}\n`;

function kept(file, mark) {
    try {
        const text = readFileSync(file, "utf8");
        return text.endsWith(mark) ? text : undefined;
    } catch {
        return undefined;
    }
}

function compiled(file) {
    const source = readFileSync(file, "utf8");
    const name = path.relative(root, file);
    const mark = markOf(source);
    const place = path.join(folder, `${name.replaceAll(path.sep, "+")}.js`);
    const isOurs = !name.startsWith("..") && !path.isAbsolute(name);
    const found = isOurs ? kept(place, mark) : undefined;
    if (found !== undefined) return found;
    // Loaded where something is to be compiled: a tenth of a second that every other start is spared.
    const { code } = require("sucrase").transform(source, { ...options, filePath: file });
    const text = code + mark;
    if (isOurs) keepFile(place, text);
    return text;
}

Module._extensions[".ts"] = (module, file) => {
    module._compile(compiled(file), file);
};
