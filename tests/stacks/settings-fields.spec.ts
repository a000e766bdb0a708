import assert from "node:assert/strict";
import { mistakesWith } from "../support/config";
import { showValue } from "../../stacks/finding";
import { refuses, toCell, type Refusal } from "../support/refusals";

const settingsKeyList =
    "one of environment, layout, phase, users, domain, dnsZone, image, imageReplicated, alarmEmails, alarmWebhooks, runbookUrl, webAclCounted, budget, assumptions, quotas or cells";

refuses("an unknown key", [
    [{ usres: 5 }, `usres: got an unknown key; expected ${settingsKeyList}; did you mean users?`],
    [{ colour: 5 }, `colour: got an unknown key; expected ${settingsKeyList}; remove it`],
    [{ "a b": 5 }, `"a b": got an unknown key; expected ${settingsKeyList}; remove it`],
    [{ ["__proto__"]: 5 }, `__proto__: got an unknown key; expected ${settingsKeyList}; remove it`],
    [
        toCell({ taks: 5 }),
        "cells[0].taks: got an unknown key; expected one of name, region, backupRegion, globalSecondary, cidr, tasks, readers, workers, database or cache; " +
            "did you mean tasks?",
    ],
    [
        toCell({ tasks: { maxTasks: 5 } }),
        "cells[0].tasks.maxTasks: got an unknown key; expected one of min, max, spotPercent or floors; did you mean max?",
    ],
    [
        toCell({ readers: { mim: 2 } }),
        "cells[0].readers.mim: got an unknown key; expected min or max; did you mean min?",
    ],
    [
        toCell({ database: { instanceclass: "db.r6g.large" } }),
        "cells[0].database.instanceclass: got an unknown key; " +
            "expected one of kind, instanceClass, minAcu, maxAcu or applyImmediately; did you mean instanceClass?",
    ],
    [
        toCell({ cache: { nodes: 5 } }),
        "cells[0].cache.nodes: got an unknown key; " +
            "expected one of nodeType, shards, replicasPerShard, maxShards or maxReplicasPerShard; remove it",
    ],
]);

refuses("environment", [
    [
        { environment: undefined },
        "environment: got nothing; expected dev or prod; choose prod where data must not be lost, else dev",
    ],
    [
        { environment: "production" },
        'environment: got "production"; expected dev or prod; did you mean prod?',
    ],
    [{ environment: "Prod" }, 'environment: got "Prod"; expected dev or prod; did you mean prod?'],
    [
        { environment: "test" },
        'environment: got "test"; expected dev or prod; choose prod where data must not be lost, else dev',
    ],
]);

refuses("layout", [
    [{ layout: undefined }, "layout: got nothing; expected one-stack or stack-per-cell; choose one of them"],
    [
        { layout: "onestack" },
        'layout: got "onestack"; expected one-stack or stack-per-cell; did you mean one-stack?',
    ],
    [
        { environment: "prod" },
        'layout: got "one-stack"; expected stack-per-cell in prod, so that a bad change or a broken state stays ' +
            "inside one cell; set layout: stack-per-cell",
    ],
]);

const phaseRule = "expected a whole number from 1 to 4 (a phase of the strategy)";
refuses("phase", [
    [{ phase: undefined }, `phase: got nothing; ${phaseRule}; write digits only, e.g. 1`],
    [{ phase: 0 }, `phase: got 0; ${phaseRule}; set it to 1`],
    [{ phase: 5 }, `phase: got 5; ${phaseRule}; set it to 4, the last one`],
    [{ phase: "two" }, `phase: got "two"; ${phaseRule}; write digits only, e.g. 1`],
]);

