// Runs in CloudWatch Synthetics: returning is success, throwing is failure. It asks the cell's own door one question,
// as a user's browser would through the edge, and is as strict as the promise to users. It needs nothing of the
// runtime's library, whose name and shape changed between versions.
const https = require("node:https");

/** Rejects after `patience` milliseconds, whether there is no connection or no answer. */
function ask(url, patience) {
    return new Promise((resolve, reject) => {
        let sent;
        // No agent: every run shakes hands anew, and so checks the certificate.
        const options = { agent: false, signal: AbortSignal.timeout(patience) };
        const request = https.get(url, options, (response) => {
            response.on("error", reject);
            response.on("end", () =>
                resolve({ status: response.statusCode, took: performance.now() - sent }),
            );
            response.resume();
        });
        request.on("error", reject);
        // The promise is about answers. Users' connections are the edge's, which keeps its own to the cell open.
        request.on("socket", (socket) => {
            socket.on("secureConnect", () => {
                sent = performance.now();
            });
        });
    });
}

exports.handler = async () => {
    const { DOOR_URL: url, DOOR_MILLISECONDS: limit } = process.env;
    const { status, took } = await ask(url, 10 * Number(limit));
    const answer = `${url} answered ${status} in ${Math.round(took)} ms`;
    console.log(answer);
    if (status !== 200) throw new Error(`${answer}; it must answer 200`);
    if (!(took <= Number(limit))) throw new Error(`${answer}; it must take at most ${limit} ms`);
    return answer;
};
