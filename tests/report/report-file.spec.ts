import assert from "node:assert/strict";
import {
    mkdirSync,
    mkdtempSync,
    readFileSync,
    readdirSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileMistake, ReportFileError, reportPath, writeReport } from "../../report/report-file";

describe("the report's file", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "report-file-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const refusal = (file: string, pattern: RegExp): void => {
        assert.throws(
            () => reportPath(file),
            (error) => error instanceof ReportFileError && pattern.test(error.message),
        );
    };

    it("is written whole, and what was there is replaced", () => {
        const file = join(folder, "prod.html");
        writeFileSync(file, "former");
        writeReport(reportPath(file), "page");
        assert.equal(readFileSync(file, "utf8"), "page");
        assert.deepEqual(readdirSync(folder), ["prod.html"]);
    });

    it("stays where a link leads", () => {
        writeFileSync(join(folder, "real.html"), "former");
        symlinkSync(join(folder, "real.html"), join(folder, "link.html"));
        writeReport(reportPath(join(folder, "link.html")), "page");
        assert.equal(readFileSync(join(folder, "real.html"), "utf8"), "page");
    });

    it("is left as it was where the page is not written", () => {
        const file = join(folder, "prod.html");
        writeFileSync(file, "former");
        reportPath(file);
        assert.equal(readFileSync(file, "utf8"), "former");
        assert.deepEqual(readdirSync(folder), ["prod.html"]);
    });

    it("is refused where it cannot be, with the remedy", () => {
        mkdirSync(join(folder, "there"));
        writeFileSync(join(folder, "file"), "");
        refusal("", /wants the name of the file/);
        refusal(join(folder, "there"), /there is a directory; name a file in it: \S+\/there\/report\.html$/);
        refusal(
            join(folder, "no", "prod.html"),
            /there is no folder \S+\/no; make it first: mkdir -p \S+\/no$/,
        );
        refusal(join(folder, "file", "prod.html"), /file is a file and no folder; name a file in a folder$/);
        refusal("/dev/null", /is no ordinary file/);
        refusal(join(folder, `${"x".repeat(300)}.html`), /is too long/);
        assert.deepEqual(readdirSync(folder), ["file", "there"]);
    });

    it("names a remedy for what the system forbids", () => {
        const of = (code: string): string =>
            fileMistake("prod.html", Object.assign(new Error(code), { code })).message;
        assert.match(of("EACCES"), /may not be written by you; name a file in a folder of yours/);
        assert.match(of("EROFS"), /only read; name a file on another/);
        assert.match(of("ENOSPC"), /no room .* make room/);
        assert.match(of("EIO"), /cannot be written \(EIO\); name another file/);
    });
});
