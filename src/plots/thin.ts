/** The most rows that a chart carries, and the rule by which more of them are thinned. */

/** A row of a chart: flat, so that any reader of the specification can take it as a table. */
export type ChartRow = Readonly<Record<string, string | number | boolean | null>>;

/** Rows of one data set, and the fields that tell its series apart. */
export interface Series {
  readonly rows: readonly object[];
  readonly by: readonly string[];
}

/** A notebook stores what is drawn in it: more than this would swell it and show nothing new. */
const MOST_ROWS = 5000;
/** Data sets up to this size stay whole. */
const FEW_ROWS = 500;

/**
 * Thins data sets to about 5,000 rows in all, those of more than 500 rows each by the same share: of each series the first row and the
 * last, and of those between rows at even steps. What is kept is as it was.
 */
export function thin(data: Readonly<Record<string, Series>>): Record<string, ChartRow[]> {
  const entries = Object.entries(data) as [string, { rows: readonly ChartRow[]; by: readonly string[] }][];
  const many = entries.reduce((sum, [, { rows }]) => sum + (rows.length > FEW_ROWS ? rows.length : 0), 0);
  const share = Math.min(1, MOST_ROWS / many);
  return Object.fromEntries(
    entries.map(([name, { rows, by }]) => [
      name,
      rows.length > FEW_ROWS && share < 1 ? thinSeries(rows, by, share) : [...rows],
    ]),
  );
}

function thinSeries(rows: readonly ChartRow[], by: readonly string[], share: number): ChartRow[] {
  const groups = new Map<string, ChartRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(by.map((field) => row[field]));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return [...groups.values()].flatMap((group) => {
    const kept = Math.min(group.length, Math.max(2, Math.floor(share * group.length)));
    const step = (group.length - 1) / Math.max(1, kept - 1);
    return Array.from({ length: kept }, (_, i) => group[Math.round(i * step)]!);
  });
}
