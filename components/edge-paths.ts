/**
 * Names that the router (`edge-functions/router.ts`) knows and the program does, too. The router is compiled by itself and
 * imports nothing; a test holds it to these.
 */

/** Where the router lets in without a token, with the organization behind it: `/api/auth/<organization>/…`. */
export const signInPath = "/api/auth/";

/** Where it lets probes through to a cell's database and cache. */
export const probesPath = "/api/cells/";

/** The cookie that carries a user's token in a browser (docs/service-contract.md). */
export const tokenCookie = "__Host-medease-token";

/** Where it lets a probe through to a cell's `/healthz/deep`. */
export function probePath(cell: string): string {
    return `${probesPath}${cell}/health`;
}
