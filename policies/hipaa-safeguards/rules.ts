import type { AnyRule } from "../rule";
import { dataIsBackedUp } from "./backups";
import { bucketBlocksPublicAccess } from "./bucket-access";
import { bucketIsEncryptedWithCustomerKey } from "./bucket-encryption";
import { cacheEncryptsTransit } from "./cache-transit";
import {
    cacheIsEncryptedWithCustomerKey,
    dataStoreIsEncryptedWithCustomerKey,
    logsAreEncryptedWithCustomerKey,
    messagesAreEncryptedWithCustomerKey,
    secretIsEncryptedWithCustomerKey,
} from "./customer-key";
import { dataStoreIsPrivate } from "./data-store-privacy";
import { databaseForcesTls } from "./database-transit";
import { deletionIsGuarded } from "./deletion-protection";
import { distributionSpeaksTls } from "./distribution-tls";
import { policyGrantsNoWildcard } from "./least-privilege";
import { loadBalancerSpeaksTls } from "./listener-tls";
import { logGroupKeepsAYear } from "./log-retention";
import { securityGroupAdmitsNoInternet } from "./open-ingress";
import { plainTextIsRefused } from "./plain-text-denial";
import { environmentHoldsNoSecret } from "./plain-secrets";
import { keyRotates, masterPasswordIsManaged } from "./rotation";
import { resourceIsTagged } from "./tags";
import { taskIsPrivate } from "./task-privacy";
import { vpcClosesDefaultGroup, vpcRecordsItsTraffic } from "./vpc";
import { entryHasWebAcl } from "./web-acl";

/** The pack's rules: what is encrypted, what is private, what is kept, and who may. */
export const rules: readonly AnyRule[] = [
    dataStoreIsEncryptedWithCustomerKey,
    cacheIsEncryptedWithCustomerKey,
    messagesAreEncryptedWithCustomerKey,
    logsAreEncryptedWithCustomerKey,
    secretIsEncryptedWithCustomerKey,
    bucketIsEncryptedWithCustomerKey,
    loadBalancerSpeaksTls,
    distributionSpeaksTls,
    plainTextIsRefused,
    cacheEncryptsTransit,
    databaseForcesTls,
    dataStoreIsPrivate,
    taskIsPrivate,
    securityGroupAdmitsNoInternet,
    bucketBlocksPublicAccess,
    vpcClosesDefaultGroup,
    vpcRecordsItsTraffic,
    entryHasWebAcl,
    dataIsBackedUp,
    deletionIsGuarded,
    logGroupKeepsAYear,
    keyRotates,
    masterPasswordIsManaged,
    policyGrantsNoWildcard,
    environmentHoldsNoSecret,
    resourceIsTagged,
];
