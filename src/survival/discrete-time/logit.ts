/** Logit: h = 1/(1 + e^-η). A period stayed costs a product and a division; logarithms are taken of products of many. */
import type { LinkOf } from "./link-sums.js";

/** Odds above which the logarithm of 1 + odds is the linear predictor, and below which it is taken by itself. */
const large = 1e15;
const small = 1e-3;

/** The likelihood under a logit. */
export const logit: LinkOf = (data, levels, sums) => {
  const { exposures, columns, design } = data;
  const { runBounds, runFrom, runTo, runWeight, lossBounds, lossPeriod, lossWeight } = exposures;
  const { byLevel, levels: levelCurvatures, cross } = sums;
  const oddsOf = levels.map(Math.exp);
  let value = 0;
  // The product of 1 + odds over runs of weight 1, one logarithm for hundreds of them.
  let product = 1;
  /** Adds the curvatures of a period, and returns the hazard. */
  const bend = (row: number, t: number, odds: number, weight: number): number => {
    const share = odds > large ? 1 : odds / (1 + odds);
    const curvature = (weight * share) / (1 + odds);
    levelCurvatures[t]! += curvature;
    for (let k = 0; k < columns; k++) cross[t * columns + k]! += curvature * design[row + k]!;
    return share;
  };
  return {
    add(g, eta, group) {
      const ratio = Math.exp(eta);
      const row = g * columns;
      let slope = 0;
      let curvature = 0;
      for (let i = runBounds[g]!; i < runBounds[g + 1]!; i++) {
        const weight = runWeight[i]!;
        const to = runTo[i]!;
        for (let t = runFrom[i]! + 1; t <= to; t++) {
          const odds = ratio * oddsOf[t]!;
          const share = bend(row, t, odds, weight);
          byLevel[t]! -= weight * share;
          slope -= weight * share;
          curvature += (weight * share) / (1 + odds);
          if (odds > large) value -= weight * (eta + levels[t]!);
          else if (odds < small || weight !== 1) value -= weight * Math.log1p(odds);
          else product *= 1 + odds;
          if (product > 1e200) {
            value -= Math.log(product);
            product = 1;
          }
        }
      }
      for (let i = lossBounds[g]!; i < lossBounds[g + 1]!; i++) {
        const t = lossPeriod[i]!;
        const weight = lossWeight[i]!;
        const odds = ratio * oddsOf[t]!;
        const share = bend(row, t, odds, weight);
        value -= weight * (odds > 1 ? Math.log1p(1 / odds) : Math.log1p(odds) - eta - levels[t]!);
        byLevel[t]! += weight * (1 - share);
        slope += weight * (1 - share);
        curvature += (weight * share) / (1 + odds);
      }
      group[0] = slope;
      group[1] = curvature;
    },
    take() {
      const taken = value - Math.log(product);
      value = 0;
      product = 1;
      return taken;
    },
    finish: () => undefined,
  };
};
