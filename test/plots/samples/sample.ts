/** A picture of a result: what the tests check and the gallery shows. */
import type { Chart, ChartOptions } from "retention-economics/plots";

export interface Sample {
  /** Name of the chart function. */
  readonly chart: string;
  /** What is special about the result; null for the one that the gallery shows. */
  readonly special: string | null;
  readonly draw: (options?: ChartOptions) => Chart;
  /** The rows that the result has for a data set, as they must be found in the chart. */
  readonly rows?: Readonly<Record<string, readonly object[]>>;
}

type ChartFunction<Result> = (result: Result, options?: never) => Chart;

/** A sample of a chart function; `more` are options of this chart alone. */
export function sample<Result>(
  chart: ChartFunction<Result>,
  result: Result,
  { special = null, rows, more = {} }: { special?: string | null; rows?: Sample["rows"]; more?: object } = {},
): Sample {
  return {
    chart: chart.name,
    special,
    draw: (options = {}) => chart(result, { ...options, ...more } as never),
    ...(rows ? { rows } : {}),
  };
}
