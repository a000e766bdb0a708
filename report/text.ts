import { number } from "../preview/text";
import type { Bounds } from "../strategy/plan";
import { markup, type Html } from "./html";

/** "3–50", or one number where both ends are the same. */
export function range({ min, max }: Bounds): string {
    return min === max ? number(min) : `${number(min)}–${number(max)}`;
}

/** "$104.18" */
export const cents = (amount: number): string =>
    `$${amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** "22 %"; what is not nought is never shown as nought. */
export const percent = (share: number): string =>
    `${share > 0 && share < 1 ? "<1" : number(Math.round(share))} %`;

/** A number for people that machines read exactly. */
export function data(value: number, shown = number(value)): Html {
    return markup`<data value="${value}">${shown}</data>`;
}
