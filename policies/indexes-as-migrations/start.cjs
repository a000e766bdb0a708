require("../compile.cjs");
require("./index.ts");
