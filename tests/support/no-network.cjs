// Preloaded into a preview: a connection or a name look-up is an error that names its target.
const net = require("node:net");
const dns = require("node:dns");

const refuse = (what) => (target) => {
    process.stderr.write(`network used: ${what} ${JSON.stringify(target)}\n`);
    process.exit(99);
};
net.Socket.prototype.connect = refuse("connect");
dns.lookup = refuse("lookup");
dns.promises.lookup = refuse("lookup");
