import { awsxServices } from "./awsx-services";
import type { ForeignProgram } from "./planting";
import { rawResources } from "./raw-resources";
import { severalRegions } from "./several-regions";

/** The programs, each with another tool for its migrations. */
export const programs = {
    "raw-resources": { run: rawResources, layout: "flyway", doubts: [] },
    "awsx-services": {
        run: awsxServices,
        layout: "prisma",
        doubts: [
            // awsx puts the name of a log group that AWS has yet to choose into the text of the containers.
            "hipaa-safeguards/environment-holds-no-secret: undecided: web-definition, worker-definition: " +
                "containerDefinitions is not known before the update",
        ],
    },
    "several-regions": { run: severalRegions, layout: "golang-migrate", doubts: [] },
} as const satisfies Readonly<Record<string, ForeignProgram>>;
