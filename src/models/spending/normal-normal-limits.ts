/** Where the likelihood of the normal-normal model is highest, and its boundaries: customers alike, and orders alike. */
import type { BoundaryLimit } from "../../inference/fit.js";
import { findRoot } from "../../math/roots.js";
import { bestAtRatio, type ProfitSums, type Three } from "./normal-normal-likelihood.js";

/** So small a deviation beside the other that it leaves no trace but in rounding. */
const negligible = 1e-10;

/**
 * The highest interior maximum, to start from: along the ratio τ/σ everything else is explicit, and every rise that turns into a
 * fall is looked at. Where there is none, the best of the ratios.
 */
export function startAt(sums: ProfitSums): Three {
  const most = sums.classes.at(-1)!.x;
  const slope = (logRatio: number) => bestAtRatio(sums, Math.exp(logRatio)).slope;
  const [first, last] = [-12 - 0.5 * Math.log(most), 12];
  const step = 0.25;
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  const consider = (logRatio: number) => {
    const { logLikelihood } = bestAtRatio(sums, Math.exp(logRatio));
    if (logLikelihood > highest) [best, highest] = [logRatio, logLikelihood];
  };
  let rises = false;
  for (let at = first; at < last; at += step) {
    const risesNow = slope(at) > 0;
    if (rises && !risesNow) consider(findRoot(slope, [at - step, at], { tolerance: 1e-14 }));
    rises = risesNow;
  }
  if (highest === Number.NEGATIVE_INFINITY) for (const end of [-4, 0, 4]) consider(end);
  const { mu, sigma } = bestAtRatio(sums, Math.exp(best));
  return { mu, tau: sigma * Math.exp(best), sigma };
}

/** The boundaries of the problem of these customers. */
export function profitLimits(sums: ProfitSums): readonly BoundaryLimit<Three>[] {
  return sums.within > 0 ? [oneMeanLimit(sums)] : [oneMeanLimit(sums), steadyLimit(sums)];
}

/** All customers have one mean: τ runs to 0. Then μ is the mean of all orders. */
function oneMeanLimit(sums: ProfitSums): BoundaryLimit<Three> {
  const { customers, orders, within, classes } = sums;
  return {
    limitingModel: "normalNormal with one mean",
    lost: ["tau"],
    near: () => true,
    maximize: () => {
      const { mu, sigma, logLikelihood } = bestAtRatio(sums, 0);
      const [byMean, byLogarithm] = [sigma ** 2 / orders, 0.5 / (customers + within)];
      return {
        logLikelihood,
        parameters: { mu, tau: (negligible * sigma) / Math.sqrt(classes.at(-1)!.x), sigma },
        identified: {
          mu: { estimate: mu, standardError: Math.sqrt(byMean) },
          sigma: { estimate: sigma, standardError: sigma * Math.sqrt(byLogarithm) },
        },
        covariance: diagonal(byMean, byLogarithm),
      };
    },
  };
}

/** Each customer's orders are all the same: σ runs to 0, as it can where no variances say otherwise. Then averages are alike. */
function steadyLimit({ customers, classes, constant }: ProfitSums): BoundaryLimit<Three> {
  return {
    limitingModel: "normalNormal with one amount per customer",
    lost: ["sigma"],
    near: () => true,
    maximize: () => {
      let [total, mu, squares] = [0, 0, 0];
      for (const { customers: n, mean, squares: own } of classes) {
        total += n;
        const ahead = mean - mu;
        mu += (ahead * n) / total;
        squares += own + n * ahead * (mean - mu);
      }
      const variance = squares / customers;
      const tau = Math.sqrt(variance);
      const [byMean, byLogarithm] = [variance / customers, 0.5 / customers];
      return {
        logLikelihood: constant - 0.5 * customers * (Math.log(variance) + 1),
        parameters: { mu, tau, sigma: negligible * tau },
        identified: {
          mu: { estimate: mu, standardError: Math.sqrt(byMean) },
          tau: { estimate: tau, standardError: tau * Math.sqrt(byLogarithm) },
        },
        covariance: diagonal(byMean, byLogarithm),
      };
    },
  };
}

const diagonal = (first: number, second: number) => [
  [first, 0],
  [0, second],
];
