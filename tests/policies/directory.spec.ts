import assert from "node:assert/strict";
import { Directory } from "../../policies/directory";
import { attribute } from "../../policies/graph";
import { unknown } from "../../policies/rule";
import { resource } from "../support/stack-graph";

const named = (label: string, name?: string): ReturnType<typeof resource> =>
    resource("aws:ecs/service:Service", label, name === undefined ? {} : { name });

const [api, worker, nameless, alsoNameless] = [
    named("a", "api"),
    named("w", "worker"),
    named("n"),
    named("m"),
];
const byName = (...resources: ReturnType<typeof resource>[]): Directory =>
    new Directory(resources, (each) => attribute(each, "name"));

describe("Directory", () => {
    it("finds by a known name, whatever the text was made from", () => {
        assert.equal(byName(api, worker, nameless).find("api", []), api);
        assert.equal(byName(api, worker).find("api", [worker]), api);
    });

    it("finds by the source of a text that is not known yet", () => {
        assert.equal(byName(api, nameless).find(unknown, [nameless]), nameless);
        assert.equal(byName(api, worker).find(unknown, [worker]), worker);
    });

    it("finds by the source of a text whose resource has no known name", () => {
        assert.equal(byName(api, nameless).find("n-1a2b3c4", [nameless]), nameless);
    });

    it("finds nothing where no text is, and where every name is another one", () => {
        assert.equal(byName(api, nameless).find(undefined, [nameless]), undefined);
        assert.equal(byName(api, worker).find("mail", []), undefined);
        assert.equal(byName(api, worker).find("mail", [worker]), undefined);
    });

    it("cannot tell between sources, or whether a literal is a name that is yet to be chosen", () => {
        assert.equal(byName(api, worker).find(unknown, []), unknown);
        assert.equal(byName(api, worker).find(unknown, [api, worker]), unknown);
        assert.equal(byName(nameless, alsoNameless).find("x", [nameless, alsoNameless]), unknown);
        assert.equal(byName(api, nameless).find("mail", []), unknown);
        assert.equal(byName(api, nameless).find("mail", [api]), undefined);
    });

    it("tells namesakes apart by preference, then by source", () => {
        const twin = named("t", "api");
        const twins = byName(api, twin);
        assert.equal(
            twins.find("api", [], (candidate) => candidate === twin),
            twin,
        );
        assert.equal(twins.find("api", [api]), api);
        assert.equal(twins.find("api", []), unknown);
        assert.equal(
            twins.find("api", [], () => false),
            undefined,
        );
    });
});
