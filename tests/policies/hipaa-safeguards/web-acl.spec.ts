import { entryHasWebAcl } from "../../../policies/hipaa-safeguards/web-acl";
import { output, resource } from "../../support/stack-graph";
import { fourWays, maker, source } from "./four-ways";

const later = output(source, "value");

const open = resource("aws:lb/loadBalancer:LoadBalancer", "open");
const association = maker("aws:wafv2/webAclAssociation:WebAclAssociation", "association", {
    resourceArn: output(open, "arn"),
});
const acl = resource("aws:wafv2/webAcl:WebAcl", "acl");
const cdn = maker("aws:cloudfront/distribution:Distribution", "cdn");
fourWays(entryHasWebAcl, {
    passes: {
        "entries with web ACLs": [open, association(), acl, cdn({ webAclId: output(acl, "arn") })],
        "a web ACL by its ARN": [cdn({ webAclId: "arn:aws:wafv2:us-east-1:1:global/webacl/a/1" })],
    },
    refuses: {
        "entries without": [
            [open, cdn()],
            "cdn: webAclId is not set; it must name a web ACL",
            "open: faces the internet without a web ACL; it must have one",
        ],
    },
    ignores: {
        "what is internal, or takes none": [
            resource("aws:lb/loadBalancer:LoadBalancer", "inner", { internal: true }),
            resource("aws:lb/loadBalancer:LoadBalancer", "tcp", { loadBalancerType: "network" }),
        ],
    },
    leavesOpen: {
        "what comes from elsewhere": [
            [
                cdn({ webAclId: later }),
                resource("aws:lb/loadBalancer:LoadBalancer", "inner", { internal: later }),
            ],
            "cdn: webAclId is not known before the update",
            "inner: internal is not known before the update",
        ],
        "whose web ACL it is": [
            [open, association({ resourceArn: later })],
            "open: whether a web ACL is its own is not known before the update",
        ],
    },
});
