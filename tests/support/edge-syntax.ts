import { parse, type AnyNode } from "acorn";

/**
 * What runtime 2.0 has ("JavaScript runtime 2.0 features for CloudFront Functions", CloudFront developer guide): all of ES 5.1,
 * and of later standards what that page lists. Here is what the functions use of it; what is not here is looked up there
 * before it is added.
 */
const runtime = {
    /** Kinds of syntax. Of later standards: const, let, async, await, arrow functions, imports. */
    syntax: [
        ...[
            "Program",
            "ImportDeclaration",
            "ImportDefaultSpecifier",
            "VariableDeclaration",
            "VariableDeclarator",
        ],
        ...[
            "FunctionDeclaration",
            "ArrowFunctionExpression",
            "AwaitExpression",
            "BlockStatement",
            "IfStatement",
        ],
        ...["ReturnStatement", "ExpressionStatement", "ForStatement", "TryStatement", "CatchClause"],
        ...["Identifier", "Literal", "ObjectExpression", "Property", "CallExpression", "MemberExpression"],
        ...["BinaryExpression", "LogicalExpression", "UnaryExpression", "ConditionalExpression"],
        ...["AssignmentExpression"],
    ],
    operators: [
        ...["===", "!==", "<", "<=", ">", "+", "/", "^", "&&", "||", "!", "typeof", "void", "=", "+=", "|="],
    ],
    modules: ["cloudfront", "crypto", "querystring", "buffer"],
    globals: ["Array", "Buffer", "Date", "JSON", "Object", "String", "isFinite", "undefined"],
    methods: [
        ...[
            "call",
            "charCodeAt",
            "every",
            "exec",
            "forEach",
            "hasOwnProperty",
            "includes",
            "lastIndexOf",
            "replace",
        ],
        ...["slice", "some", "split", "startsWith", "test", "toString", "update", "digest"],
        ...["Array.isArray", "Buffer.from", "Date.now", "JSON.parse", "JSON.stringify"],
        ...["Object.assign", "Object.entries", "Object.values", "crypto.createHmac"],
        ...["cf.kvs", "store.get", "store.exists", "cf.selectRequestOriginById"],
    ],
};

function children(node: AnyNode): readonly AnyNode[] {
    return Object.values(node)
        .flat()
        .filter((value): value is AnyNode => typeof (value as Partial<AnyNode> | null)?.type === "string");
}

/** Every node of a program, each with the nodes around it, the nearest first. */
function nodesOf(
    node: AnyNode,
    around: readonly AnyNode[] = [],
): readonly (readonly [AnyNode, readonly AnyNode[]])[] {
    return [[node, around], ...children(node).flatMap((child) => nodesOf(child, [node, ...around]))];
}

/** A method as it is called: with its object where that is a name whose methods are listed one by one. */
function methodsOf(callee: AnyNode): readonly string[] {
    if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [];
    const { name } = callee.property;
    return callee.object.type === "Identifier" ? [name, `${callee.object.name}.${name}`] : [name];
}

function faultOf(node: AnyNode, around: readonly AnyNode[]): string | undefined {
    if (!runtime.syntax.includes(node.type)) return node.type;
    if ("operator" in node && !runtime.operators.includes(node.operator)) return `operator ${node.operator}`;
    if (node.type === "Property" && (node.shorthand || node.method || node.computed)) return "property";
    if (node.type === "ArrowFunctionExpression" && node.async) return "async closure";
    if (node.type === "FunctionDeclaration" && node.async && around[0]?.type !== "Program")
        return "async closure";
    // "SyntaxError: await in arguments not supported", which only a run at the edge reports.
    if (node.type === "AwaitExpression" && isWithinArguments(node, around)) return "await within arguments";
    if (node.type === "ImportDeclaration" && !runtime.modules.includes(String(node.source.value))) {
        return "import of a module";
    }
    if (node.type === "CallExpression") {
        const names = methodsOf(node.callee);
        const isListed = names.length === 0 || names.some((name) => runtime.methods.includes(name));
        return isListed ? undefined : `method ${names.at(-1) ?? ""}`;
    }
    return undefined;
}

function isWithinArguments(node: AnyNode, around: readonly AnyNode[]): boolean {
    return around.some(
        (one, index) => one.type === "CallExpression" && one.callee !== (around[index - 1] ?? node),
    );
}

/** Names that stand for something, declared or used; keys of objects and members do not. */
function namesIn(nodes: ReturnType<typeof nodesOf>, isDeclared: boolean): readonly string[] {
    return nodes.flatMap(([node, [parent]]) => {
        if (node.type !== "Identifier") return [];
        const isKey =
            (parent?.type === "MemberExpression" && parent.property === node && !parent.computed) ||
            (parent?.type === "Property" && parent.key === node);
        const declares =
            (parent?.type === "VariableDeclarator" && parent.id === node) ||
            (parent?.type === "FunctionDeclaration" && parent.body !== (node as AnyNode)) ||
            (parent?.type === "ArrowFunctionExpression" && parent.body !== node) ||
            parent?.type === "ImportDefaultSpecifier" ||
            (parent?.type === "CatchClause" && parent.param === node);
        return !isKey && declares === isDeclared ? [node.name] : [];
    });
}

/** What CloudFront would not run of a program, each with its line; empty when it runs all. */
export function refusedByRuntime(code: string): readonly string[] {
    const nodes = nodesOf(parse(code, { ecmaVersion: "latest", sourceType: "module", locations: true }));
    const faults = nodes.flatMap(([node, around]) => {
        const fault = faultOf(node, around);
        return fault === undefined ? [] : [`line ${node.loc?.start.line ?? 0}: ${fault}`];
    });
    const declared = namesIn(nodes, true);
    const unknown = namesIn(nodes, false).filter(
        (name) => !declared.includes(name) && !runtime.globals.includes(name),
    );
    return [...faults, ...[...new Set(unknown)].map((name) => `unknown name ${name}`)];
}
