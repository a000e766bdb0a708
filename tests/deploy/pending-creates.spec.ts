import assert from "node:assert/strict";
import { pendingCreates, readAdoptions, settle } from "../../deploy/pending-creates";

const urnOf = (type: string, name: string): string => `urn:pulumi:dev::platform::${type}::${name}`;
const [vpc, role, policy] = [
    { urn: urnOf("aws:ec2/vpc:Vpc", "cell"), type: "aws:ec2/vpc:Vpc", inputs: { cidrBlock: "10.0.0.0/16" } },
    { urn: urnOf("aws:iam/role:Role", "cell-task"), type: "aws:iam/role:Role" },
    { urn: urnOf("aws:iam/policy:Policy", "cell-task"), type: "aws:iam/policy:Policy" },
];
const exported = {
    version: 3,
    deployment: {
        manifest: { magic: "kept" },
        resources: [{ urn: "stack", type: "pulumi:pulumi:Stack" }],
        pending_operations: [
            { type: "creating", resource: vpc },
            { type: "updating", resource: { urn: "other", type: "other" } },
            { type: "creating", resource: role },
            { type: "creating", resource: policy },
        ],
    },
};
const pending = pendingCreates(exported);

describe("a state whose update was killed", () => {
    it("names what was being created, and nothing else", () => {
        assert.deepEqual(
            pending.map(({ name }) => name),
            ["cell", "cell-task", "cell-task"],
        );
        assert.deepEqual(pendingCreates({ deployment: {} }), []);
        assert.deepEqual(pendingCreates({ deployment: null }), []);
    });

    it("adopts what exists with its id and forgets the rest", () => {
        const { adoptions, mistakes } = readAdoptions(["cell=vpc-0a1b=c"], pending);
        assert.deepEqual(mistakes, []);
        assert.deepEqual(settle(exported, adoptions), {
            version: 3,
            deployment: {
                manifest: { magic: "kept" },
                resources: [
                    { urn: "stack", type: "pulumi:pulumi:Stack" },
                    { ...vpc, id: "vpc-0a1b=c" },
                ],
                pending_operations: [{ type: "updating", resource: { urn: "other", type: "other" } }],
            },
        });
    });

    it("leaves what an adopted resource was to replace to its deletion", () => {
        const old = { ...role, id: "old" };
        const state = { deployment: { ...exported.deployment, resources: [old] } };
        assert.deepEqual(settle(state, [{ urn: role.urn, id: "new" }]).deployment?.resources, [
            { ...old, delete: true },
            { ...role, id: "new" },
        ]);
    });

    it("takes a URN where a name stands for two", () => {
        assert.deepEqual(readAdoptions([`${role.urn}=task`], pending).adoptions, [
            { urn: role.urn, id: "task" },
        ]);
    });

    it("says every mistake at once", () => {
        assert.deepEqual(
            readAdoptions(["cell", "cell=", "=x", "cell-task=x", "other=x", "cell=a", "cell=b"], pending)
                .mistakes,
            [
                "cell: write <name>=<id of AWS>",
                "cell=: write <name>=<id of AWS>",
                "=x: write <name>=<id of AWS>",
                "cell-task: 2 resources have this name; write the URN",
                "other: was not being created; what was, is listed without arguments",
                "cell: is given twice",
            ],
        );
    });
});
