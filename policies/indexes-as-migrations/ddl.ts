/** Finds statements that change a schema in texts that something executes: shell commands, JSON, scripts. */

/** White space, also as escape sequences spell it, and comments. */
const gap = String.raw`(?:\s|\\[nrt]|/\*[^*]*\*/)+`;

/** A name in quotes of whatever depth, or without; no identifier of PostgreSQL is longer. */
const word = String.raw`(?:\\*["']+[^"'\\]{1,63}\\*["']+|[\w$]+)`;

/** A name, with its schema or without. */
const name = String.raw`${word}(?:\.${word})?`;

const ifExists = `(?:if${gap}(?:not${gap})?exists${gap})?`;

/** Objects whose creation needs no more than a name to be told from prose. */
const namedObjects = "extension|sequence|domain|publication|server|event\\s+trigger|text\\s+search\\s+\\w+";

const changeableObjects =
    "index|view|materialized\\s+view|schema|sequence|type|domain|function|procedure|extension|policy|trigger";

const alterations =
    "add|alter|attach|cluster|depends|detach|disable|drop|enable|force|inherit|no|of|owner|rename|replica|reset|set|" +
    "update|validate";

/**
 * What PostgreSQL calls changing a schema. Each pattern asks for enough of the statement's form that a sentence such
 * as "create table of contents" is none. Temporary tables are no schema: they end with their session.
 */
const patterns = [
    `create${gap}(?:(?:unlogged|foreign)${gap})?table${gap}${ifExists}${name}(?:${gap})?` +
        String.raw`(?:\(|(?:as|using|inherits|server)\b|partition${gap}of\b)`,
    `create${gap}(?:unique${gap})?index${gap}(?:concurrently${gap})?${ifExists}(?:${name}${gap})?on\\b`,
    `create${gap}(?:or${gap}replace${gap})?(?:(?:recursive|materialized)${gap})?view${gap}${ifExists}${name}` +
        String.raw`(?:${gap})?(?:\(|(?:as|with)\b)`,
    String.raw`create${gap}schema${gap}${ifExists}(?:authorization\b|${name}\s*(?:;|$|["'\\)]|authorization\b))`,
    `create${gap}(?:or${gap}replace${gap})?(?:function|procedure|aggregate)${gap}${name}\\s*\\(`,
    `create${gap}(?:or${gap}replace${gap})?(?:constraint${gap})?trigger${gap}${name}${gap}(?:before|after|instead)\\b`,
    `create${gap}(?:policy|rule|statistics)${gap}${ifExists}${name}${gap}(?:on|as)\\b`,
    `create${gap}type${gap}${name}(?:${gap}as\\b|\\s*;)`,
    String.raw`create${gap}(?:${namedObjects})${gap}${ifExists}${name}\s*(?:;|$|["'\\)]|\b(?:as|for|with|start|schema)\b)`,
    `alter${gap}(?:foreign${gap})?table${gap}${ifExists}(?:only${gap})?${name}${gap}(?:${alterations})\\b`,
    `alter${gap}(?:${changeableObjects})${gap}${ifExists}${name}${gap}(?:${alterations})\\b`,
    `drop${gap}(?:table|${changeableObjects})${gap}(?:concurrently${gap})?${ifExists}${name}`,
].map((source) => new RegExp(String.raw`(?<![\w-])${source}`, "is"));

/** Tools that bring a schema in line with a model and leave no migration behind. */
const schemaPush =
    /\b(?:prisma\s+db\s+push|drizzle-kit\s+push|typeorm\s+schema:sync|db:schema:load|atlas\s+schema\s+apply)\b/i;

/** psql reading a file: what is in it does not show in the text. */
const sqlFile = /\bpsql\b[^|;&\n]*?(?:\s-f\b|\s--file\b|\s?<)\s*=?\s*(\S+)/;

/** Long enough to recognize the statement, short enough for a message. */
const excerptLength = 60;

/** The beginning of the first statement that changes a schema; undefined where there is none. */
export function findDdl(text: string): string | undefined {
    const starts = [...patterns, schemaPush].flatMap((pattern) => pattern.exec(text)?.index ?? []);
    if (starts.length === 0) return undefined;
    const start = Math.min(...starts);
    const excerpt = text
        .slice(start, start + 2 * excerptLength)
        .replace(/(?:\s|\\[nrt])+/g, " ")
        .trim();
    return excerpt.length > excerptLength ? `${excerpt.slice(0, excerptLength)}…` : excerpt;
}

/** The file that a psql command executes; undefined where it names none. */
export function findSqlFile(text: string): string | undefined {
    return sqlFile.exec(text)?.[1];
}
