/** Node's own import, which TypeScript would turn into a require in a CommonJS module. */
exports.importModule = (name) => import(name);
