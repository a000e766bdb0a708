/**
 * Has the TypeScript of the program and of the policy packs compiled by sucrase, their types being checked by
 * `npm run types`. Pulumi's runners register ts-node with its type check: for dev on two cores 8 s of CPU for the program
 * and 2 s and 200 MB for each pack, at each preview and each update; sucrase takes 1 s for all.
 */
// ts-node has taken over .js, too, through which every other compiler reads its files, so removing .ts would not do.
process[Symbol.for("ts-node.register.instance")]?.enabled(false);
// The runners resolve source maps for the stack of every promise, 2 s of CPU for dev. Sucrase keeps the lines as they are.
Error.prepareStackTrace = undefined;
require("sucrase/register/ts");
