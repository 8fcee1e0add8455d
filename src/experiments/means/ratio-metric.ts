/** Ratios of sums over customers (revenue per active day, closing over opening revenue) and how far they may be off. */
import type { Share } from "../../inference/score-interval.js";
import { type GroupEstimate, meanOver, type Sample, sumOver } from "./sample.js";

/** A ratio of sums with the variance of the delta method, whose unit is the customer. */
export function ratioByDelta(sample: Sample): GroupEstimate {
  const { customers, outcome } = sample;
  const below = sample.denominator!;
  const estimate = ratioOfSums(sample);
  // The residuals' mean is 0 by the ratio's own definition.
  const squares = sumOver(sample, (i) => (outcome[i]! - estimate * below[i]!) ** 2);
  const variance = squares / (customers - 1) / customers / meanOver(sample, below) ** 2;
  return { estimate, variance, customers };
}

/** A ratio of sums with the variance of the jackknife, which leaves each customer out in turn. */
export function ratioByJackknife(sample: Sample): GroupEstimate {
  const { customers, outcome } = sample;
  const below = sample.denominator!;
  const [top, bottom] = [sumOver(sample, (i) => outcome[i]!), sumOver(sample, (i) => below[i]!)];
  const without = outcome.map((amount, i) => (top - amount) / (bottom - below[i]!));
  const mean = sumOver(sample, (i) => without[i]!) / customers;
  const squares = sumOver(sample, (i) => (without[i]! - mean) ** 2);
  return { estimate: top / bottom, variance: ((customers - 1) / customers) * squares, customers };
}

/** The sum of the outcomes over the sum of what they are divided by. */
export function ratioOfSums(sample: Sample): number {
  return sumOver(sample, (i) => sample.outcome[i]!) / sumOver(sample, (i) => sample.denominator![i]!);
}

/** The mean of the customers' own ratios, another quantity; null where a customer has nothing to divide by. */
export function meanOfRatios(sample: Sample): number | null {
  const below = sample.denominator!;
  if (below.some((each) => each === 0)) return null;
  return sumOver(sample, (i) => sample.outcome[i]! / below[i]!) / sample.customers;
}

/** The ratio as a share of the effective number of customers (Kish): as many as would weigh as much if all were alike. */
export function effectiveShare(sample: Sample): Share {
  const below = sample.denominator!;
  const most = below.reduce((largest, each) => Math.max(largest, each), 0);
  const n = sumOver(sample, (i) => below[i]! / most) ** 2 / sumOver(sample, (i) => (below[i]! / most) ** 2);
  return { x: ratioOfSums(sample) * n, n };
}

/** Whether every outcome lies from 0 to what it is divided by, so that the ratio is a share. */
export function isBounded({ outcome, denominator }: Sample): boolean {
  return outcome.every((amount, i) => amount >= 0 && amount <= denominator![i]!);
}
