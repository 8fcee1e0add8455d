/** A group of customers with their outcomes, and the sums that every comparison of means is made of. */

/** One group: an entry for each customer, or for several alike. */
export interface Sample {
  readonly outcome: Float64Array;
  /** What the outcomes are divided by, such as active days; null where the mean is per customer. */
  readonly denominator: Float64Array | null;
  /** Measured before the experiment, one column each. */
  readonly covariates: readonly Float64Array[];
  /** How many customers each entry stands for; null where each stands for one. */
  readonly weight: Float64Array | null;
  /** Number of customers. */
  readonly customers: number;
}

/** What a group's estimate is, how far it may be off, and on how many customers that rests. */
export interface GroupEstimate {
  readonly estimate: number;
  readonly variance: number;
  readonly customers: number;
}

/** Sum over the customers of a group. */
export function sumOver({ outcome, weight }: Sample, value: (i: number) => number): number {
  let sum = 0;
  if (weight === null) for (let i = 0; i < outcome.length; i++) sum += value(i);
  else for (let i = 0; i < outcome.length; i++) sum += weight[i]! * value(i);
  return sum;
}

/** Mean of a column over the customers, in two passes, so that a large mean costs no digits. */
export function meanOver(sample: Sample, column: Float64Array): number {
  const rough = sumOver(sample, (i) => column[i]!) / sample.customers;
  return rough + sumOver(sample, (i) => column[i]! - rough) / sample.customers;
}

/** Mean of the outcome and its variance, s²/n. */
export function meanOfSample(sample: Sample, column: Float64Array = sample.outcome): GroupEstimate {
  const { customers } = sample;
  const estimate = meanOver(sample, column);
  const squares = sumOver(sample, (i) => (column[i]! - estimate) ** 2);
  return { estimate, variance: squares / (customers - 1) / customers, customers };
}
