/**
 * Lifetimes whose hazard is the same at every age from one age on, and 0 before: what gamma-Gompertz lifetimes become as b
 * grows without end while s b and ln(β)/b stay. A negative age means that the hazard has run since before the first
 * purchase, so that a share of customers leaves at once.
 */
import type { Evaluate } from "../beta-geometric/problem.js";
import { frequencyTerm, type HistoryKernel } from "../covariates/histories.js";
import type { Move } from "../covariates/links.js";
import type { DistinctCustomers } from "../distinct-customers.js";
import type { Lifetime } from "./lifetime.js";
import { createStretch } from "./lifetime-sweep.js";

/** A covariate moves the age from which customers leave; as in the model that this is a limit of, plus is sooner. */
export const delayMove: Move = { kind: "shift", index: 3, sign: -1 };

/** Parameters, likelihood of single histories and likelihood of many: r, alpha, hazard, delay. */
export const delayedKind = {
  names: ["r", "alpha", "hazard", "delay"],
  k: 1,
  ofHistory: delayedHistory,
  kernel: ofRows,
} as const;

/** The likelihood of one history, less the term of r and x alone. */
export function delayedHistory(): HistoryKernel {
  const buyers = { r: 0.5, alpha: 0.5, lifetime: null as unknown as Lifetime };
  const stretch = createStretch(5);
  let [hazard, delay] = [0.5, 0.5];
  buyers.lifetime = densityOf(() => [hazard, delay]);
  return {
    begin(parameters) {
      buyers.r = parameters[0]!;
      buyers.alpha = parameters[1]!;
      hazard = parameters[2]!;
      delay = parameters[3]!;
    },
    add(x, recency, T, w, gradient) {
      const { r, alpha } = buyers;
      const n = r + x;
      const grown = Math.log1p(T / alpha);
      const atRisk = Math.max(0, T - delay);
      const alive = -hazard * atRisk - n * grown;
      const from = Math.max(recency, delay);
      stretch.sums.fill(0);
      stretch.top = alive;
      if (from < T) {
        stretch.begin(buyers, x);
        stretch.integrate(from, T);
      }
      // Those who left at once: everybody's density of no purchase at age 0 is 1.
      const early = x === 0 && delay < 0;
      const top = Math.max(stretch.top, alive, early ? 0 : Number.NEGATIVE_INFINITY);
      const scale = Math.exp(stretch.top - top);
      const stays = Math.exp(alive - top);
      const atOnce = early ? -Math.expm1(hazard * delay) * Math.exp(-top) : 0;
      const sum = stays + scale * stretch.sums[0]! + atOnce;
      if (gradient !== undefined) {
        const opened = delay > recency && delay < T ? hazard * (1 + delay / alpha) ** -n * Math.exp(-top) : 0;
        const gone = early ? Math.exp(hazard * delay - top) : 0;
        const slopes = stretch.sums;
        gradient[0]! += (w * (scale * slopes[1]! - stays * grown)) / sum;
        gradient[1]! += (w * (scale * slopes[2]! + (stays * ((r * T) / alpha - x)) / (alpha + T))) / sum;
        gradient[2]! += (w * (scale * slopes[3]! - stays * atRisk - delay * gone)) / sum;
        gradient[3]! +=
          (w * (scale * slopes[4]! + (T > delay ? stays * hazard : 0) - opened - hazard * gone)) / sum;
      }
      return top + Math.log(sum) - (x === 0 ? 0 : x * Math.log(alpha));
    },
  };
}

/** The density from the delay on; only what an integral over it asks for is there. */
function densityOf(parameters: () => readonly [hazard: number, delay: number]): Lifetime {
  const density: Pick<Lifetime, "scale" | "rise" | "logDensity" | "steepness" | "reach"> = {
    scale: Number.POSITIVE_INFINITY,
    rise: () => 0,
    logDensity(y, gradient) {
      const [hazard, delay] = parameters();
      if (gradient !== undefined) {
        gradient[0] = 1 / hazard - (y - delay);
        gradient[1] = hazard;
      }
      return Math.log(hazard) - hazard * (y - delay);
    },
    steepness: () => parameters()[0],
    reach: () => Number.POSITIVE_INFINITY,
  };
  return density as Lifetime;
}

function ofRows(rows: DistinctCustomers): Evaluate {
  const { frequency, recency, T, weight, length } = rows;
  const history = delayedHistory();
  const left = frequencyTerm([rows], 1);
  return (parameters, gradient) => {
    history.begin(parameters);
    let sum = left(parameters[0]!, gradient);
    for (let i = 0; i < length; i++)
      sum += weight[i]! * history.add(frequency[i]!, recency[i]!, T[i]!, weight[i]!, gradient);
    return sum;
  };
}
