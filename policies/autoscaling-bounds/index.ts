import { PolicyPack } from "@pulumi/policy";
import { toStackPolicies } from "../rule";
import { rules } from "./rules";

new PolicyPack("autoscaling-bounds", { policies: toStackPolicies("autoscaling-bounds", rules) });
