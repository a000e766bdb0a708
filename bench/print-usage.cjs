// Preloaded into a measured process: writes what it used to file descriptor 3 when it ends.
const { writeSync } = require("node:fs");

process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 };
    writeSync(3, JSON.stringify(usage));
});
