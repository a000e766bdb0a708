import { PolicyPack } from "@pulumi/policy";
import { toStackPolicy } from "../rule";
import { rules } from "./rules";

new PolicyPack("indexes-as-migrations", { policies: rules.map(toStackPolicy) });
