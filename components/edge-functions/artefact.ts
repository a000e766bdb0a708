import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The functions that run in CloudFront: each a source `<name>.ts` and, compiled from it, the artefact `<name>.js`. */
export const edgeFunctions = ["router", "spa-paths"] as const;

export type EdgeFunction = (typeof edgeFunctions)[number];

/** Version of JavaScript that CloudFront runs them with; modules and key value stores need this one. */
export const edgeRuntime = "cloudfront-js-2.0";

/** Bytes that CloudFront takes of a function; not adjustable ("Quotas", CloudFront developer guide). */
export const mostFunctionBytes = 10_240;

/** The source of a function, in TypeScript. */
export function sourceFile(name: EdgeFunction): string {
    return join(__dirname, `${name}.ts`);
}

/** What CloudFront runs, kept in git so that nothing is compiled while deploying. */
export function artefactFile(name: EdgeFunction): string {
    return join(__dirname, `${name}.js`);
}

/** The code of a function as it is deployed. */
export function codeOf(name: EdgeFunction): string {
    return readFileSync(artefactFile(name), "utf8");
}
