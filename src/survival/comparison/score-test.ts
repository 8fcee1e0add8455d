/** Chi-squared tests from scores that have mean 0 where the groups are alike. */
import { chiSquareUpper } from "../../math/distributions.js";

/** A chi-squared test; null throughout where the data compare nothing. */
export interface ChiSquareTest {
  /** χ²; null where no time has losses and several groups at risk. */
  readonly chiSquare: number | null;
  /** Its degrees of freedom: groups that are compared, less one. */
  readonly degreesOfFreedom: number;
  /** Probability of a χ² as large where the groups are alike; null with it. */
  readonly pValue: number | null;
}

/** A diagonal that has come down to this share of its start is rounding. */
const negligible = 1e-10;

/** Scores times the inverse of their covariance times scores, on as many degrees of freedom as the covariance has. */
export function scoreTest(score: Float64Array, covariance: Float64Array): ChiSquareTest {
  const k = score.length;
  const [s, v] = [score.slice(), covariance.slice()];
  const open = new Set(Array.from(s.keys()));
  let [chiSquare, degreesOfFreedom] = [0, 0];
  for (;;) {
    let pivot = -1;
    for (const i of open)
      if (
        v[i * k + i]! > negligible * covariance[i * k + i]! &&
        (pivot < 0 || v[i * k + i]! > v[pivot * k + pivot]!)
      )
        pivot = i;
    if (pivot < 0) break;
    open.delete(pivot);
    degreesOfFreedom++;
    const diagonal = v[pivot * k + pivot]!;
    chiSquare += (s[pivot]! * s[pivot]!) / diagonal;
    for (const i of open) {
      const factor = v[i * k + pivot]! / diagonal;
      s[i]! -= factor * s[pivot]!;
      for (const j of open) v[i * k + j]! -= factor * v[pivot * k + j]!;
    }
  }
  if (degreesOfFreedom === 0) return { chiSquare: null, degreesOfFreedom, pValue: null };
  return { chiSquare, degreesOfFreedom, pValue: chiSquareUpper(chiSquare, degreesOfFreedom) };
}
