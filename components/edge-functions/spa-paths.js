// Compiled from spa-paths.ts by npm run edge:build; change that.
function handler(event) {
    const request = event.request;
    const uri = request.uri;
    if (uri === "/api" || uri.startsWith("/.well-known/"))
        return request;
    const lastSegment = uri.slice(uri.lastIndexOf("/") + 1);
    if (!lastSegment.includes("."))
        request.uri = "/index.html";
    return request;
}
