/** Tables of the references, one list per row. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export const rowsOf = ({ columns, rows }: Table): Record<string, unknown>[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])));

export const columnsOf = ({ columns, rows }: Table): Record<string, unknown[]> =>
  Object.fromEntries(columns.map((name, i) => [name, rows.map((row) => row[i])]));
