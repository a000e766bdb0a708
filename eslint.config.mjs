import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["node_modules/**", ".cache/**", "**/*.mjs"] },
    {
        files: ["**/*.ts"],
        extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
        languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
        linterOptions: { noInlineConfig: true },
        rules: {
            // Numbers belong in messages; everything else must be turned into text on purpose.
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/explicit-module-boundary-types": "error",
            "@typescript-eslint/switch-exhaustiveness-check": "error",
            // What a copy leaves out has to be named.
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
            // A Pulumi resource is declared by constructing it.
            "no-new": "off",
            "@typescript-eslint/no-extraneous-class": "off",
        },
    },
    {
        files: ["tests/**/*.ts"],
        rules: {
            // mocha's describe and it return nothing that could be awaited.
            "@typescript-eslint/no-floating-promises": "off",
            // Tables of tests have the type of their rows, which the rule does not see inside an array.
            "@typescript-eslint/explicit-module-boundary-types": "off",
        },
    },
);
