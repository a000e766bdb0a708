import type { Piece, Section } from "../migration";
import type { SourceFile } from "../source-files";
import type { FileReading, Layout } from "./layout";

const annotationPattern = /^--\s*\+goose\s+(.*?)\s*$/i;
const namePattern = /^0*([1-9]\d*)_.*\.(sql|go)$/;

/** Whether goose takes the line for the end of a statement: its last word before a comment ends in a semicolon. */
function endsStatement(line: string): boolean {
    const words = line.split(/\s+/).filter((word) => word !== "");
    const comment = words.findIndex((word) => word.startsWith("--"));
    return (comment === -1 ? words : words.slice(0, comment)).at(-1)?.endsWith(";") ?? false;
}

/** Cuts a file as goose does (pressly/goose, internal/sqlparser/parser.go), which knows lines and no SQL. */
class Cutter {
    readonly problems: string[] = [];
    readonly undecided: string[] = [];
    private readonly pieces: Record<"up" | "down", Piece[]> = { up: [], down: [] };
    private readonly begins: { up?: number; down?: number } = {};
    private direction: "up" | "down" | undefined;
    private whole = false;
    private buffer: string[] = [];
    private bufferLine = 0;
    private inTransaction = true;

    constructor(private readonly file: string) {}

    cut(text: string): FileReading {
        for (const [index, line] of text.split("\n").entries()) this.take(line, index + 1);
        if (this.whole)
            this.say(this.bufferLine, '"-- +goose StatementBegin" has no "-- +goose StatementEnd"');
        else this.finish();
        if (this.begins.up === undefined) this.problems.push(`${this.file} has no "-- +goose Up" annotation`);
        else if (this.begins.down === undefined) {
            this.problems.push(`${this.file} has no "-- +goose Down" annotation`);
        }
        return {
            ...this.section("up"),
            ...this.section("down"),
            problems: this.problems,
            undecided: this.undecided,
        };
    }

    private section(direction: "up" | "down"): { up?: Section; down?: Section } {
        const begins = this.begins[direction];
        if (begins === undefined) return {};
        const pieces = this.pieces[direction];
        const section: Section = {
            sql: pieces.map(({ sql }) => sql).join("\n"),
            firstLine: begins + 1,
            inTransaction: this.inTransaction,
            pieces,
            keepsSettings: true,
        };
        return { [direction]: section };
    }

    private say(line: number, what: string): void {
        this.problems.push(`${this.file}:${String(line)}: ${what}`);
    }

    /** A statement that no semicolon ends is a mistake to goose. */
    private finish(): void {
        if (this.buffer.join("").trim() !== "") {
            this.say(this.bufferLine, "goose finds no semicolon at the end of this statement's last line");
        }
        this.buffer = [];
    }

    private take(line: string, number: number): void {
        const annotation = annotationPattern.exec(line)?.[1]?.toUpperCase();
        if (annotation !== undefined) this.annotate(annotation, number);
        else if (this.direction === undefined) {
            if (line.trim() !== "" && !line.trim().startsWith("--")) {
                this.say(number, "a statement stands before the first annotation; goose refuses that");
            }
        } else this.collect(line, number);
    }

    private annotate(annotation: string, line: number): void {
        switch (annotation) {
            case "UP":
                if (this.begins.up !== undefined) this.say(line, 'a second "-- +goose Up"');
                this.begins.up = line;
                this.direction = "up";
                break;
            case "DOWN":
                if (this.direction !== "up") this.say(line, '"-- +goose Down" stands before "-- +goose Up"');
                this.finish();
                this.begins.down = line;
                this.direction = "down";
                break;
            case "STATEMENTBEGIN":
                this.finish();
                this.whole = true;
                this.bufferLine = line;
                break;
            case "STATEMENTEND":
                if (!this.whole) this.say(line, '"-- +goose StatementEnd" ends no statement');
                this.whole = false;
                this.store();
                break;
            case "NO TRANSACTION":
                this.inTransaction = false;
                break;
            case "ENVSUB ON":
                this.undecided.push(
                    `${this.file}:${String(line)}: goose puts environment variables into what follows, and nobody here knows them`,
                );
                break;
            case "ENVSUB OFF":
                break;
            default:
                this.say(line, `goose knows no annotation "${annotation.toLowerCase()}"`);
        }
    }

    private collect(line: string, number: number): void {
        if (this.buffer.length === 0) {
            if (line.trim() === "" || (line.trim().startsWith("--") && !this.whole)) return;
            this.bufferLine = number;
        }
        this.buffer.push(line);
        if (!this.whole && endsStatement(line)) this.store();
    }

    private store(): void {
        if (this.direction !== undefined && this.buffer.length > 0) {
            this.pieces[this.direction].push({ sql: this.buffer.join("\n"), firstLine: this.bufferLine });
        }
        this.buffer = [];
    }
}

/** goose: both directions in one file, in the order of the numbers; statements one by one, cut at ends of lines. */
export const goose: Layout = {
    name: "goose",
    owns: (path) => !path.includes("/") && /\.(?:sql|go)$/.test(path) && !path.endsWith("_test.go"),
    place: (path) => {
        const number = namePattern.exec(path)?.[1];
        if (number === undefined) return undefined;
        return { version: number, order: [BigInt(number)], way: "both" };
    },
    form: "<version>_<name>.sql with a version above zero",
    read: ({ file, text }: SourceFile): FileReading =>
        file.endsWith(".go")
            ? {
                  undecided: [
                      `${file} is a migration in Go, and only its own program can run it; write what it does to the schema in SQL`,
                  ],
              }
            : new Cutter(file).cut(text),
    // A file without a way back lacks the annotation, which the cutter reports.
    reverses: false,
    ordersText: false,
};
