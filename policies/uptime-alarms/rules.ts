import type { AnyRule } from "../rule";
import { alarmHasPublishedDimensions } from "./alarm-dimensions";
import { globalMetricIsWatchedInUsEast1, latencyAlarmIsAPercentile } from "./alarm-metric";
import { alarmNotifies, alarmStatesSilence } from "./alarm-notifies";
import { alarmDecidesInTime } from "./alarm-timing";
import { alarmWatchesItsOwnResource } from "./alarm-ownership";
import { burnRatePairIsComplete } from "./burn-rate";
import { cacheHasItsAlarms } from "./cache-alarms";
import { databaseHasItsAlarms } from "./database-alarms";
import { distributionHasItsAlarms } from "./distribution-alarms";
import { loadBalancerHasItsAlarms } from "./load-balancer-alarms";
import { deadLetterQueueHasAnAlarm, queueHasAnAgeAlarm } from "./queue-alarms";
import { serviceHasItsAlarms } from "./service-alarms";

/** The pack's rules: first what must be watched, then how an alarm must be made to see and to be heard. */
export const rules: readonly AnyRule[] = [
    serviceHasItsAlarms,
    loadBalancerHasItsAlarms,
    databaseHasItsAlarms,
    cacheHasItsAlarms,
    distributionHasItsAlarms,
    queueHasAnAgeAlarm,
    deadLetterQueueHasAnAlarm,
    alarmHasPublishedDimensions,
    alarmWatchesItsOwnResource,
    alarmNotifies,
    alarmStatesSilence,
    alarmDecidesInTime,
    burnRatePairIsComplete,
    latencyAlarmIsAPercentile,
    globalMetricIsWatchedInUsEast1,
];