const usersRule = "expected a whole number of at least 1";
// Config.getNumber takes what parseFloat makes of most of these, and a typo deploys the wrong size.
refuses("users (A23)", [
    [{ users: undefined }, `users: got nothing; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "1e6x" }, `users: got "1e6x"; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "-5" }, `users: got -5; ${usersRule}; raise it to 1`],
    [{ users: "0" }, `users: got 0; ${usersRule}; raise it to 1`],
    [{ users: "0.5" }, `users: got 0.5; ${usersRule}; write 1`],
    [{ users: "1,000,000" }, `users: got "1,000,000"; ${usersRule}; write 1000000`],
    [{ users: "1e6" }, `users: got "1e6"; ${usersRule}; write 1000000`],
    [{ users: "" }, `users: got ""; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "0x10" }, `users: got "0x10"; ${usersRule}; write 16`],
    [{ users: "007" }, `users: got 007; ${usersRule}; write 7`],
    [{ users: " 1000" }, `users: got " 1000"; ${usersRule}; write 1000`],
    [{ users: "1M" }, `users: got "1M"; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "Infinity" }, `users: got "Infinity"; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "NaN" }, `users: got "NaN"; ${usersRule}; write digits only, e.g. 1000`],
    [{ users: "true" }, `users: got "true"; ${usersRule}; write digits only, e.g. 1000`],
    [
        { users: "9007199254740993" },
        `users: got 9007199254740993; ${usersRule}; write digits only, e.g. 1000`,
    ],
]);

const hostRule = "expected a bare lower-case host name of two labels or more";
refuses("domain", [
    [{ domain: undefined }, `domain: got nothing; ${hostRule}; write one such as app.example.com`],
    [{ domain: "*.example.com" }, `domain: got "*.example.com"; ${hostRule}; write example.com`],
    [
        { domain: "https://app.example.com/x" },
        `domain: got "https://app.example.com/x"; ${hostRule}; write app.example.com`,
    ],
    [
        { domain: "app.example.com:443" },
        `domain: got "app.example.com:443"; ${hostRule}; write app.example.com`,
    ],
    [{ domain: "APP.example.com" }, `domain: got "APP.example.com"; ${hostRule}; write app.example.com`],
    [{ domain: "app.example.com." }, `domain: got "app.example.com."; ${hostRule}; write app.example.com`],
    [
        { domain: "app..example.com" },
        `domain: got "app..example.com"; ${hostRule}; write one such as app.example.com`,
    ],
    [
        { domain: "-app.example.com" },
        `domain: got "-app.example.com"; ${hostRule}; write one such as app.example.com`,
    ],
    [
        { domain: "app_1.example.com" },
        `domain: got "app_1.example.com"; ${hostRule}; write one such as app.example.com`,
    ],
    [{ domain: "example" }, `domain: got "example"; ${hostRule}; write one such as app.example.com`],
    [{ domain: "10.0.0.1" }, `domain: got "10.0.0.1"; ${hostRule}; write one such as app.example.com`],
    [
        { domain: "app.other.com" },
        'domain: got "app.other.com"; expected example.com, which is dnsZone, or a name that ends in .example.com; ' +
            "correct the one that is wrong",
    ],
    [
        { domain: "notexample.com" },
        'domain: got "notexample.com"; expected example.com, which is dnsZone, or a name that ends in .example.com; ' +
            "correct the one that is wrong",
    ],
    [
        { domain: "a-rather-long-name-for-a-host-1234.example.com" },
        'domain: got "a-rather-long-name-for-a-host-1234.example.com", which makes 66 characters of a cell\'s origin, ' +
            "us-east-1-c1.origin.a-rather-long-name-for-a-host-1234.example.com; " +
            "expected origins of at most 64 characters, where a certificate's name ends; " +
            "shorten the domain or the cell's name",
    ],
]);

refuses("dnsZone", [
    [{ dnsZone: undefined }, `dnsZone: got nothing; ${hostRule}; write one such as example.com`],
    [{ dnsZone: "example.com." }, `dnsZone: got "example.com."; ${hostRule}; write example.com`],
]);

const imageRule = "expected an image as registry/repository with a tag or a sha256 digest of 64 hex digits";
const imageRemedy = "write one such as 111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend:1.4.2";
const untagged =
    "expected a tag or a digest, without which the registry takes latest; " +
    "add the one that you tested, e.g. :1.4.2 or @sha256:…";
refuses("image", [
    [{ image: undefined }, `image: got nothing; ${imageRule}; ${imageRemedy}`],
    [{ image: "backend:1" }, `image: got "backend:1"; ${imageRule}; ${imageRemedy}`],
    [{ image: "r.io/Backend:1" }, `image: got "r.io/Backend:1"; ${imageRule}; ${imageRemedy}`],
    [{ image: "https://r.io/b:1" }, `image: got "https://r.io/b:1"; ${imageRule}; ${imageRemedy}`],
    [{ image: "r.io/b@sha256:abc" }, `image: got "r.io/b@sha256:abc"; ${imageRule}; ${imageRemedy}`],
    [{ image: "r.io/b" }, `image: got "r.io/b"; ${untagged}`],
    [{ image: "r.io:5000/b" }, `image: got "r.io:5000/b"; ${untagged}`],
    [
        { image: "r.io/b:latest" },
        'image: got "r.io/b:latest"; expected an image that stays the same, and latest moves; ' +
            "name the tag or digest that you tested",
    ],
    [
        { image: `r.io/b:latest@sha256:${"a".repeat(64)}` },
        `image: got "r.io/b:latest@sha256:${"a".repeat(15)}…${"a".repeat(35)}"; ` +
            "expected an image that stays the same, and latest moves; drop :latest",
    ],
]);

const emailRule = "expected an e-mail address; write one such as oncall@example.com";
refuses("alarmEmails", [
    [
        { alarmEmails: [] },
        "alarmEmails: got an empty list; expected at least one e-mail address, or no alarm reaches anybody; " +
            "list the address of whoever is on call",
    ],
    [
        { alarmEmails: undefined },
        "alarmEmails: got nothing; expected at least one e-mail address, or no alarm reaches anybody; " +
            "list the address of whoever is on call",
    ],
    [
        { alarmEmails: "oncall@example.com" },
        'alarmEmails: got "oncall@example.com"; expected a list of e-mail addresses; ' +
            "write one entry to a line, each behind a hyphen",
    ],
    [
        { alarmEmails: ["ops@", "ops", "a b@c.de", "a@b", 5, ""] },
        `alarmEmails[0]: got "ops@"; ${emailRule}`,
        `alarmEmails[1]: got "ops"; ${emailRule}`,
        `alarmEmails[2]: got "a b@c.de"; ${emailRule}`,
        `alarmEmails[3]: got "a@b"; ${emailRule}`,
        `alarmEmails[4]: got 5; ${emailRule}`,
        `alarmEmails[5]: got ""; ${emailRule}`,
    ],
    [
        { alarmEmails: ["a@b.com", "c@d.com", "a@b.com"] },
        'alarmEmails[2]: got "a@b.com"; expected each address once, and alarmEmails[0] is the same; remove one of them',
    ],
]);

const addressRule =
    "expected an https address of at most 200 characters, without query, fragment or slash at its end";
refuses("runbookUrl", [
    [
        { runbookUrl: "http://runbooks.example.com" },
        `runbookUrl: got "http://runbooks.example.com"; ${addressRule}; write https://runbooks.example.com`,
    ],
    [
        { runbookUrl: "runbooks.example.com/medease/" },
        `runbookUrl: got "runbooks.example.com/medease/"; ${addressRule}; write https://runbooks.example.com/medease`,
    ],
    [
        { runbookUrl: "https://me:pw@runbooks.example.com/a" },
        `runbookUrl: got "https://[secret]@runbooks.example.com/a"; ${addressRule}; write https://runbooks.example.com/a`,
    ],
    [
        { runbookUrl: "https://runbooks.example.com/a?b=c#d" },
        `runbookUrl: got "https://runbooks.example.com/a?b=c#d"; ${addressRule}; write https://runbooks.example.com/a`,
    ],
    ...["", "docs/runbooks", "https://localhost", `https://example.com/${"a".repeat(200)}`, 5].map(
        (runbookUrl): Refusal => [
            { runbookUrl },
            `runbookUrl: got ${showValue(String(runbookUrl))}; ${addressRule}; ` +
                "write one such as https://runbooks.example.com/medease, or remove it",
        ],
    ),
]);

