import { PolicyPack } from "@pulumi/policy";
import { toStackPolicies } from "../rule";
import { rules } from "./rules";

new PolicyPack("uptime-alarms", { policies: toStackPolicies("uptime-alarms", rules) });
