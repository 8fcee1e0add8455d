/** Customers drawn from data again, and tenures drawn from a model. */
import { check, checkCount, checkFinite, checkOptions } from "../../errors.js";
import { createRandom, type Random } from "../../math/random.js";
import { sampleMultinomial } from "../../math/samplers.js";
import { asLists } from "../../tables/columns.js";
import { createProblems } from "../../tables/problems.js";
import { openTable } from "../../tables/table.js";
import { openCustomers } from "./customers-at-risk.js";
import type { IntervalOptions } from "./options.js";
import { type HazardModel, lossOf, moved, openModel } from "./predictor.js";
import { readIntervals, rowsByCustomer } from "./read-intervals.js";

/** Which random numbers are drawn. */
export interface HazardDrawOptions {
  /** Seed: any number up to 1e150 in size, 1 by default. */
  readonly seed?: number | undefined;
  /** An independent sequence of the same seed, 0 by default. */
  readonly stream?: number | undefined;
}

function openRandom(where: string, { seed = 1, stream = 0 }: HazardDrawOptions): Random {
  checkFinite(where, "seed", seed);
  checkFinite(where, "stream", stream);
  return createRandom(seed, stream);
}

/** The same rows with the number of times that their customer was drawn as weight; as many are drawn as the data hold. */
export function resampleCustomers<Data extends object>(
  where: string,
  data: Data,
  fields: IntervalOptions,
  options: HazardDrawOptions,
): Data {
  checkOptions(where, options, ["seed", "stream"]);
  const random = openRandom(where, options);
  const { weights, durations } = readIntervals(where, data, fields);
  const name = fields.weight ?? "weight";
  check(typeof name === "string", where, "weight", "must be the name of a field, to be drawn from", name);
  const table = openTable(where, "data", data);
  const problems = createProblems(where);
  const customers =
    fields.customer !== undefined || table.has("customer")
      ? rowsByCustomer(table.column("customer", fields.customer), problems)
      : Array.from(durations, (_, i) => [i]);
  const countOf = (rows: readonly number[]) => {
    const count = weights?.[rows[0]!] ?? 1;
    for (const row of rows) {
      const weight = weights?.[row] ?? 1;
      if (weight !== count || !Number.isInteger(weight))
        problems.add(`data.${name}[${row}]`, "must be whole, and the same in all rows of a customer", weight);
    }
    return count;
  };
  const counts = customers.map(countOf);
  problems.throwIfAny();
  const total = counts.reduce((sum, count) => sum + count, 0);
  const drawn = sampleMultinomial(random, total, counts);
  const weight = new Float64Array(durations.length);
  customers.forEach((rows, c) => {
    for (const row of rows) weight[row] = drawn[c]!;
  });
  if (!Array.isArray(data)) return { ...data, [name]: weight };
  return data.map((row: object, i) => ({ ...row, [name]: weight[i]! })) as object as Data;
}

/** What to simulate. */
export interface TenureSimulationOptions extends HazardDrawOptions {
  /** Periods that each is watched for: a whole number of 1 or more. */
  readonly periods: number;
}

/** Simulated tenures as columns, which `fit` takes beside the covariates. */
export interface SimulatedTenures {
  /** Periods that each was followed. */
  readonly duration: Float64Array;
  /** 1 for those who were lost in the last of them, 0 for those still there. */
  readonly event: Float64Array;
}

/** New customers with given covariates, each followed until lost or for so many periods. */
export function simulateTenures(
  where: string,
  model: HazardModel,
  customers: object,
  options: TenureSimulationOptions,
): SimulatedTenures {
  checkOptions(where, options, ["periods", "seed", "stream"]);
  const { periods } = options;
  checkCount(where, "options.periods", periods, 1);
  check(periods <= 10_000, where, "options.periods", "must be at most 10000", periods);
  const predictor = openModel(where, model);
  const random = openRandom(where, options);
  const levels = Float64Array.from({ length: periods }, (_, t) => predictor.levelAt(t + 1));
  const unknown = levels.indexOf(Number.NEGATIVE_INFINITY);
  check(unknown === -1, where, "options.periods", "must be periods for which the fit has levels", periods);
  const table = openTable(where, "customers", customers);
  const { length, values } = openCustomers(where, customers, table, predictor.codings);
  const row = new Float64Array(predictor.coefficients.length);
  const [duration, event] = [new Float64Array(length), new Float64Array(length)];
  for (let i = 0; i < length; i++) {
    const by = moved(predictor, values(i), row);
    const last = -Math.log1p(-random.next());
    let [t, sum] = [0, 0];
    while (t < periods && sum < last) sum += lossOf(predictor.link, levels[t++]! + by);
    duration[i] = t;
    event[i] = sum >= last ? 1 : 0;
  }
  return asLists({ duration, event });
}
