import { writeFileSync } from "node:fs";
import { artefactFile, edgeFunctions } from "./artefact";
import { compile } from "./compiler";

for (const name of edgeFunctions) writeFileSync(artefactFile(name), compile(name));
