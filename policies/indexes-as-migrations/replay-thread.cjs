// A thread begins without a compiler, and with none of this one's modules.
require("../compile.cjs");
require("./replay-thread.ts").runThread();
