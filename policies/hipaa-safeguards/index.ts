import { PolicyPack } from "@pulumi/policy";
import { toStackPolicy } from "../rule";
import { rules } from "./rules";

new PolicyPack("hipaa-safeguards", { policies: rules.map((rule) => toStackPolicy(rule)) });
