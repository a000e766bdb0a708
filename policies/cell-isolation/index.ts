import { PolicyPack } from "@pulumi/policy";
import { toStackPolicies } from "../rule";
import { rules } from "./rules";

new PolicyPack("cell-isolation", { policies: toStackPolicies("cell-isolation", rules) });
