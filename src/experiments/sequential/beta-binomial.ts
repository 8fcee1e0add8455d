/**
 * Confidence sequences of a rate, and of the difference of two, from likelihoods mixed over all rates alike: exact from the
 * first customer on, in any order of arrival.
 *
 * @see Robbins (1970), "Statistical Methods Related to the Law of the Iterated Logarithm", Annals of Mathematical Statistics
 *   41(5), 1397-1409, doi:10.1214/aoms/1177696786; Lindon & Malek (2022), "Anytime-Valid Inference for Multinomial Count Data",
 *   NeurIPS 35.
 */
import { logBeta } from "../../math/gamma.js";
import { findRoot } from "../../math/roots.js";
import type { PeriodCounts } from "../../rates/churn-rate.js";
import { likeliestSecond } from "../rates/share-difference.js";

/** x log p, 0 where x is 0. */
const timesLog = (x: number, p: number): number => (x === 0 ? 0 : x * Math.log(p));

const logLikelihood = ({ atStart, lost }: PeriodCounts, rate: number): number =>
  timesLog(lost, rate) + timesLog(atStart - lost, 1 - rate);

/** Logarithm of the likelihood averaged over all rates. */
const logMixed = ({ atStart, lost }: PeriodCounts): number => logBeta(lost + 1, atStart - lost + 1);

/** Logarithm of the evidence against one rate. */
export const rateEvidence = (counts: PeriodCounts, rate: number): number =>
  logMixed(counts) - logLikelihood(counts, rate);

/** The rates against which the evidence is below 1/α. */
export function rateEnds(counts: PeriodCounts, alpha: number): { lower: number; upper: number } {
  const { atStart, lost } = counts;
  const estimate = lost / atStart;
  const excess = (rate: number): number => rateEvidence(counts, rate) + Math.log(alpha);
  return {
    lower: lost === 0 ? 0 : findRoot(excess, [0, estimate]),
    upper: lost === atStart ? 1 : findRoot(excess, [estimate, 1]),
  };
}

/** Logarithm of the evidence against a difference (first minus second): that against the pair of rates with it that is likeliest. */
export function differenceEvidence(first: PeriodCounts, second: PeriodCounts, difference: number): number {
  const shareOf = ({ atStart, lost }: PeriodCounts) => ({ x: lost, n: atStart });
  const other = likeliestSecond(shareOf(first), shareOf(second), difference);
  const rate = Math.min(1, Math.max(0, other + difference));
  return logMixed(first) + logMixed(second) - logLikelihood(first, rate) - logLikelihood(second, other);
}

/** The differences (first minus second) against which the evidence is below 1/α. */
export function differenceEnds(
  first: PeriodCounts,
  second: PeriodCounts,
  alpha: number,
): { lower: number; upper: number } {
  const estimate = first.lost / first.atStart - second.lost / second.atStart;
  const excess = (difference: number): number =>
    Math.min(1e300, differenceEvidence(first, second, difference)) + Math.log(alpha);
  return {
    lower: excess(-1) > 0 ? findRoot(excess, [-1, estimate]) : -1,
    upper: excess(1) > 0 ? findRoot(excess, [estimate, 1]) : 1,
  };
}
