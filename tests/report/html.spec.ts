import assert from "node:assert/strict";
import { escapeText, markup } from "../../report/html";

describe("markup", () => {
    it("escapes whatever is put into it, between tags and in attributes", () => {
        const hostile = `"><script>alert('1')</script>&`;
        assert.equal(
            markup`<a title="${hostile}">${hostile}</a>`.text,
            '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
        );
    });

    it("takes markup as it is, lists piece by piece, and nothing as nothing", () => {
        assert.equal(markup`${[markup`<b>${"<"}</b>`, "&", 3, undefined]}`.text, "<b>&lt;</b>&amp;3");
    });

    it("shows signs that would be hidden or turn the text around", () => {
        assert.equal(escapeText("a\u202Eb\u0000c\u200Bd\ne"), "a\uFFFDb\uFFFDc\uFFFDd\ne");
    });
});
