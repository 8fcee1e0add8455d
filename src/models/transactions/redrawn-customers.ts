/** Customers drawn again: what `bootstrap` and `bootstrapLikelihoodRatioTest` need of a transaction model. */
import { checkOptions } from "../../errors.js";
import type { DataDrawOptions } from "../../inference/bootstrap.js";
import type { Random } from "../../math/random.js";
import {
  type CustomerHistory,
  type Customers,
  type Histories,
  readHistories,
} from "../../tables/read-histories.js";
import type { TimeUnit } from "../../time.js";
import { resampleCases, singleCases } from "../draw-cases.js";
import { statedTimeUnit } from "./fit-checks.js";
import { type Buyer, simulateCustomers } from "./simulation.js";

/** Histories drawn from a model, one customer each: columns, as `fit` takes them. */
export interface ReplicatedCustomers {
  /** Unit of time of the ages, as the data stated it; null where they did not. */
  readonly timeUnit: TimeUnit | null;
  /** Repeat purchases up to T. */
  readonly frequency: Float64Array;
  /** Age at the last purchase up to T, 0 where there was no repeat purchase. */
  readonly recency: Float64Array;
  /** Age at the end of observation: that of the data. */
  readonly T: Float64Array;
  /** Sum of the natural logarithms of the gaps between purchases; 0 where there was no repeat purchase. */
  readonly sumLogGaps: Float64Array;
}

/** The same customers, each weighted by the number of times it was drawn with replacement. */
export function resampleCustomers<Data extends CustomerHistory | Customers>(
  where: string,
  customers: Data,
  options: DataDrawOptions,
): Data {
  return resampleCases(where, customers, weightsOf(readHistories(where, customers)), options);
}

function weightsOf({ weight, length }: Histories): ArrayLike<number> {
  return weight ?? new Float64Array(length).fill(1);
}

/** As many customers as the weights count, each observed as long as before, their purchases drawn from a model. */
export function replicateCustomers(
  where: string,
  customers: CustomerHistory | Customers,
  options: DataDrawOptions,
  draw: (random: Random, row: number) => Buyer,
): ReplicatedCustomers {
  checkOptions(where, options, ["seed", "stream"]);
  const histories = readHistories(where, customers);
  const rows = singleCases(where, customers, weightsOf(histories));
  const { seed, stream } = options;
  const ends = Float64Array.from(rows, (row) => histories.T[row]!);
  const { frequency, recency, T, sumLogGaps } = simulateCustomers(
    where,
    { T: ends, seed, stream },
    (random, i) => draw(random, rows[i]!),
  ).customers;
  return { timeUnit: statedTimeUnit(where, customers), frequency, recency, T, sumLogGaps };
}
