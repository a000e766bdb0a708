import { PolicyPack } from "@pulumi/policy";
import { toStackPolicies } from "../rule";
import { rules } from "./rules";

new PolicyPack("hipaa-safeguards", { policies: toStackPolicies("hipaa-safeguards", rules) });
