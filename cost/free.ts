/** Types that cost nothing by themselves. */
export const freeTypes: Readonly<Record<string, string>> = {};
