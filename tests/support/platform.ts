import { join } from "node:path";
import { previewTarget, type Preview } from "../../preview/preview";
import { findTarget } from "../../preview/target";

/** The repository itself. */
export const repository = join(__dirname, "..", "..");

const previews = new Map<string, Promise<Preview>>();

/**
 * The repository's own dev or prod, previewed with unknown outputs (a first preview) or with known ones (as
 * after an update). Each is run once per test process.
 */
export function platform(environment: "dev" | "prod", outputs: "unknown" | "known"): Promise<Preview> {
    const key = `${environment}/${outputs}`;
    const running =
        previews.get(key) ??
        previewTarget(repository, findTarget(repository, environment), { knownOutputs: outputs === "known" });
    previews.set(key, running);
    return running;
}

/** Every environment and way of running it. */
export const variants = (["dev", "prod"] as const).flatMap((environment) =>
    (["unknown", "known"] as const).map((outputs) => ({ environment, outputs })),
);

/** Rules about the inside of a text that ARNs of what is yet to be created go into (ADR 0007); with known outputs they decide. */
export const readsText: readonly string[] = [
    "policy-grants-no-wildcard",
    "environment-holds-no-secret",
    "plain-text-is-refused",
];
