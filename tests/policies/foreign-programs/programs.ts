import { awsxServices } from "./awsx-services";
import type { ForeignProgram } from "./planting";
import { rawResources } from "./raw-resources";
import { severalRegions } from "./several-regions";

/** The programs, each with another tool for its migrations. */
export const programs = {
    "raw-resources": { run: rawResources, layout: "flyway" },
    "awsx-services": { run: awsxServices, layout: "prisma" },
    "several-regions": { run: severalRegions, layout: "golang-migrate" },
} as const satisfies Readonly<Record<string, ForeignProgram>>;
