import { markup, type Html, type Piece } from "./html";

/** A column: its head, and whether numbers stand in it. */
export interface Column {
    readonly head: Piece;
    readonly isNumber?: boolean;
}

/** A table; the first cell of each row is the row's head. */
export interface Table {
    /** Unique on the page. */
    readonly id: string;
    readonly caption: string;
    readonly columns: readonly Column[];
    readonly rows: readonly (readonly Piece[])[];
    /** The last row is a sum. @default false */
    readonly hasTotal?: boolean;
    /** Many columns of short texts, none of which is broken. @default false */
    readonly isDense?: boolean;
}

const numeric = (column: Column | undefined): Html =>
    column?.isNumber === true ? markup` class="number"` : markup``;

/** A table that scrolls by itself where the window is too narrow for it, also by keyboard; its caption stays. */
export function table({ id, caption, columns, rows, hasTotal = false, isDense = false }: Table): Html {
    const rowOf = (cells: readonly Piece[]): Html =>
        markup`<tr>${cells.map((cell, index) =>
            index === 0
                ? markup`<th scope="row"${numeric(columns[0])}>${cell}</th>`
                : markup`<td${numeric(columns[index])}>${cell}</td>`,
        )}</tr>\n`;
    const body = hasTotal ? rows.slice(0, -1) : rows;
    const total = hasTotal ? rows.slice(-1) : [];
    return markup`<div class="table">
<p class="caption" id="${id}-caption">${caption}</p>
<div class="scroll" role="region" aria-labelledby="${id}-caption" tabindex="0">
<table id="${id}" aria-labelledby="${id}-caption"${isDense ? markup` class="dense"` : undefined}>
<thead><tr>${columns.map((column) => markup`<th scope="col"${numeric(column)}>${column.head}</th>`)}</tr></thead>
<tbody>
${body.map(rowOf)}</tbody>
${total.length === 0 ? undefined : markup`<tfoot>${total.map(rowOf)}</tfoot>\n`}</table>
</div>
</div>
`;
}
