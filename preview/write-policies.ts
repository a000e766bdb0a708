/** `npm run policies:docs` writes the rules into docs/policies.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { refreshed } from "./policy-catalogue";

const page = join(__dirname, "..", "docs", "policies.md");
writeFileSync(page, refreshed(readFileSync(page, "utf8")));
