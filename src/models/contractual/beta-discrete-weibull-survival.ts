/**
 * Survival and hazards of the beta-discrete-Weibull model, where t^c may be too large for a number: on its flat ridge the
 * likelihood drives c upwards without end while survival tends to a power of t.
 */
import { digamma, digammaDifference, logBetaRatio, logGammaRatio } from "../../math/gamma.js";
import { log1mExp, logAddExp } from "../../math/log-sum-exp.js";
import type { FillHazards } from "./lifetime-likelihood.js";
import type { LifetimeModel } from "./lifetime-verbs.js";
import { powerStep } from "./power-step.js";

/** Parameters of the beta-discrete-Weibull model. */
export interface BetaDiscreteWeibullParameters {
  /** First shape of the beta distribution of first-period churn across customers, above 0. */
  readonly alpha: number;
  /** Second shape of that distribution, above 0; mean churn in the first period is alpha / (alpha + beta). */
  readonly beta: number;
  /** Shape of each customer's lifetime, above 0: churn falls with age below 1, rises above 1. */
  readonly c: number;
}

/** Beyond this ln(t^c), ln Γ(β + u) - ln Γ(α + β + u) is -α ln(β + u) to rounding. */
const largePower = 80;
/** Beyond this ln(t^c), t^c is too large for a number. */
const largestPower = 700;

/** Whether the gamma functions at age t are left to their asymptotes. */
function isLarge(alpha: number, beta: number, logPower: number): boolean {
  // With shapes of that size the power is not yet large beside them.
  return logPower > (alpha + beta > 1e10 ? largestPower : largePower);
}

/** ln(β + t^c). */
function logShape(beta: number, c: number, t: number): number {
  return t === 0 ? Math.log(beta) : logAddExp(Math.log(beta), c * Math.log(t));
}

/** ln S(n + t) - ln S(n). */
function logSurvivalFrom({ alpha, beta, c }: BetaDiscreteWeibullParameters, n: number, t: number): number {
  if (t === 0) return 0;
  if (!isLarge(alpha, beta, c * Math.log(n + t)))
    return logBetaRatio(alpha, beta + n ** c, powerStep(n, t, c));
  const before = logShape(beta, c, n);
  const after = logShape(beta, c, n + t);
  if (!(before > largePower)) return logGammaRatio(beta + n ** c, alpha) - alpha * after;
  // ln(1 + ((n + t)^c - n^c) / (β + n^c)), so that neighbouring ages do not cancel.
  const logStep = c * Math.log(n + t) - before + (n === 0 ? 0 : log1mExp(c * Math.log(n / (n + t))));
  return -alpha * (logStep > largestPower ? after - before : Math.log1p(Math.exp(logStep)));
}

/** The model as the shared verbs need it. */
export const betaDiscreteWeibullModel: LifetimeModel<BetaDiscreteWeibullParameters> = {
  name: "betaDiscreteWeibull",
  scale: { alpha: "log", beta: "log", c: "log" },
  largest: 1e300,
  logSurvivalFrom,
  logChurn: (parameters, t) => log1mExp(logSurvivalFrom(parameters, t - 1, 1)),
  tailPower: ({ alpha, c }) => alpha * c,
};

/** Derivatives of ln Γ(β + t^c) - ln Γ(α + β + t^c) by α, β and c, which ln r(t) is a difference of. */
function slopesAt(alpha: number, beta: number, c: number, t: number): readonly [number, number, number] {
  const logT = Math.log(t);
  if (t > 0 && isLarge(alpha, beta, c * logT)) {
    const logSum = logShape(beta, c, t);
    return [-logSum, -alpha * Math.exp(-logSum), -alpha * Math.exp(c * logT - logSum) * logT];
  }
  const power = t ** c;
  const byBeta = -digammaDifference(beta + power, alpha);
  return [-digamma(alpha + beta + power), byBeta, t <= 1 ? 0 : byBeta * power * logT];
}

/** Hazards of the beta-discrete-Weibull model. */
export const fillBetaDiscreteWeibullHazards: FillHazards = ([alpha = 0, beta = 0, c = 0], table) => {
  const [byAlpha, byBeta, byShape] = table.slopes as readonly [Float64Array, Float64Array, Float64Array];
  let before = slopesAt(alpha, beta, c, 0);
  for (let i = 0; i < byAlpha.length; i++) {
    const step = logSurvivalFrom({ alpha, beta, c }, i, 1);
    const after = slopesAt(alpha, beta, c, i + 1);
    table.logRetention[i] = step;
    table.logChurn[i] = log1mExp(step);
    const power = i ** c;
    const near = (i + 1) ** c - power < 1e-3 * (alpha + beta + power);
    // Close digammas are subtracted as one difference.
    byAlpha[i] = near ? -digammaDifference(alpha + beta + power, powerStep(i, 1, c)) : after[0] - before[0];
    byBeta[i] = after[1] - before[1];
    byShape[i] = after[2] - before[2];
    before = after;
  }
};
