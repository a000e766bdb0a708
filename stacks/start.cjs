// The program is started as the packs are: compiled, and its types left to `npm run types`.
require("../policies/compile.cjs");
module.exports = require("./index.ts");
