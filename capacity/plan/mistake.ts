/** What was asked for cannot be answered; the message says why and what to do. */
export class PlanMistake extends Error {}
