import { PolicyPack } from "@pulumi/policy";
import { toStackPolicies } from "../rule";
import { rules } from "./rules";

new PolicyPack("indexes-as-migrations", { policies: toStackPolicies("indexes-as-migrations", rules) });
