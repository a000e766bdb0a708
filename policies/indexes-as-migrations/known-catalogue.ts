import type { Bundle } from "./bundle";
import type { Catalogue } from "./catalogue";
import { readLock, staleness } from "./lock";

/** What the migrations leave behind: from the lock where it is fresh, else from a replay. @throws ReplayFailure */
export async function catalogueOf(bundle: Bundle): Promise<Catalogue> {
    const found = readLock(bundle);
    if ("lock" in found && staleness(found.lock, bundle).length === 0) return found.lock.catalogue;
    const { replay } = await import("./replay");
    return replay(bundle);
}