const webhookRule = "got [not shown]; expected an https address with a public host name";
const webhookRemedy = "write one such as https://events.example.com/integration/<key>";
refuses("alarmWebhooks", [
    [
        {
            alarmWebhooks: [
                "http://events.example.com/hunter2",
                "hunter2",
                "https://hunter2",
                "https://10.0.0.1/hunter2",
                "https://events.example.com/hunter2 ",
                "https://",
                5,
                "",
            ],
        },
        `alarmWebhooks[0]: ${webhookRule}; write https:// in place of http://, or what alarms say can be read on the way`,
        ...[1, 2, 3, 4, 5, 6, 7].map((index) => `alarmWebhooks[${index}]: ${webhookRule}; ${webhookRemedy}`),
    ],
    [
        { alarmWebhooks: "https://events.example.com/hunter2" },
        "alarmWebhooks: got [not shown]; expected a list of https addresses; " +
            "write one entry to a line, each behind a hyphen",
    ],
    [
        { alarmWebhooks: ["https://a.example.com/hunter2", "https://a.example.com/hunter2"] },
        "alarmWebhooks[1]: got [not shown]; expected each address once, and alarmWebhooks[0] is the same; " +
            "remove one of them",
    ],
]);

const ruleNames =
    "one of rate-limit, rate-limit-key, rate-limit-session, rate-limit-sign-in, rate-limit-organization, " +
    "rate-limit-probes, ip-reputation, known-bad-inputs, sql-injection or common";
refuses("webAclCounted", [
    [
        { webAclCounted: ["sql-injections", 5] },
        `webAclCounted[0]: got "sql-injections"; expected ${ruleNames}; did you mean sql-injection?`,
        `webAclCounted[1]: got 5; expected ${ruleNames}; name a rule of components/web-acl-rules.ts`,
    ],
    [
        { webAclCounted: "common" },
        'webAclCounted: got "common"; expected a list of the web ACL\'s rules; write one entry to a line, each behind a hyphen',
    ],
]);

describe("what is right", () => {
    for (const changes of [
        { domain: "example.com" },
        { domain: "a-1.b.example.com" },
        { domain: `${"a".repeat(32)}.example.com` }, // us-east-1-c1.origin. before it makes 64
        { image: `111122223333.dkr.ecr.us-east-1.amazonaws.com/medease/backend@sha256:${"0".repeat(64)}` },
        { image: `r.io:5000/a/b_c:v1.0@sha256:${"f".repeat(64)}` },
        { alarmEmails: ["o'neil+pager@Example.COM"] },
        { runbookUrl: "https://github.com/medease/platform/blob/main/docs/runbooks" },
        { runbookUrl: "https://wiki.example.com:8443" },
        { runbookUrl: `https://example.com/${"a".repeat(180)}` },
        { alarmWebhooks: [] },
        { webAclCounted: [] },
        { webAclCounted: ["common", "rate-limit-organization"] },
        { alarmWebhooks: ["https://events.example.com/a?b=c", "https://u:p@Events.example.com:8443"] },
        { layout: "stack-per-cell" },
    ]) {
        it(`is accepted: ${JSON.stringify(changes)}`, () => {
            assert.throws(() => mistakesWith(changes), { message: "the settings were accepted" });
        });
    }
});
