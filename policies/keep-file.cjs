const { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { threadId } = require("node:worker_threads");

/** Plain JavaScript, because the compiler keeps files with it. Its types and what it is for are in keep-file.d.cts. */
exports.keepFile = (file, contents) => {
    const ownName = `${file}.${process.pid}-${threadId}`;
    try {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(ownName, contents);
        renameSync(ownName, file);
    } catch {
        // A folder of packages that may not be written to, or a full disk.
        if (existsSync(ownName)) rmSync(ownName);
    }
};
