/** Single tenures drawn again from a model: each customer enters at the same age and is watched as long. */
import { check } from "../../errors.js";
import type { Random } from "../../math/random.js";
import { sampleBinomial } from "../../math/samplers.js";
import { entriesOf, isColumn } from "../../tables/columns.js";
import { type TenureColumns, type TenureRow, tenuresOf } from "./tenure-data.js";

/** Churn probability by period of life, the first being 1. */
export type Churn = (period: number) => number;

type Tenures = TenureColumns | readonly TenureRow[];
type Tenure = ReturnType<typeof tenuresOf>[number];

/** What became of some customers of a row. */
interface Outcome {
  readonly row: number;
  readonly duration: number;
  readonly lost: boolean;
  readonly customers: number;
}

/**
 * Tenures drawn from the model, given each customer's age at entry and how long the customer was watched.
 *
 * Whoever was still active was watched for that duration. How long the lost would have been watched is not in the data: it is
 * drawn from the Kaplan-Meier estimate of watching times, given that they were not shorter than the tenure, and ends at the
 * latest with the longest tenure. (Their own tenures would be too short: every loss would be drawn too early.)
 * @see Davison & Hinkley (1997), "Bootstrap Methods and their Application", section 3.5 (conditional resampling).
 */
export function replicateTenures<Data extends Tenures>(
  where: string,
  data: Data,
  random: Random,
  churnOf: (row: number) => Churn,
): Data {
  const tenures = tenuresOf(where, data);
  tenures.forEach(({ weight }, i) => {
    const rule = "must be a whole count to be drawn from";
    check(Number.isSafeInteger(weight), where, `weight[${i}]`, rule, weight);
  });
  const leaving = watchingHazard(tenures);
  const outcomes = tenures.flatMap((tenure, row) =>
    drawOutcomes(random, { tenure, row }, churnOf(row), leaving),
  );
  return withOutcomes(data, tenures, outcomes);
}

/** Share of the customers kept in each period who are watched no longer, the first entry being period 1. */
function watchingHazard(tenures: readonly Tenure[]): Float64Array {
  const last = tenures.reduce((most, { duration }) => Math.max(most, duration), 0);
  const change = new Float64Array(last + 2);
  const censored = new Float64Array(last + 1);
  for (const { duration, lost, entry, weight } of tenures) {
    const kept = lost ? duration - 1 : duration;
    if (kept <= entry) continue;
    change[entry + 1]! += weight;
    change[kept + 1]! -= weight;
    if (!lost) censored[duration]! += weight;
  }
  let kept = 0;
  return Float64Array.from({ length: last }, (_, i) => {
    kept += change[i + 1]!;
    return kept > 0 ? censored[i + 1]! / kept : 0;
  });
}

/** The customers of one row, period by period: lost with the model's churn, then perhaps watched no longer. */
function drawOutcomes(
  random: Random,
  { tenure, row }: { readonly tenure: Tenure; readonly row: number },
  churn: Churn,
  leaving: Float64Array,
): Outcome[] {
  const { duration, lost, entry, weight } = tenure;
  const outcomes: Outcome[] = [];
  // A row that stands for nobody, or was not watched at all, stays as it is.
  if (weight === 0 || entry === duration) return [{ row, duration, lost, customers: weight }];
  let present = weight;
  for (let t = entry + 1; present > 0; t++) {
    const gone = sampleBinomial(random, present, churn(t));
    if (gone > 0) outcomes.push({ row, duration: t, lost: true, customers: gone });
    present -= gone;
    const ends = t === leaving.length || (!lost && t === duration);
    const share = lost && t >= duration ? leaving[t - 1]! : 0;
    const unwatched = ends ? present : share > 0 ? sampleBinomial(random, present, share) : 0;
    if (unwatched > 0) outcomes.push({ row, duration: t, lost: false, customers: unwatched });
    present -= unwatched;
  }
  return outcomes;
}

/** Data of the same form, in which everything else stays with its customer. */
function withOutcomes<Data extends Tenures>(
  data: Data,
  tenures: readonly Tenure[],
  outcomes: readonly Outcome[],
): Data {
  const asNumber = tenures.some(({ event }) => typeof event === "number");
  const eventOf = ({ lost }: Outcome) => (asNumber ? Number(lost) : lost);
  if (Array.isArray(data)) {
    const rows = data as readonly TenureRow[];
    const drawn = outcomes.map((outcome) => ({
      ...rows[outcome.row]!,
      duration: outcome.duration,
      event: eventOf(outcome),
      weight: outcome.customers,
    }));
    return drawn as unknown as Data;
  }
  const fresh: Readonly<Record<string, unknown>> = {
    duration: Float64Array.from(outcomes, ({ duration }) => duration),
    event: outcomes.map(eventOf),
    weight: Float64Array.from(outcomes, ({ customers }) => customers),
  };
  const gathered = (column: unknown) => {
    const at = entriesOf(column);
    return outcomes.map(({ row }) => at(row));
  };
  const others = Object.entries(data).map(([name, value]) => [
    name,
    isColumn(value) && value.length === tenures.length ? gathered(value) : value,
  ]);
  return { ...Object.fromEntries(others), ...fresh } as Data;
}
