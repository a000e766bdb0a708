import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import { unknownSentinel } from "../../../preview/wire";
import type { Refusal } from "./aws-constraints";

const sdk = dirname(require.resolve("@pulumi/aws/package.json"));

/** The properties of an interface, with what they may hold. */
type Properties = ReadonlyMap<string, { readonly type: ts.TypeNode; readonly optional: boolean }>;

function parsed(file: string): ts.SourceFile {
    return ts.createSourceFile(file, readFileSync(join(sdk, file), "utf8"), ts.ScriptTarget.Latest);
}

function propertiesOf({ members }: ts.InterfaceDeclaration): Properties {
    return new Map(
        members
            .filter(ts.isPropertySignature)
            .flatMap(({ name, type, questionToken }) =>
                type !== undefined && ts.isIdentifier(name)
                    ? [[name.text, { type, optional: questionToken !== undefined }]]
                    : [],
            ),
    );
}

/** Structures of `types/input.d.ts` by `namespace.Name`; read once, when the first is asked for. */
let structures: ReadonlyMap<string, Properties> | undefined;

function structureOf(name: string): Properties | undefined {
    structures ??= new Map(
        parsed("types/input.d.ts")
            .statements.filter(ts.isModuleDeclaration)
            .flatMap(({ name: namespace, body }) =>
                body !== undefined && ts.isModuleBlock(body)
                    ? body.statements
                          .filter(ts.isInterfaceDeclaration)
                          .map(
                              (declaration) =>
                                  [
                                      `${namespace.text}.${declaration.name.text}`,
                                      propertiesOf(declaration),
                                  ] as const,
                          )
                    : [],
            ),
    );
    return structures.get(name);
}

const resources = new Map<string, Properties>();

/** The arguments of a type such as "aws:ec2/vpc:Vpc", from the declarations that the SDK ships for it. */
export function argumentsOf(type: string): Properties {
    const known = resources.get(type);
    if (known !== undefined) return known;
    const [, module = "", name = ""] = type.split(":");
    const declaration = parsed(`${module}.d.ts`)
        .statements.filter(ts.isInterfaceDeclaration)
        .find((candidate) => candidate.name.text === `${name}Args`);
    if (declaration === undefined) throw new Error(`the SDK declares no arguments of ${type}`);
    const properties = propertiesOf(declaration);
    resources.set(type, properties);
    return properties;
}

/** A reference as it is written: `pulumi.Input`, `inputs.rds.ClusterScalingConfiguration`. */
function nameOf(entity: ts.EntityName): string {
    return ts.isIdentifier(entity) ? entity.text : `${nameOf(entity.left)}.${entity.right.text}`;
}

const scalars: ReadonlyMap<ts.SyntaxKind, string> = new Map([
    [ts.SyntaxKind.StringKeyword, "string"],
    [ts.SyntaxKind.NumberKeyword, "number"],
    [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

function kindOf(value: unknown): string {
    return Array.isArray(value) ? "array" : typeof value;
}

/** What of a value is not of this type; nothing where one branch of a union takes it. */
function mistakes(property: string, value: unknown, type: ts.TypeNode): readonly Refusal[] {
    if (value === unknownSentinel || value === undefined || value === null) return [];
    const refused = (wanted: string): readonly Refusal[] => [
        { property, reason: `a ${wanted} is wanted, got the ${kindOf(value)} ${JSON.stringify(value)}` },
    ];
    if (ts.isUnionTypeNode(type)) {
        const branches = type.types
            .filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword)
            .map((branch) => mistakes(property, value, branch));
        return branches.some((found) => found.length === 0) ? [] : (branches[0] ?? []);
    }
    const scalar = scalars.get(type.kind);
    if (scalar !== undefined) return typeof value === scalar ? [] : refused(scalar);
    if (ts.isArrayTypeNode(type)) {
        if (!Array.isArray(value)) return refused("list");
        return value.flatMap((item: unknown, index) =>
            mistakes(`${property}[${String(index)}]`, item, type.elementType),
        );
    }
    if (ts.isTypeLiteralNode(type)) {
        const element = type.members.find(ts.isIndexSignatureDeclaration)?.type;
        if (element === undefined) throw new Error(`${property}: a type that is not understood`);
        if (kindOf(value) !== "object") return refused("map");
        return Object.entries(value).flatMap(([key, item]) => mistakes(`${property}.${key}`, item, element));
    }
    if (!ts.isTypeReferenceNode(type)) throw new Error(`${property}: a type that is not understood`);
    const name = nameOf(type.typeName);
    if (name === "pulumi.Input" && type.typeArguments?.[0] !== undefined) {
        return mistakes(property, value, type.typeArguments[0]);
    }
    const structure = name.startsWith("inputs.") ? structureOf(name.slice("inputs.".length)) : undefined;
    // Enumerations, assets, and resources that stand for their ARN: what they become is no matter of types.
    if (structure === undefined) return [];
    if (kindOf(value) !== "object") return refused("structure");
    return inside(`${property}.`, value as Readonly<Record<string, unknown>>, structure);
}

function inside(
    prefix: string,
    values: Readonly<Record<string, unknown>>,
    properties: Properties,
): readonly Refusal[] {
    return [
        ...Object.entries(values).flatMap(([key, value]) => {
            const declared = properties.get(key);
            return declared === undefined
                ? [{ property: `${prefix}${key}`, reason: "an unexpected argument" }]
                : mistakes(`${prefix}${key}`, value, declared.type);
        }),
        ...[...properties]
            .filter(([key, { optional }]) => !optional && values[key] === undefined)
            .map(([key]) => ({ property: `${prefix}${key}`, reason: "missing required property" })),
    ];
}

/**
 * What the provider would refuse about the types of these inputs, structures and lists included: another type, a
 * property that is missing, one that nobody knows.
 */
export function typeRefusals(type: string, inputs: Readonly<Record<string, unknown>>): readonly Refusal[] {
    return inside("", inputs, argumentsOf(type));
}
