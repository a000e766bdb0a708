import type { EdgeEvent, EdgeRequest } from "./event";

/**
 * Runs on viewer requests of the default behaviour only, so it never sees /api/*, /static/* or *.js. The pages of the
 * single-page application exist only in the browser: a path that names no file is answered with the application itself.
 * It replaces custom error pages, which would hold for the whole distribution and turn the API's own 403 and 404 into
 * a page with status 200.
 */
export function handler(event: EdgeEvent): EdgeRequest {
    const request = event.request;
    const uri = request.uri;
    // A client that forgot the slash expects the API, and a verifier of /.well-known expects a file: both
    // must learn that there is none, not receive a page.
    if (uri === "/api" || uri.startsWith("/.well-known/")) return request;
    const lastSegment = uri.slice(uri.lastIndexOf("/") + 1);
    if (!lastSegment.includes(".")) request.uri = "/index.html";
    return request;
}
