/**
 * Has the TypeScript of a policy pack compiled by sucrase. Pulumi's runner of packs registers ts-node with its type check,
 * which costs 4 s of CPU and 250 MB for each pack of each preview and update; sucrase takes 0.3 s and 60 MB. Types are
 * checked by `npm run types`.
 */
delete require.extensions[".ts"];
require("sucrase/register/ts");
