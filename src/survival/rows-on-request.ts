/** Results that hold columns inside and make their rows when these are first asked for: a million objects take longer than a curve. */

/** Under this the columns stay with a result; a copy by JSON, spread or structured clone has the rows alone. */
const columnsKey = Symbol("columns");

/** How a result of columns makes its rows. */
export interface RowsOnRequest<Columns, Row> {
  /** What the result keeps inside. */
  readonly columns: Columns;
  /** Makes the rows. */
  readonly makeRows: (columns: Columns) => readonly Row[];
}

/** The fields of a result together with its `steps`, an ordinary field to whoever reads, copies or stores it. */
export function withSteps<Fields extends object, Columns, Row>(
  fields: Fields,
  { columns, makeRows }: RowsOnRequest<Columns, Row>,
): Fields & { readonly steps: readonly Row[] } {
  let steps: readonly Row[] | null = null;
  const get = () => {
    steps ??= makeRows(columns);
    return steps;
  };
  Object.defineProperty(fields, "steps", { get, enumerable: true });
  Object.defineProperty(fields, columnsKey, { value: columns });
  return fields as Fields & { readonly steps: readonly Row[] };
}

/** The columns that a result was made with; null for a copy of it, which has rows alone. */
export function columnsWithin<Columns>(result: object): Columns | null {
  return (result as { readonly [columnsKey]?: Columns })[columnsKey] ?? null;
}
