import type { AnyRule } from "../rule";
import { cacheScalesBeforeItIsFull, cacheTargetIsBounded } from "./cache-bounds";
import { autoscaledNodesAreIgnored } from "./cache-count";
import { serverlessClusterHasAcuBounds } from "./cluster-capacity";
import {
    clusterHasReaderScaling,
    clusterScalesOnReaderCpu,
    readerTargetScalesProvisionedPrimary,
} from "./cluster-readers";
import {
    scalingPolicyFollowsATarget,
    scalingPolicyIsAloneOnItsMetric,
    scalingPolicyScalesIn,
} from "./scaling-policies";
import { requestScalingComesInTime, requestScalingCountsOwnRequests } from "./request-scaling";
import { autoscaledCountIsIgnored } from "./service-count";
import { serviceKeepsOnDemandFloor } from "./service-floor";
import { serviceScalesOnCpuAndMemory, serviceScalingStatesCooldowns } from "./service-policies";
import { serviceHasBoundedTarget } from "./service-target";
import { targetNamesWhatItScales } from "./target-id";

/** The pack's rules, in the order in which a person reads about a service, then its database, then its cache. */
export const rules: readonly AnyRule[] = [
    serviceHasBoundedTarget,
    serviceScalesOnCpuAndMemory,
    serviceScalingStatesCooldowns,
    requestScalingCountsOwnRequests,
    requestScalingComesInTime,
    autoscaledCountIsIgnored,
    serviceKeepsOnDemandFloor,
    clusterHasReaderScaling,
    clusterScalesOnReaderCpu,
    readerTargetScalesProvisionedPrimary,
    serverlessClusterHasAcuBounds,
    autoscaledNodesAreIgnored,
    cacheTargetIsBounded,
    cacheScalesBeforeItIsFull,
    scalingPolicyFollowsATarget,
    scalingPolicyIsAloneOnItsMetric,
    scalingPolicyScalesIn,
    targetNamesWhatItScales,
];
