import { flagOf, inputAt, numberOf, shown } from "../graph";
import { unknown, type GraphResource, type Report } from "../rule";

/** Reports where a flag of a resource is not what it must be; one that nobody set is off, or `unset`. */
export function requireFlag(
    resource: GraphResource,
    path: string,
    must: boolean,
    report: Report,
    { unset = false }: { readonly unset?: boolean } = {},
): void {
    const value = inputAt(resource, path);
    const flag = flagOf(value);
    if (flag === unknown) report.undecided(resource, `${path} is not known before the update`);
    else if ((flag ?? unset) !== must) {
        report.violation(resource, `${path} is ${shown(value)}; it must be ${String(must)}`);
    }
}

/** Reports where a number of a resource is below its floor, or nobody set it. */
export function requireAtLeast(resource: GraphResource, path: string, floor: number, report: Report): void {
    const value = inputAt(resource, path);
    const number = numberOf(value);
    if (number === unknown) report.undecided(resource, `${path} is not known before the update`);
    else if (number === undefined || number < floor) {
        report.violation(resource, `${path} is ${shown(value)}; it must be at least ${String(floor)}`);
    }
}
