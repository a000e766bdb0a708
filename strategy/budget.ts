/** When people are told of what a month costs. The percentages are this project's. */
export const budgetLaw = {
    /** Of the budget, spent: there is still time to look. */
    actualPercents: [80, 100],
    /** Of the budget, by AWS's forecast of the whole month. */
    forecastPercent: 100,
    /** Of a month's budget, what one anomaly may cost before somebody is told. */
    anomalyPercent: 5,
    /** US dollars that an anomaly may cost where there is no budget. */
    anomalyDollars: 100,
    /** E-mail addresses that a notification of a budget takes ("Quotas and restrictions", AWS cost management guide). */
    mostEmails: 10,
} as const;

/** US dollars that an anomaly costs when somebody is told, at least one. */
export function anomalyThreshold(monthlyDollars: number | undefined): number {
    return monthlyDollars === undefined
        ? budgetLaw.anomalyDollars
        : Math.max(1, Math.round((monthlyDollars * budgetLaw.anomalyPercent) / 100));
}
