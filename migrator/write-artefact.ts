import { writeFileSync } from "node:fs";
import { compileRunner } from "./artefact";
import { runnerArtefact } from "./code";

writeFileSync(runnerArtefact, compileRunner());
