/**
 * Complementary log-log: ln(1 - h) = -e^η, so that a run of periods stayed contributes minus e^(xb) times the sum of e^α over it,
 * however long it is.
 */
import type { LinkOf } from "./link-sums.js";

/** The likelihood under a complementary log-log; runs are noted where they begin and end, and added up by period at last. */
export const cloglog: LinkOf = (data, levels, sums) => {
  const { exposures, columns, design } = data;
  const { runBounds, runFrom, runTo, runWeight, lossBounds, lossPeriod, lossWeight, lastPeriod } = exposures;
  const { byLevel, levels: levelCurvatures, cross } = sums;
  const hazards = levels.map(Math.exp).fill(0, 0, 1);
  const cumulated = hazards.slice();
  for (let t = 1; t <= lastPeriod; t++) cumulated[t]! += cumulated[t - 1]!;
  const watched = new Float64Array(lastPeriod + 1);
  const watchedCross = new Float64Array((lastPeriod + 1) * columns);
  let value = 0;
  return {
    add(g, eta, group) {
      const ratio = Math.exp(eta);
      const row = g * columns;
      let stayed = 0;
      for (let i = runBounds[g]!; i < runBounds[g + 1]!; i++) {
        const from = runFrom[i]!;
        const to = runTo[i]!;
        const part = ratio * runWeight[i]!;
        if (to === from + 1) {
          const once = part * hazards[to]!;
          stayed += once;
          byLevel[to]! -= once;
          levelCurvatures[to]! += once;
          for (let k = 0; k < columns; k++) cross[to * columns + k]! += once * design[row + k]!;
          continue;
        }
        stayed += part * (cumulated[to]! - cumulated[from]!);
        watched[to]! += part;
        watched[from]! -= part;
        for (let k = 0; k < columns; k++) watchedCross[to * columns + k]! += part * design[row + k]!;
        if (from > 0)
          for (let k = 0; k < columns; k++) watchedCross[from * columns + k]! -= part * design[row + k]!;
      }
      value -= stayed;
      group[0] = -stayed;
      group[1] = stayed;
      for (let i = lossBounds[g]!; i < lossBounds[g + 1]!; i++) {
        const t = lossPeriod[i]!;
        const weight = lossWeight[i]!;
        const mean = ratio * hazards[t]!;
        const lost = -Math.expm1(-mean);
        // d ln(1 - e^-μ)/d ln μ, and minus its slope by ln μ.
        const slope = mean === 0 ? 1 : (mean * (1 - lost)) / lost;
        const bend = weight * slope * Math.max(0, mean + slope - 1);
        value += weight * (mean === 0 ? eta + levels[t]! : Math.log(lost));
        byLevel[t]! += weight * slope;
        levelCurvatures[t]! += bend;
        for (let k = 0; k < columns; k++) cross[t * columns + k]! += bend * design[row + k]!;
        group[0]! += weight * slope;
        group[1]! += bend;
      }
    },
    take() {
      const taken = value;
      value = 0;
      return taken;
    },
    finish() {
      // From the last period, so that few who stay long are no difference of many.
      for (let t = lastPeriod; t > 0; t--) {
        byLevel[t]! -= watched[t]! * hazards[t]!;
        levelCurvatures[t]! += watched[t]! * hazards[t]!;
        watched[t - 1]! += watched[t]!;
        for (let k = 0; k < columns; k++) {
          const here = watchedCross[t * columns + k]!;
          cross[t * columns + k]! += here * hazards[t]!;
          watchedCross[(t - 1) * columns + k]! += here;
        }
      }
    },
  };
};
